"""The committed files in the eyes of Rasa itself."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.training_data.loading import load_data

from intents.tests.conftest import ROOT

FOLDER = ROOT / "intents"


@pytest.mark.parametrize("folder", ["training", "evaluation"])
def test_rasa_reads_every_file_and_knows_every_intent(folder: str) -> None:
    domain = Domain.load(str(FOLDER / "domain.yml"))
    for path in sorted((FOLDER / folder).glob("*.yml")):
        assert load_data(str(path)).intents <= set(domain.intents), path.name


def test_risk_examples_are_never_learned_as_intents() -> None:
    texts = {example.get("text") for example in load_data(str(FOLDER / "training")).intent_examples}
    assert "i want to die" not in texts
