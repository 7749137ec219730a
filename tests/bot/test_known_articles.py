"""What was read once is read from the file that keeps it, and only while it can be trusted to be the same."""

from pathlib import Path

import pytest

from bot import known_articles
from bot.known_articles import keep, recall
from knowledge_base import known
from knowledge_base.known import read_known
from tests.factories_kb import ENGLISH_TEXT, make_article

PLACE = Path("en/section-i-blank.md")


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_known", {})


def test_what_one_process_read_the_next_one_recalls(tmp_path: Path) -> None:
    read_known(ENGLISH_TEXT, PLACE)
    keep(0, tmp_path / "cache")
    known._known.clear()

    assert recall(tmp_path / "cache") == 1
    assert list(known.known_articles().values()) == [make_article()]


def test_another_text_is_read_anew() -> None:
    first = read_known(ENGLISH_TEXT, PLACE)
    second = read_known(ENGLISH_TEXT.replace("fills it in later", "fills it in soon"), PLACE)
    assert first.sha256 != second.sha256
    assert len(known.known_articles()) == 2


def test_what_other_code_read_is_not_recalled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_known(ENGLISH_TEXT, PLACE)
    keep(0, tmp_path / "cache")
    monkeypatch.setattr(known_articles, "_code", lambda: "another")
    assert recall(tmp_path / "cache") == 0


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05."])
def test_a_damaged_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cache").write_bytes(content)
    assert recall(tmp_path / "cache") == 0


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    read_known(ENGLISH_TEXT, PLACE)
    keep(1, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
