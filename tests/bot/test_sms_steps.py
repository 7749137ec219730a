"""Long answers as text messages: few segments a step, whole sentences, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.segments import count_segments
from bot.sms_steps import most_segments, split_steps

WORDS = st.sampled_from(["plan", "council", "school;", "review.", "appeal?", "کونسل", "سکول۔", "{", "€", "żółw."])


def test_a_short_answer_is_one_step_without_more() -> None:
    assert split_steps(["The council decides.", "1. Yes"]) == ["The council decides. 1. Yes"]


def test_a_long_one_is_split_between_sentences() -> None:
    steps = split_steps([" ".join(f"Sentence number {n} says one thing." for n in range(30))])
    assert len(steps) > 1
    for step in steps[:-1]:
        assert step.endswith(".\nMORE")


@given(st.lists(WORDS, min_size=1, max_size=400))
def test_no_step_is_too_long_and_no_word_is_lost(words: list[str]) -> None:
    steps = split_steps([" ".join(words)])
    assert all(count_segments(step) <= most_segments(step) for step in steps)
    assert " ".join(step.removesuffix("\nMORE") for step in steps).split() == words
