"""The bench's own arithmetic, and that its mix is the one that the speed bar names."""

from collections.abc import Iterator

from tests.bench.load import drive, figures, percentile
from tests.bench.mix import FREE, Line, all_free_texts, conversation, free_texts, people


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert (percentile(values, 50), percentile(values, 95), percentile([7.0], 95)) == (50.0, 95.0, 7.0)
    assert percentile([], 95) == 0.0


def test_figures_count_turns_a_second_and_milliseconds() -> None:
    found = figures([0.01, 0.03, 0.02], at_once=2, seconds=1.5)
    assert (found.turns, found.per_second, found.p50_ms, found.p95_ms) == (3, 2.0, 20.0, 30.0)


def test_three_messages_in_ten_are_free_text_of_ten_to_forty_words() -> None:
    for number in range(len(people())):
        lines = list(conversation(number))
        assert sum(line.kind == FREE for line in lines) == 0.3 * len(lines)
    assert {len(text.split()) for text in all_free_texts()} <= set(range(10, 41))


def test_everybody_says_the_free_texts_in_another_order() -> None:
    first, second = list(free_texts(0)), list(free_texts(1))
    assert first != second
    assert {line.text for line in first} == {line.text for line in second} == set(all_free_texts())


class Silent:
    """Answers at once."""

    said: list[str]

    def __init__(self, said: list[str]) -> None:
        self.said = said

    def says(self, line: Line) -> None:
        self.said.append(line.text)

    def close(self) -> None:
        self.said.append("closed")


def test_people_talk_until_the_time_is_over_and_then_leave() -> None:
    said: list[str] = []

    def script(number: int) -> Iterator[Line]:
        yield Line(FREE, f"hello {number}")

    found = drive(lambda _: Silent(said), script, at_once=2, seconds=0.05)
    assert found.turns > 0
    assert said.count("closed") == len(said) - said.count("closed") >= found.turns
