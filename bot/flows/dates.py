"""Work out my dates: from a letter they name and a date they confirm in words to the days that count from it (R55).

A date is never taken from a guessed topic, nor from a day that nobody said yes to. A rule without a review shows none.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.catalogue import LongDay
from bot.dates import find_days
from bot.errors import BadInput
from bot.flows.readers import chosen, date_of, one_of, read_date, tidy
from bot.flows.step import Flow, Step, begin
from bot.state import DECLINED, Choice, FlowState, Outcome, Part, Reply, TextPart, Turn, World
from knowledge_base.deadline_days import Window, windows_of
from knowledge_base.deadlines import AREAS, SOURCE_KINDS, load_time_limits

NONE = "none"
AGAIN = ("dates.on.again", "dates.on.far")
KINDS = tuple(kind.id for kind in load_time_limits().kinds)
NEXT = (Choice("go:person", "choice.person"), Choice("go:dates", "choice.dates"))
_LEVEL = 2  # a time limit that is near means personal help


def start(turn: Turn) -> Outcome:
    """Ask which letter; a day that they wrote about is kept, to be offered."""
    day = _day_written(turn)
    slots = {"found_on": day.isoformat()} if day else {}
    return begin(DATES, replace(turn.state, slots=slots, replies=0), turn.world)


def _day_written(turn: Turn) -> date | None:
    """The one day in the past that their question names."""
    today = turn.world.now.date()
    found = find_days(turn.state.words, today, turn.locale)
    days = {one.day for one in found if one.kind != "limit" and one.day <= today}
    return days.pop() if len(days) == 1 else None


def _kinds(state: FlowState) -> tuple[str, ...]:
    """What they may choose: of the topic, else of the area they chose; and none of these."""
    table = load_time_limits()
    kinds = table.kinds_of_topic(state.topic) or table.kinds_of_area(state.slots.get("area", ""))
    return (*kinds, NONE)


def _has_kind(state: FlowState) -> bool:
    return state.slots.get("kind", NONE) in KINDS


def _is_event(state: FlowState) -> str:
    kind = load_time_limits().kind(state.slots.get("kind"))
    return "" if kind is None or kind.is_letter else ".event"


def _read_day(turn: Turn) -> str | None:
    """The date on the letter, or of the event. A letter from the future is a slip of the pen."""
    value = chosen(turn, "on")
    if value is not None or turn.choice is not None:
        return value
    kind, today = load_time_limits().kind(turn.state.slots.get("kind")), turn.world.now.date()
    is_ahead = kind is not None and kind.is_ahead
    day = read_date(tidy(turn.text), today, turn.locale, keys=AGAIN, of_past=not is_ahead)
    if day and not is_ahead and date.fromisoformat(day) > today:
        raise BadInput(AGAIN[1])
    return day


def _take_found(state: FlowState) -> FlowState:
    """Yes to the day they wrote about is a day confirmed in words."""
    if state.slots["found"] != "yes":
        return state
    return state.with_slot("on", state.slots["found_on"]).with_slot("on_ok", "yes")


def _confirmed(name: str) -> Step:
    """The question whether a day was read rightly; no takes it back, so that it is asked again."""

    def settle(state: FlowState) -> FlowState:
        if state.slots[f"{name}_ok"] == "yes":
            return state
        return replace(state, slots={k: v for k, v in state.slots.items() if k not in {name, f"{name}_ok"}})

    return Step(
        f"{name}_ok",
        one_of(f"{name}_ok", "yes", "no"),
        choices=("yes", "no"),
        labels="enquiry.letter_ok",
        can_skip=False,
        is_asked=lambda state: state.slots.get(name, DECLINED) != DECLINED,
        values=lambda state, _world: {"day": _day(state, name)},
        then=settle,
    )


def _day(state: FlowState, name: str) -> LongDay:
    return LongDay.fromisoformat(state.slots[name])


def _takes_certificate(state: FlowState) -> bool:
    has_day = state.slots.get("on", DECLINED) != DECLINED
    return _has_kind(state) and has_day and load_time_limits().takes_certificate(state.slots["kind"])


def _finish(state: FlowState, world: World) -> Outcome:
    done = replace(state, flow=None, step=None, slots={}, replies=0)
    if not _has_kind(state):
        return Outcome(done, (Reply((TextPart("dates.none"),), NEXT),), route="flow")
    if state.slots.get("on_ok") != "yes":
        return Outcome(done, (Reply((TextPart("dates.no_day"),), NEXT),), route="flow")
    kind, on = state.slots["kind"], date.fromisoformat(state.slots["on"])
    certificate = _certificate(state)
    letter = {"kind": kind, "on": on.isoformat()}
    if certificate:
        letter["certificate"] = certificate.isoformat()
    windows = windows_of(load_time_limits().rules_of(kind), on, certificate)
    done = _with_urgency(replace(done, letter=letter), windows, world.now.date())
    return Outcome(done, _replies(state, windows, world), route="flow")


def _certificate(state: FlowState) -> date | None:
    is_confirmed = state.slots.get("certificate_on_ok") == "yes"
    return date.fromisoformat(state.slots["certificate_on"]) if is_confirmed else None


def _with_urgency(state: FlowState, windows: tuple[Window, ...], today: date) -> FlowState:
    """A time limit of their own that is near or over makes a person's help likely, whether or not it is shown."""
    own = [window for window in windows if window.is_near(today)]
    names = {"deadline-missed" if window.is_passed(today) else "deadline-near" for window in own}
    if not names:
        return state
    triggers = tuple(dict.fromkeys([*state.triggers, *sorted(names)]))
    return replace(state, triggers=triggers, level=max(state.level, _LEVEL))


def _replies(state: FlowState, windows: tuple[Window, ...], world: World) -> tuple[Reply, ...]:
    shown = [window for window in windows if window.rule.id in world.time_limits]
    ask = Reply((TextPart("dates.next", role="ask"),), NEXT)
    if not shown:
        return Reply((TextPart("dates.not_yet"),)), ask
    head = TextPart("dates.head", {"kind": f"@dates.kind.{state.slots['kind']}", "day": _day(state, "on")})
    lines = [part for window in shown for part in _lines(window, world.now.date(), state)]
    rules = load_time_limits().rules_of(state.slots["kind"])
    is_some = any(rule.id not in world.time_limits for rule in rules)
    rest: tuple[Part, ...] = (TextPart("dates.some_not_yet"),) if is_some else ()
    return Reply((head, *lines, *_sources(shown), *rest, TextPart("dates.more"))), ask


def _lines(window: Window, today: date, state: FlowState) -> Iterator[Part]:
    """The earliest safe day first, then what may change it."""
    what, is_own = f"@dates.rule.{window.rule.id}", window.rule.who == "family"
    if is_own:
        yield TextPart("dates.you", {"what": what, "day": _long(window.safe_on)})
    else:
        yield TextPart("dates.them", {"what": what, "day": _long(window.ends_on)})
    if window.is_passed(today):
        yield TextPart("dates.passed_you" if is_own else "dates.passed_them")
    if window.safe_on != window.ends_on:
        yield TextPart("dates.last_day", {"day": _long(window.ends_on)})
    if window.counts_from.isoformat() != state.slots["on"]:
        yield TextPart("dates.from_certificate", {"day": _long(window.counts_from)})
    elif window.rule.certificate_months and state.slots.get("certificate") != "yes":
        yield TextPart("dates.no_certificate")
    if window.extended_to:
        yield TextPart("dates.extended", {"day": _long(window.extended_to)})
    if window.is_earliest:
        yield TextPart("dates.earliest")


def _sources(windows: list[Window]) -> Iterator[Part]:
    sources = [source for window in windows for source in window.rule.sources]
    for kind in SOURCE_KINDS:
        names = dict.fromkeys(source.name for source in sources if source.kind == kind)
        if names:
            yield TextPart(f"sources.{kind}", {"names": "; ".join(names)}, role="sources")


def _long(day: date) -> LongDay:
    return LongDay(day.year, day.month, day.day)


DATES = Flow(
    name="dates",
    finish=_finish,
    steps=(
        Step(
            "area",
            one_of("area", *AREAS),
            choices=AREAS,
            can_skip=False,
            is_asked=lambda state: not load_time_limits().kinds_of_topic(state.topic),
        ),
        Step("kind", one_of("kind", *KINDS, NONE), choices=_kinds, may_be=(*KINDS, NONE), can_skip=False),
        Step(
            "found",
            one_of("found", "yes", "no"),
            choices=("yes", "no"),
            labels="enquiry.letter_ok",
            can_skip=False,
            is_asked=lambda state: _has_kind(state) and "found_on" in state.slots,
            variant=_is_event,
            values=lambda state, _world: {"day": _day(state, "found_on")},
            then=_take_found,
        ),
        Step("on", _read_day, is_asked=_has_kind, variant=_is_event, again="dates.on.again"),
        _confirmed("on"),
        Step(
            "certificate",
            one_of("certificate", "yes", "no", "not_sure"),
            choices=("yes", "no", "not_sure"),
            can_skip=False,
            is_asked=_takes_certificate,
        ),
        Step(
            "certificate_on",
            date_of("certificate_on", keys=AGAIN),
            is_asked=lambda state: state.slots.get("certificate") == "yes",
            again="dates.on.again",
        ),
        _confirmed("certificate_on"),
    ),
)
