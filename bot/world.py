"""What a turn may depend on besides its words: the facts of this moment, and the choices last shown."""

from bot import language
from bot.clock import is_open, next_opening, promised_on
from bot.compose import today
from bot.flows import label_key
from bot.models import Message
from bot.services import Services
from bot.state import FlowState, World

CARRIER = "carrier:"  # stored in place of a choice where the carrier has answered a keyword
STALE = "stale:number"  # the choice of a number that answers an earlier question


def read_choice(message: Message, state: FlowState, locale: str, services: Services) -> str | None:
    """The button pressed, or the choice that the words name. The web shows no numbers, so none are read there.

    Nobody has seen choices that still wait for MORE. What was sent before the question was shown answers another.
    """
    if message.choice and not message.choice.startswith(CARRIER):
        return message.choice
    if state.rest:
        return None
    found = match_choice(message.body or "", state, locale, services, has_numbers=message.channel != "web")
    return STALE if found and state.shown_at and message.position < state.shown_at else found


def carrier_answered(message: Message) -> str | None:
    """stop, start or help, where the carrier has answered this message itself."""
    is_answered = (message.choice or "").startswith(CARRIER) and message.channel != "web"
    return (message.choice or "").removeprefix(CARRIER) if is_answered else None


def match_choice(
    text: str, state: FlowState, locale: str, services: Services, *, has_numbers: bool = True
) -> str | None:
    """The choice that a text names by its number or its label, among those last shown."""
    labels = [(id_, _label_of(id_, state.flow, locale, services)) for id_ in state.choices]
    return language.match_label(text, labels, has_numbers=has_numbers)


def _label_of(choice_id: str, flow_name: str | None, locale: str, services: Services) -> str:
    if choice_id.startswith("topic:"):
        return services.library.title(choice_id.removeprefix("topic:"), locale)
    key = label_key(choice_id, flow_name)
    return services.catalogue.say(key, locale) if key else ""


def make_world(services: Services, locale: str) -> World:
    """The facts of this moment."""
    profile, now = services.settings.profile, services.now()
    return World(
        now=now.astimezone(profile.zone),
        thresholds=services.thresholds,
        articles=services.library.served(today(services)),
        young_versions=services.library.young_versions(),
        restate=services.restate,
        languages=profile.languages,
        is_open=is_open(profile, now),
        opens_at=next_opening(profile, now),
        promised_on=promised_on(profile, now),
        promised_with_interpreter_on=promised_on(profile, now, needs_interpreter=True),
        reference=services.new_reference(),
        needs_interpreter=locale != "en",
        is_demonstration=profile.is_demonstration,
        other_languages=services.catalogue.other_languages,
        being_checked=services.library.being_checked(today(services)),
        time_limits=services.reviews.shown(today(services)),
    )
