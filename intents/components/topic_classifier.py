"""Says what a message is about: a ranking of intents with calibrated confidences."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features as RasaFeatures
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from intents.components.letter_featurizer import LetterFeaturizer
from intents.components.progress import say
from intents.components.sentence_featurizer import SentenceFeaturizer
from intents.components.softmax_regression import Features
from intents.components.sources import hash_sources
from intents.components.topic_model import TopicModel, fit_topics


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Logistic regression on spelling and nearness to examples in meaning, calibrated on examples held out.

    Rasa's LogisticRegressionClassifier is regularised too strongly for short texts and many intents.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
    ) -> None:
        """`model` is there once trained."""
        self._config, self._storage, self._resource, self._model = config, storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Make one to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Make one from a trained model."""
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / "topics.npz", allow_pickle=False) as kept,
        ):
            model = TopicModel.load(kept)
        return cls(config, model_storage, resource, model)

    @classmethod
    def required_components(cls) -> list[type]:
        """It reads the features of both."""
        return [SentenceFeaturizer, LetterFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: scikit-learn's C of the regression. `ranking_length`: intents told."""
        return {"strength": 30.0, "ranking_length": 10}

    @staticmethod
    def required_packages() -> list[str]:
        """For Rasa's check before training."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train again when this package changes."""
        return hash_sources()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents, then how sure to be of them."""
        messages = [message for message in training_data.intent_examples if message.get(TEXT)]
        labels = [message.get(INTENT) for message in messages]
        features = self._features(messages)
        say(f"Learning {len(set(labels))} intents from {len(labels)} examples.")
        self._model, unseen = fit_topics(features, labels, self._config["strength"])
        right = self._model.names[unseen.confidences.argmax(axis=1)] == np.asarray(labels)[unseen.rows]
        say(f"Intents: {right.mean():.1%} right on examples held out.")
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "topics.npz", **self._model.dump())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Give messages `intent` and `intent_ranking`."""
        for message in messages:
            ranking = self._rank(message)
            message.set("intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        """[{name, confidence}], best first; empty for a message without text."""
        if self._model is None or not message.get(TEXT):
            return []
        chances = self._model.probabilities(self._features([message]))[0]
        best = np.argsort(-chances)[: self._config["ranking_length"]]
        return [{"name": str(self._model.names[at]), "confidence": float(chances[at])} for at in best]

    def _features(self, messages: list[Message]) -> Features:
        """One row a message."""
        meaning = [_matrix(message.get_dense_features(TEXT)[1]) for message in messages]
        spelling = [_matrix(message.get_sparse_features(TEXT)[1]) for message in messages]
        return Features(np.vstack(meaning), vstack(spelling, format="csr"))


def _matrix(features: RasaFeatures | None) -> Any:
    """The matrix of a message's sentence features."""
    if features is None:
        raise GraphComponentException("TopicClassifier needs SentenceFeaturizer and LetterFeaturizer before it")
    return features.features
