"""A small model, trained and loaded as Rasa does it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

ROOT = Path(__file__).parents[2]
EXAMPLES = {
    "kb_section-i-blank": ["why is section I empty", "section I of the draft is blank", "no school named in section I"],
    "kb_mediation": ["what is mediation", "do i need a mediation certificate", "how does mediation work"],
    "oos_greeting": ["hello", "hi there", "good morning"],
    "kb_school-transport": ["the bus to school was refused", "can he get a taxi to school", "school transport help"],
}
RISK = {
    "phrases": ["kill myself"],
    "examples": ["i want to die", "i cant go on any more", "he hit my son", "she hurts herself", "i took pills"],
    "calm": ["this form is killing me", "we cant go on waiting", "he hit the deadline", "dying to hear from you"],
}


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with config.yml, nlu.yml and risk/en.yml."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "risk").mkdir()
    write_nlu(folder / "nlu.yml", EXAMPLES)
    (folder / "risk/en.yml").write_text(yaml.safe_dump(RISK), encoding="utf-8")
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["pipeline"][-1]["risk_data"] = str(folder / "risk")
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder


def write_nlu(path: Path, examples: dict[str, list[str]]) -> None:
    """A training file in Rasa's format."""
    blocks = [
        {"intent": name, "examples": "".join(f"- {text}\n" for text in texts)} for name, texts in examples.items()
    ]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}), encoding="utf-8")


@pytest.fixture(scope="session")
def train(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Train on a folder by Rasa's own way; return the model's path. Rasa's cache is shared by the session."""
    patch = pytest.MonkeyPatch()
    patch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path_factory.mktemp("cache")))
    patch.setenv("RASA_TELEMETRY_ENABLED", "false")

    def run(folder: Path) -> Path:
        model: Any = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "models"))
        return Path(model)

    return run


@pytest.fixture(scope="session")
def agent(train: Callable[[Path], Path], small_data: Path) -> Agent:
    """Trained, written, and loaded again."""
    return Agent.load(str(train(small_data)))
