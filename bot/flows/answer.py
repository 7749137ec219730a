"""An article as an answer: short, every option, what happens if nothing is done, sources, and a way on (R20, R21)."""

from bot.state import ArticlePart, Choice, FlowState, Part, Reply, TextPart, World

AFTER_ANSWER = (
    Choice("helpful:yes", "choice.helpful_yes"),
    Choice("helpful:no", "choice.helpful_no"),
    Choice("go:person", "choice.person"),
)


def answer_replies(topic: str, state: FlowState, world: World, *, offers_person: bool = False) -> tuple[Reply, ...]:
    """The answer, and the offer of a person where a hand-over trigger was met, or the page is being checked."""
    if topic in world.being_checked:  # since it was offered
        return (Reply((TextPart("answer.being_checked"),), AFTER_ANSWER[-1:]),)
    young = state.speaker in {"young_person", "child"} and any(t == topic for t, _ in world.young_versions)
    parts: tuple[Part, ...] = (
        (ArticlePart(topic, "young_person_short"), ArticlePart(topic, "young_person"))
        if young
        else (ArticlePart(topic, "short"), TextPart("answer.could"), ArticlePart(topic, "options"))
    )
    link = TextPart("answer.read_more", role=f"link:/help/{topic}")
    answer = Reply((*parts, ArticlePart(topic, "nothing"), link))
    offer: tuple[Part, ...] = (TextPart("handover.offer"),) if offers_person else ()
    return answer, Reply((*offer, TextPart("answer.did_it_help", role="ask")), AFTER_ANSWER)
