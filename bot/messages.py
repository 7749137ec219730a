"""What crosses the channel border."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Address:
    """Where a contact is reached: E.164 on sms, a chat's id on telegram, a device's token on web."""

    channel: str
    identifier: str


@dataclass(frozen=True)
class InboundMessage:
    """One text from a contact. `provider_id` is unique in its channel; a repeat carries the same one."""

    sender: Address
    provider_id: str
    text: str
    choice: str | None = None  # "<question>:<value>" of the button pressed; "carrier:<keyword>" it has answered itself
    locale: str | None = None  # the page's own language, where the channel knows it
    route: str | None = None  # how they found us, where the way in says it: a code of ROUTES


@dataclass(frozen=True)
class OutboundMessage:
    """One text to a contact, in its parts: (role, text)."""

    id: UUID
    recipient: Address
    conversation_id: UUID
    locale: str
    parts: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]  # id and label, in the order shown
    first_number: int = 1  # of the choices, where they are numbered
    in_doubt_since: datetime | None = None  # written then; an earlier try to send it may have arrived


class Channel(Protocol):
    """A way to reach contacts."""

    name: str
    is_pulled: bool  # its pages read what is stored: a reply is sent by being stored

    async def send(self, message: OutboundMessage) -> str:
        """Hand over one message; return the provider's id for it.

        Raises:
            PermanentFailure: never try this recipient again.
            ContactStopped: nor anything else; they said STOP to the carrier.
            TemporaryFailure: the outbox tries again.
        """
        ...
