"""The page of time limits: every rule in plain words, where it is written, who signed it, and signing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from bot.compose import today
from bot.rule_reviews import Reviewed
from handoff import time_limit_reviews as reviews
from handoff.console_call import Call, Handler
from handoff.editorial_overview import ROLES
from handoff.editorial_rights import may, roles_of
from handoff.errors import Refused
from handoff.sessions import PATH
from handoff.time_limit_words import STATUSES, rule_in_words, starts_in_words
from knowledge_base.deadlines import Rule, load_time_limits
from knowledge_base.schema import ENGLISH

Verb = Callable[[Call], Awaitable[None]]


@dataclass(frozen=True)
class RuleRow:
    """One rule as the page shows it."""

    rule: Rule
    starts: Sequence[str]
    words: str
    status: str
    signatures: Sequence[Reviewed]
    is_shown: bool
    may_sign: bool

    @property
    def state(self) -> str:
        """Whether it shows dates, and if not, why."""
        if self.is_shown:
            return "Shows dates"
        if not self.rule.is_verified:
            return "No date: the figure was not found in a source"
        if any(one.role == "adviser" for one in self.signatures):
            return "No date: the next review is past"
        return "No date: no trained adviser has signed this wording"


async def show(call: Call) -> Response:
    """Every rule."""
    return _page(call)


def _page(call: Call, problem: str = "") -> Response:
    day = today(call.services)
    rows = [_row(call, rule, day) for rule in load_time_limits().rules]
    return call.page(
        "time_limits.html",
        409 if problem else 200,
        rows=rows,
        shown=sum(row.is_shown for row in rows),
        problem=problem,
        roles=ROLES,
        role=next(iter(roles_of(call.caseworker, ENGLISH)), ""),
        is_manager=may(call.caseworker, "call_minor"),
        today=day,
        latest=day + reviews.LONGEST,
        me=str(call.caseworker.id),
    )


def _row(call: Call, rule: Rule, day: date) -> RuleRow:
    signed = call.services.reviews.of(rule)
    role = next(iter(roles_of(call.caseworker, ENGLISH)), "")
    has_signed = any(one.signed_by == str(call.caseworker.id) and one.review_by >= day for one in signed)
    return RuleRow(
        rule,
        starts_in_words(rule, load_time_limits()),
        rule_in_words(rule),
        STATUSES[rule.status],
        signed,
        call.services.reviews.may_show(rule, day),
        may(call.caseworker, "sign", role=role) and rule.is_verified and not has_signed,
    )


def act(verb: Verb, done: str) -> Handler:
    """A form's handler: do it and come back to the page, or say why not."""

    async def answer(call: Call) -> Response:
        try:
            await verb(call)
        except Refused as refusal:
            return _page(call, refusal.reason)
        return RedirectResponse(f"{PATH}/time-limits?done={done}", 303)

    return answer


async def sign(call: Call) -> None:
    """Sign the rule that was shown."""
    form = call.form
    rule, sha256, review_by = (form.get(name, "") for name in ("rule", "sha256", "review_by"))
    await reviews.sign(call.services, call.caseworker, rule, sha256, review_by)


async def take_back(call: Call) -> None:
    """Take a signature back."""
    rule, signed_by = (call.form.get(name, "") for name in ("rule", "signed_by"))
    await reviews.take_back(call.services, call.caseworker, rule, signed_by)
