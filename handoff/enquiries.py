"""What a caseworker does with an enquiry: take it, reply, give it back, confirm the level, note, close.

Each verb is one transaction with its timeline entry and its line in the audit log; pages wake after the commit.
All raise NotFound where the caseworker may not see the enquiry, and Refused with what to do instead.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from bot import outbox
from bot.errors import NotFound
from bot.services import Services
from bot.state import FlowState
from handoff import audit
from handoff.change import Change, changing, publish
from handoff.codes import CODES
from handoff.errors import Refused
from handoff.models import Caseworker, Enquiry, TimelineEntry
from handoff.queue import one_alert

LONGEST_TEXT = 4000  # characters of a reply or a note


async def take(services: Services, caseworker: Caseworker, enquiry_id: UUID, seen_holder: str = "") -> None:
    """Have it from now on: the assistant falls silent. `seen_holder`: who had it when the page was shown."""
    async with changing(services, caseworker, enquiry_id) as change:
        _must_be_open(change.enquiry)
        holder = holder_of(change)
        if holder == str(caseworker.id):
            raise Refused("You have this enquiry already.")
        if holder != seen_holder:
            raise Refused("Somebody else has just taken or returned this enquiry. Look again before you take it over.")
        change.enquiry.assignee_id = caseworker.id
        if change.conversation:
            change.conversation.held_by = str(caseworker.id)
        await change.tell_family("handoff.taken", first_name=caseworker.first_name, title=caseworker.title)
        await change.write_down("taken", over_from=holder or None)


def holder_of(change: Change) -> str:
    """The id of the caseworker in whose hands it is; empty if nobody's."""
    if change.conversation:
        return change.conversation.held_by or ""
    return str(change.enquiry.assignee_id or "")


async def reply(services: Services, caseworker: Caseworker, enquiry_id: UUID, text: str) -> None:
    """Write to the family in the caseworker's own words. Nobody waits any longer."""
    words = _checked(text)
    async with changing(services, caseworker, enquiry_id) as change:
        _must_be_open(change.enquiry)
        conversation = change.writable_conversation()
        position = await outbox.next_position(change.session, conversation.id)
        messages = outbox.queued_by_caseworker(conversation, words, caseworker.id, position, change.now)
        change.session.add_all(messages)
        change.enquiry.waiting_since = None
        await change.write_down("replied", message=str(messages[0].id))


async def give_back(services: Services, caseworker: Caseworker, enquiry_id: UUID) -> None:
    """Put it back into the queue; the assistant answers again."""
    async with changing(services, caseworker, enquiry_id) as change:
        if holder_of(change) != str(caseworker.id):
            raise Refused("You do not have this enquiry, so you cannot give it back.")
        if change.conversation:
            change.conversation.held_by = None
        change.enquiry.assignee_id = None
        await change.tell_family("handoff.returned", first_name=caseworker.first_name)
        await change.write_down("returned")


async def confirm_level(services: Services, caseworker: Caseworker, enquiry_id: UUID, level: int) -> None:
    """Settle the level of intervention. Level 4 only by staff trained for it (R3)."""
    if not 1 <= level <= 4:
        raise Refused("The level is 1, 2, 3 or 4.")
    async with changing(services, caseworker, enquiry_id) as change:
        _must_be_open(change.enquiry)
        if level > caseworker.highest_level:
            raise Refused(
                f"You can confirm levels up to {caseworker.highest_level}. Write a note and tell a manager,"
                " who can confirm a higher one."
            )
        change.enquiry.level, change.enquiry.level_by = level, caseworker.id
        await change.write_down("level_confirmed", level=level, proposed=change.enquiry.proposed_level)


async def mark_interpreted(services: Services, caseworker: Caseworker, enquiry_id: UUID) -> None:
    """Somebody who speaks the language has put the family's words into English (R49)."""
    async with changing(services, caseworker, enquiry_id) as change:
        if change.enquiry.interpretation != "needs_interpreter":
            raise Refused("These words are not waiting for an interpreter.")
        change.enquiry.interpretation = "interpreted"
        await change.write_down("interpreted")


async def add_note(services: Services, caseworker: Caseworker, enquiry_id: UUID, text: str) -> None:
    """Write something down that families do not see."""
    words = _checked(text)
    async with changing(services, caseworker, enquiry_id) as change:
        await change.write_down("note", words)


async def close(services: Services, caseworker: Caseworker, enquiry_id: UUID, outcome: str) -> None:
    """End it with an outcome code and tell the family."""
    if outcome not in CODES["outcome"]:
        raise Refused("Choose what came of it.")
    async with changing(services, caseworker, enquiry_id) as change:
        _must_be_closable(change)
        await change.tell_family("handoff.closed", reference=change.enquiry.reference)
        _release(change)
        enquiry = change.enquiry
        enquiry.status, enquiry.outcome, enquiry.closed_at = "closed", outcome, change.now
        enquiry.waiting_since = None
        await change.write_down("closed", outcome=outcome, level=enquiry.level)


def _must_be_closable(change: Change) -> None:
    _must_be_open(change.enquiry)
    if change.enquiry.interpretation == "needs_interpreter":
        raise Refused(
            "The family's words have not been interpreted yet."
            " An enquiry cannot be closed with words that nobody understood."
        )
    if holder_of(change) not in {"", str(change.caseworker.id)}:
        raise Refused("Somebody else has this enquiry. Ask them to close it, or take it over first.")


def _release(change: Change) -> None:
    """The assistant answers again, and the family may open a new enquiry."""
    conversation = change.conversation
    if conversation is None:
        return
    conversation.held_by = None
    state = FlowState.from_json(conversation.state)
    if state.reference == change.enquiry.reference:
        conversation.state = replace(state, reference=None).to_json()


def _must_be_open(enquiry: Enquiry) -> None:
    if enquiry.status == "closed":
        raise Refused("This enquiry is closed.")


def _checked(text: str) -> str:
    words = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not words:
        raise Refused("There is nothing written yet.")
    if len(words) > LONGEST_TEXT:
        raise Refused(f"That is too long: at most {LONGEST_TEXT} characters.")
    return words


async def acknowledge_alert(services: Services, caseworker: Caseworker, alert_id: UUID) -> None:
    """Say that a person has read an alert and acts on it. Safe to run twice; the first one counts."""
    now = services.now()
    async with services.db.begin() as session:
        alert = await session.scalar(one_alert(caseworker, alert_id).with_for_update())
        if alert is None:
            raise NotFound(f"alert {alert_id}")
        if alert.acknowledged_at:
            return
        alert.acknowledged_at, alert.acknowledged_by = now, caseworker.id
        about = select(Enquiry.id).where(Enquiry.conversation_id == alert.conversation_id, Enquiry.status == "open")
        for enquiry_id in await session.scalars(about):
            entry = TimelineEntry(enquiry_id=enquiry_id, kind="alert_acknowledged", caseworker_id=caseworker.id, at=now)
            session.add(entry)
        await audit.record(session, caseworker.id, "alert_acknowledged", f"alert:{alert_id}", at=now)
    await publish(services, alert.conversation_id)
