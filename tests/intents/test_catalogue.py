"""The list of intents is one: intents.yml, topics.csv, domain.yml and the data agree."""

from pathlib import Path

import pytest

from intents.catalogue import ROOT, Catalogue, Intent, domain_text, load_catalogue, write_domain
from intents.errors import BadIntents
from intents.questions import load_examples


def test_the_domain_file_is_what_would_be_written() -> None:
    written = (ROOT / "intents/domain.yml").read_text(encoding="utf-8")
    assert written == domain_text(load_catalogue())


def test_writing_the_domain_twice_changes_nothing(tmp_path: Path) -> None:
    for name in ("intents/intents.yml", "knowledge_base/topics.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    assert write_domain(tmp_path).read_bytes() == write_domain(tmp_path).read_bytes()


def test_every_topic_is_an_intent() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.topics) == 67
    assert {"kb_section-i-blank", "flow_person", "oos_greeting"} <= set(catalogue.names)
    assert catalogue.restate <= set(catalogue.topics)


@pytest.mark.parametrize("locale", sorted(path.stem for path in (ROOT / "intents/training").glob("*.yml")))
def test_every_intent_has_examples_and_no_example_two_intents(locale: str) -> None:
    examples = list(load_examples(ROOT / f"intents/training/{locale}.yml"))
    assert {example.right[0] for example in examples} == set(load_catalogue().names)
    assert len({example.text for example in examples}) == len(examples)


def test_no_example_is_both_learned_from_and_measured_by() -> None:
    def texts(folder: str) -> set[str]:
        files = (ROOT / "intents" / folder).glob("*.yml")
        return {" ".join(example.text.casefold().split()) for path in files for example in load_examples(path)}

    assert texts("training") & texts("evaluation") == set()


def test_an_intent_with_a_slash_is_refused(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    (tmp_path / "knowledge_base").mkdir()
    (tmp_path / "knowledge_base/topics.csv").write_text("topic_id,title,audience\na/b,A,parent\n")
    (tmp_path / "intents/intents.yml").write_text("restate: []\nflows: {}\nout_of_scope: {}\n")
    with pytest.raises(BadIntents):
        load_catalogue(tmp_path)


def test_an_intent_that_is_no_topic_has_none() -> None:
    assert Catalogue((Intent("flow_person", "…"), Intent("kb_mediation", "…")), frozenset()).topics == ("mediation",)
