"""Invented people and records. Each takes the services and whatever a test cares about."""

from functools import cache
from typing import Any, TypeVar
from uuid import UUID, uuid4

from argon2 import PasswordHasher

from bot import outbox
from bot.models import Conversation, Message
from bot.services import Services
from bot.state import FlowState
from handoff.auth import email_hash
from handoff.models import Caseworker, Enquiry, RiskAlert

Record = TypeVar("Record")
PASSWORD = "three quiet green lamps"  # nobody's


@cache
def _hash_of(password: str) -> str:
    return PasswordHasher().hash(password)


async def make_caseworker(services: Services, **given: Any) -> Caseworker:
    """A caseworker who may work at every level, with PASSWORD."""
    email = given.pop("email", f"{uuid4().hex[:8]}@sendiass.example.org")
    values: dict[str, Any] = {
        "id": uuid4(),
        "sign_in_hash": email_hash(email),
        "email": email,
        "first_name": "Sam",
        "title": "SENDIASS adviser",
        "role": "caseworker",
        "highest_level": 4,
        "password_hash": _hash_of(PASSWORD),
        "created_at": services.now(),
    }
    return await _add(services, Caseworker(**{**values, **given}))


async def make_conversation(services: Services, **given: Any) -> Conversation:
    """A conversation in the web chat whose writer agreed to a record."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "channel": "web",
        "address_hash": uuid4().hex,
        "address": uuid4().hex,
        "locale": "en",
        "state": FlowState().to_json(),
        "keeps_record": True,
        "created_at": services.now(),
        "last_seen_at": services.now(),
    }
    return await _add(services, Conversation(**{**values, **given}))


async def make_enquiry(services: Services, *, conversation: Conversation | None = None, **given: Any) -> Enquiry:
    """An open enquiry at level 2, due today, in a conversation of its own unless given."""
    if conversation is None and "conversation_id" not in given:
        conversation = await make_conversation(services, locale=given.get("locale", "en"))
    values: dict[str, Any] = {
        "id": uuid4(),
        "reference": services.new_reference(),
        "conversation_id": conversation.id if conversation else None,
        "channel": "web",
        "locale": "en",
        "speaker": "parent",
        "topic": "draft-ehcp",
        "words": "they sent the plan and the school bit is empty",
        "phone_seen": "no",
        "proposed_level": 2,
        "level_reasons": ["asked_for_a_person"],
        "promised_on": services.now().date(),
        "waiting_since": services.now(),
        "opened_at": services.now(),
        "first_position": 1,
    }
    return await _add(services, Enquiry(**{**values, **given}))


async def make_message(services: Services, conversation_id: UUID, body: str, **given: Any) -> Message:
    """Something the family wrote."""
    async with services.db.begin() as session:
        position = await outbox.next_position(session, conversation_id)
    values: dict[str, Any] = {
        "id": uuid4(),
        "conversation_id": conversation_id,
        "position": position,
        "direction": "in",
        "channel": "web",
        "provider_id": uuid4().hex,
        "body": body,
        "status": "answered",
        "created_at": services.now(),
    }
    return await _add(services, Message(**{**values, **given}))


async def make_alert(services: Services, conversation_id: UUID | None = None, **given: Any) -> RiskAlert:
    """A risk alert that nobody has read."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "conversation_id": conversation_id or uuid4(),
        "channel": "web",
        "locale": "en",
        "words": "i cannot keep her safe tonight",
        "raised_at": services.now(),
        "updated_at": services.now(),
    }
    return await _add(services, RiskAlert(**{**values, **given}))


async def _add(services: Services, record: Record) -> Record:
    async with services.db.begin() as session:
        session.add(record)
    return record
