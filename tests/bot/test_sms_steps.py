"""Long answers as text messages: few segments a step, whole sentences, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.segments import count_segments
from bot.sms_steps import joined, most_segments, split_pieces

WORDS = st.sampled_from(["plan", "council", "school;", "review.", "appeal?", "کونسل", "سکول۔", "{", "€", "żółw."])


def split_steps(texts: list[str], tail: str = "") -> list[str]:
    """As texts, all but the last with the word that brings the next."""
    steps = [joined(step) for step in split_pieces(texts, tail.splitlines(), "MORE")]
    return [*(f"{step}\nMORE" for step in steps[:-1]), *steps[-1:]]


def test_a_short_answer_is_one_step_without_more() -> None:
    assert split_steps(["The council decides. It may."], "Is it?\n1. Yes") == [
        "The council decides. It may.\nIs it?\n1. Yes"
    ]


def test_a_long_one_is_split_between_sentences() -> None:
    steps = split_steps([" ".join(f"Sentence number {n} says one thing." for n in range(30))])
    assert len(steps) > 1
    for step in steps[:-1]:
        assert step.endswith(".\nMORE")


def test_options_keep_their_numbers_and_choices_stay_together() -> None:
    options = "\n".join(f"{n}. Ask the council for a meeting about the plan, in writing." for n in range(1, 12))
    steps = split_steps(["You could:", options], "Did this help?\n1. Yes\n2. Not quite")
    assert len(steps) > 1
    assert steps[-1].endswith("Did this help?\n1. Yes\n2. Not quite")
    assert not any(line.strip().rstrip(".").isdigit() for step in steps for line in step.splitlines())


@given(st.lists(WORDS, min_size=1, max_size=400))
def test_no_step_is_too_long_and_no_word_is_lost(words: list[str]) -> None:
    steps = split_steps([" ".join(words)])
    assert all(count_segments(step) <= most_segments(step) for step in steps)
    assert " ".join(step.removesuffix("\nMORE") for step in steps).split() == words
