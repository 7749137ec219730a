"""Sparse features: how a message is spelt."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from intents.components.letters import LetterRuns
from intents.components.sources import hash_sources


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LetterFeaturizer(SparseFeaturizer, GraphComponent):
    """Runs of letters within words: finds again what the embedding blurs, such as `section I` beside `section F`.

    Unlike Rasa's CountVectorsFeaturizer it needs no tokenizer, folds accents and look-alike letters, and weighs
    a run by how rare it is.
    """

    def __init__(
        self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource, runs: LetterRuns
    ) -> None:
        """`runs` learns when this is trained."""
        super().__init__(name, config)
        self._storage, self._resource, self._runs = storage, resource, runs

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LetterFeaturizer:
        """Make one to be trained."""
        return cls(
            config,
            execution_context.node_name or cls.__name__,
            model_storage,
            resource,
            LetterRuns(config["max_features"]),
        )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LetterFeaturizer:
        """Make one from a trained model."""
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / "letters.npz", allow_pickle=False) as kept,
        ):
            runs = LetterRuns.load(kept)
        return cls(config, execution_context.node_name or cls.__name__, model_storage, resource, runs)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`max_features`: the most runs of letters to learn."""
        return {**SparseFeaturizer.get_default_config(), "max_features": 40_000}

    @staticmethod
    def required_packages() -> list[str]:
        """For Rasa's check before training."""
        return ["sklearn"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Any number of runs will do."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train again when this package changes."""
        return hash_sources()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which runs there are."""
        self._runs.fit([message.get(TEXT) for message in training_data.training_examples if message.get(TEXT)])
        with self._storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / "letters.npz", **self._runs.dump())
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training example its features."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Give messages their features."""
        for message in messages:
            if message.get(TEXT):
                matrix = self._runs.transform([message.get(TEXT)])
                message.add_features(Features(matrix, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages
