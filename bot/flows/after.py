"""After the reference: a passphrase to come back with, how they found us, and the area (R47, R54). All optional."""

from collections.abc import Callable
from dataclasses import replace

from bot.events import EnquiryAmended, Event
from bot.flows.readers import one_of, read_area, read_passphrase, skippable
from bot.flows.step import Flow, Step
from bot.state import FlowState, Outcome, Reply, TextPart, World

ROUTES = ("school", "council", "health", "friend_family", "online", "other")


def _amend(name: str) -> Callable[[FlowState, str], Event | None]:
    def tell(state: FlowState, value: str) -> Event | None:
        return EnquiryAmended(state.reference, {name: value}) if state.reference else None

    return tell


def _finish(state: FlowState, _world: World) -> Outcome:
    done = replace(state, flow=None, step=None, slots={}, replies=0)
    return Outcome(done, (Reply((TextPart("after.done", {"reference": state.reference or ""}),)),))


AFTER = Flow(
    name="after",
    finish=_finish,
    steps=(
        Step(
            "passphrase",
            skippable("passphrase", read_passphrase),
            is_secret=True,
            explain="after.passphrase.explain",
            tell=_amend("passphrase"),
        ),
        Step(
            "route",
            one_of("route", *ROUTES),
            choices=ROUTES,
            is_asked=lambda state: state.route is None,  # a poster's code has said it already
            tell=_amend("route"),
        ),
        Step("area", skippable("area", read_area), again="after.area.again", tell=_amend("area")),
    ),
)
