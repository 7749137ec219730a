"""An article as an answer: short, every option, what happens if nothing is done, sources, and a way on (R20, R21)."""

from bot.state import ArticlePart, Choice, FlowState, Part, Reply, TextPart, World
from knowledge_base.deadlines import load_time_limits

RATINGS = (Choice("helpful:yes", "choice.helpful_yes"), Choice("helpful:no", "choice.helpful_no"))
DATES = Choice("go:dates", "choice.dates")
PERSON = Choice("go:person", "choice.person")


def after_answer(topic: str) -> tuple[Choice, ...]:
    """Did it help, the days to keep where time limits run on this topic, and a person."""
    dates = (DATES,) if load_time_limits().kinds_of_topic(topic) else ()
    return (*RATINGS, *dates, PERSON)


def answer_replies(topic: str, state: FlowState, world: World, *, offers_person: bool = False) -> tuple[Reply, ...]:
    """The answer, and the offer of a person where a hand-over trigger was met, or the page is being checked."""
    if topic in world.being_checked:  # since it was offered
        return (Reply((TextPart("answer.being_checked"),), (PERSON,)),)
    young = state.speaker in {"young_person", "child"} and any(t == topic for t, _ in world.young_versions)
    parts: tuple[Part, ...] = (
        (ArticlePart(topic, "young_person_short"), ArticlePart(topic, "young_person"))
        if young
        else (ArticlePart(topic, "short"), TextPart("answer.could"), ArticlePart(topic, "options"))
    )
    link = TextPart("answer.read_more", role=f"link:/help/{topic}")
    answer = Reply((*parts, ArticlePart(topic, "nothing"), link))
    offer: tuple[Part, ...] = (TextPart("handover.offer"),) if offers_person else ()
    return answer, Reply((*offer, TextPart("answer.did_it_help", role="ask")), after_answer(topic))
