"""The data protection papers say what the code does: every table is in the map, every period is the profile's."""

import re

import bot.models
import handoff.editorial_models
import handoff.models
from bot.db import Base
from bot.settings import ROOT, Retention

PAPERS = ROOT / "handoff" / "data_protection"
MODULES = (bot.models, handoff.models, handoff.editorial_models)


def paper(name: str) -> str:
    """A paper's text."""
    return (PAPERS / name).read_text(encoding="utf-8")


def test_every_table_is_in_the_map_and_no_other() -> None:
    rows = re.findall(r"(?m)^\| (`[^|]+`) \|", paper("data_flows.md"))
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert MODULES
    assert named == set(Base.metadata.tables)


def test_every_period_is_named() -> None:
    text = paper("data_flows.md")
    assert [name for name in Retention.model_fields if f"retention.{name}" not in text] == []


def test_every_standard_of_the_childrens_code_has_a_row() -> None:
    rows = re.findall(r"(?m)^\| (\d+)\. [^|]+\|([^|]*)\|([^|]*)\|([^|]*)\|$", paper("childrens_code.md"))
    assert [int(row[0]) for row in rows] == list(range(1, 16))


def test_what_the_service_has_to_decide_is_marked() -> None:
    assert paper("dpia.md").count("**Decide:**") >= 15
