"""Text messages through Twilio's REST API. What comes in, and what became of what went out, is in `sms_webhooks.py`."""

import asyncio
import logging
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.channels.twilio_codes import CODES, failure
from bot.errors import PermanentFailure, TemporaryFailure
from bot.messages import OutboundMessage
from bot.models import Message
from bot.services import Services
from bot.settings import Environment
from bot.sms_layout import sms_text

log = structlog.get_logger()
TIMEOUT_S = 10.0  # for Twilio to answer; less than the outbox's lease
MOST_LOOKED_AT = 50  # of the newest messages to one number, where a try is in doubt


def make_client(env: Environment) -> Client | None:
    """Twilio's own client; None where text messages are not set up."""
    if not env.has_sms:
        return None
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # its lines of INFO quote numbers
    token = env.twilio_auth_token.get_secret_value()
    return Client(env.twilio_account_sid, token, http_client=TwilioHttpClient(timeout=TIMEOUT_S))


def status_address(env: Environment, message: OutboundMessage) -> str:
    """Where Twilio says what became of a message. It names ours: the answer may come before we have Twilio's id."""
    return f"{env.public_url.rstrip('/')}/twilio/status?message={message.id}"


class SmsChannel:
    """Sends one text message at a time; `sms_layout` has split what is long. No character is ever replaced."""

    name = "sms"
    is_pulled = False

    def __init__(self, services: Services, client: Client | None = None) -> None:
        self._services = services
        self._client = client or make_client(services.settings.env)

    async def send(self, message: OutboundMessage) -> str:
        """Hand over one message; return Twilio's id for it.

        Raises:
            PermanentFailure, ContactStopped: by `twilio_codes.py`.
            TemporaryFailure: by the same table, and where Twilio does not answer or text messages are not set up.
        """
        if self._client is None:
            raise TemporaryFailure("text messages are not set up")
        text = sms_text(message.parts, message.choices, message.first_number)
        if not text.strip():
            raise PermanentFailure("nothing to send")
        known = await self._known_ids(message) if message.in_doubt_since else frozenset()
        return await asyncio.to_thread(self._hand_over, self._client, message, text, known)

    def _hand_over(self, client: Client, message: OutboundMessage, text: str, known: frozenset[str]) -> str:
        """In a thread. An error's own words are dropped: they can quote the number."""
        try:
            return _find_sent(client, message, text, known) or self._create(client, message, text)
        except (TwilioRestException, TwilioServiceException) as error:
            meaning = CODES.get(error.code)
            if meaning and meaning.is_ours_to_mend:
                log.error("twilio_refuses_us", code=error.code)
            raise failure(error.code) from None
        except (TwilioException, OSError, ValueError) as error:  # of the network; or an answer that is no answer
            raise TemporaryFailure(f"Twilio: {type(error).__name__}") from None

    def _create(self, client: Client, message: OutboundMessage, text: str) -> str:
        env = self._services.settings.env
        sender = (
            {"messaging_service_sid": env.twilio_messaging_service_sid}
            if env.twilio_messaging_service_sid
            else {"from_": env.twilio_from}
        )
        sent = client.messages.create(
            to=message.recipient.identifier,
            body=text,
            status_callback=status_address(env, message),
            smart_encoded=False,  # else a Messaging Service exchanges letters for similar ones
            **sender,
        )
        return str(sent.sid)

    async def _known_ids(self, message: OutboundMessage) -> frozenset[str]:
        """Twilio's ids of this conversation's other messages: the same words may have been sent before."""
        sent = select(Message.provider_id).where(
            Message.conversation_id == message.conversation_id,
            Message.direction == "out",
            Message.provider_id.is_not(None),
        )
        async with self._services.db.read() as session:
            return frozenset(id_ for id_ in await session.scalars(sent) if id_)


def _find_sent(client: Client, message: OutboundMessage, text: str, known: frozenset[str]) -> str | None:
    """Twilio's id of an earlier try that arrived after all: it was cut off before we heard."""
    since = message.in_doubt_since
    if since is None:
        return None
    listed = client.messages.list(to=message.recipient.identifier, limit=MOST_LOOKED_AT, page_size=MOST_LOOKED_AT)
    return next((str(one.sid) for one in listed if one.sid not in known and _is_ours(one, since, text)), None)


def _is_ours(listed: Any, since: datetime, text: str) -> bool:
    """Whether a message of Twilio's list has these words, and was made since then."""
    created: datetime | None = listed.date_created
    is_out = str(listed.direction).startswith("outbound") and listed.status not in {"failed", "canceled"}
    return bool(
        is_out and listed.body == text and created and created >= since.replace(microsecond=0)
    )  # Twilio gives whole seconds
