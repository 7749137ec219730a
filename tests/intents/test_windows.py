"""Long messages are cut where a reader would pause, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.windows import MAX_CHARACTERS, read_windows


def test_a_short_message_is_one_window() -> None:
    assert read_windows("Why is Section I blank?") == ("Why is Section I blank?",)


@pytest.mark.parametrize("end", [". ", "؟ ", "۔ ", "। ", "\n"])
def test_a_long_message_is_cut_where_a_sentence_ends(end: str) -> None:
    sentence = "word " * 20 + "end" + end
    windows = read_windows(sentence * 20)
    assert len(windows) > 1
    assert all(window.endswith(f"end{end}".rstrip()) for window in windows)


def test_a_message_without_sentences_is_cut_between_words() -> None:
    assert all(set(window.split()) == {"word"} for window in read_windows("word " * 1_000))


def test_a_message_without_spaces_is_cut_at_the_limit() -> None:
    assert [len(window) for window in read_windows("x" * 2_500)] == [1_000, 1_000, 500]


def test_no_window_starts_with_a_slash() -> None:
    windows = read_windows("/" + "/and so on. " * 300)
    assert len(windows) > 1
    assert not any(window.startswith("/") for window in windows)


@given(st.text(max_size=4_000))
def test_every_window_is_short_and_no_letter_is_lost(text: str) -> None:
    windows = read_windows(text)
    assert all(0 < len(window) <= MAX_CHARACTERS for window in windows)
    assert letters("".join(windows)) == letters(text)


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
