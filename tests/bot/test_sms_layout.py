"""A turn's replies as text messages: nothing lost, nothing without its source, help never waits."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from bot.compose import Composed, ComposedPart
from bot.segments import count_segments
from bot.sms_layout import SmsText, lay_out, split_words
from bot.sms_steps import most_segments

MORE = ComposedPart("more", "For the rest, reply: MORE", uuid4())
WORDS = st.sampled_from(["plan", "council", "school;", "review.", "appeal?", "کونسل", "سکول۔", "{", "€", "żółw.", "\n"])


def part(text: str, role: str = "text", source: UUID | None = None) -> ComposedPart:
    """A fixed text."""
    return ComposedPart(role, text, source or uuid4())


def words(texts: list[SmsText]) -> list[str]:
    """Every word of the parts, in order."""
    return [word for text in texts for p in text.parts if p.role != "more" for word in p.text.split()]


LONG = " ".join(f"Sentence number {n} says one thing." for n in range(40))


def test_a_short_answer_is_one_text_with_numbered_choices() -> None:
    said = Composed((part("The council decides."), part("Did this help?", "ask")), (("a:yes", "Yes"), ("a:no", "No")))
    (text,), rest = lay_out([(said, False)], MORE)
    assert text.text == "The council decides.\nDid this help?\n1. Yes\n2. No"
    assert rest == []


def test_a_long_answer_waits_and_keeps_its_choices_for_the_end() -> None:
    now, rest = lay_out([(Composed((part(LONG), part("Did this help?", "ask")), (("a:yes", "Yes"),)), False)], MORE)
    assert len(now) == 1
    assert now[0].text.endswith("\nFor the rest, reply: MORE")
    assert now[0].choices == ()
    assert rest[-1].text.endswith("Did this help?\n1. Yes")


def test_what_is_said_at_once_never_waits_and_never_mentions_more() -> None:
    now, rest = lay_out([(Composed((part(LONG),), (("go:person", "A person"),)), True)], MORE)
    assert len(now) > 1
    assert rest == []
    assert "MORE" not in "".join(text.text for text in now)
    assert now[-1].text.endswith("\n1. A person")


def test_of_two_questions_the_last_is_asked_and_choices_for_any_time_stay() -> None:
    first = Composed(
        (part("An answer."), part("Did this help?", "ask")), (("helpful:yes", "Yes"), ("go:person", "A person"))
    )
    second = Composed((part("Which is closest?", "ask"),), (("speaker:parent", "Parent"),))
    (text,), _ = lay_out([(first, False), (second, False)], MORE)
    assert text.text == "An answer.\nWhich is closest?\n1. Parent\n2. A person"
    assert [id_ for id_, _ in text.choices] == ["speaker:parent", "go:person"]


def test_choices_too_many_for_one_text_keep_their_numbers() -> None:
    choices = tuple((f"topic:t{n}", f"ایک بہت لمبا عنوان جو بہت جگہ لیتا ہے نمبر {n}") for n in range(1, 20))
    now, rest = lay_out([(Composed((part("کون سا؟", "ask"),), choices), False)], MORE)
    shown = [line for text in (*now, *rest) for line in text.text.splitlines() if line[0].isdigit()]
    assert shown == [f"{n}. {label}" for n, (_, label) in enumerate(choices, 1)]
    assert rest[0].first_number > 1


def test_a_link_is_no_text_message() -> None:
    (text,), _ = lay_out([(Composed((part("Hello."), part("Read the page", "link:/help/a")), ()), False)], MORE)
    assert text.text == "Hello."


@given(st.lists(st.lists(WORDS, min_size=1, max_size=150).map(" ".join), min_size=1, max_size=5), st.booleans())
def test_no_text_is_too_long_no_word_is_lost_and_every_piece_keeps_its_source(texts: list[str], at_once: bool) -> None:
    parts = [part(text) for text in texts]
    said = Composed(tuple(parts), (("a:yes", "Yes"), ("a:no", "No")))
    now, rest = lay_out([(said, at_once)], MORE)
    assert words([*now, *rest]) == " ".join(texts).split()
    for text in (*now, *rest):
        assert count_segments(text.text) <= most_segments(text.text)
        for piece in text.parts:
            source = next(p for p in (*parts, MORE) if p.text_version_id == piece.text_version_id)
            assert " ".join(piece.text.split()) in " ".join(source.text.split())


@given(st.lists(WORDS, min_size=1, max_size=900).map(" ".join))
def test_a_persons_own_words_are_split_but_never_lost(text: str) -> None:
    split = split_words(text)
    assert " ".join(split).split() == text.split()
    assert all(count_segments(one) <= 10 for one in split)
