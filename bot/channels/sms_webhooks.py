"""What Twilio tells us: text messages that came in, and what became of those that went out.

Only Twilio can sign these addresses, so what is not signed, or is of another account, is refused and leaves nothing.
Sources: https://www.twilio.com/docs/usage/security#validating-requests,
https://www.twilio.com/docs/messaging/guides/webhook-request and
https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl
from uuid import UUID

import structlog
from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from bot import stopping, turns
from bot.background import Background
from bot.channels.twilio_codes import CODES
from bot.channels.web_forms import read_body
from bot.messages import Address, InboundMessage
from bot.models import Message
from bot.services import Services
from bot.world import CARRIER

log = structlog.get_logger()
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # our answer comes by REST, whenever it is ready
MOST_FIELDS = 200
_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_KEYWORDS = {"STOP": "stop", "START": "start", "HELP": "help"}
# Twilio's words for what became of a message → ours, which only ever move on.
_BECAME = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), "sent"),
    **dict.fromkeys(("delivered", "read"), "delivered"),
    **dict.fromkeys(("undelivered", "failed", "canceled"), "failed"),
}
_ORDER = ("queued", "sending", "sent", "delivered")
_FINAL = frozenset({"delivered", "failed"})

Form = Mapping[str, str]


def sms_router(services: Services) -> APIRouter:
    """Twilio's two addresses. Both answer 404 where text messages are not set up."""
    webhooks = SmsWebhooks(services)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/twilio/sms", webhooks.message, methods=["POST"], response_model=None)
    router.add_api_route("/twilio/status", webhooks.status, methods=["POST"], response_model=None)
    return router


class SmsWebhooks:
    """Reads what Twilio posts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._env = services.settings.env
        self._validator = RequestValidator(self._env.twilio_auth_token.get_secret_value())
        self.background = Background(services)

    async def message(self, request: Request) -> Response:
        """Store a text message, thank, and answer it afterwards."""
        inbound = read_sms(await self._verified(request))
        if inbound:
            received = await turns.receive(inbound, self._services)
            self.background.start(received.conversation_id)
        return Response(EMPTY_TWIML, media_type="text/xml")

    async def status(self, request: Request) -> Response:
        """Note what became of a message of ours. Unknown ones are thanked for: Twilio cannot mend them."""
        form = await self._verified(request)
        became = _BECAME.get(form.get("MessageStatus", ""))
        message_id = _uuid(request.query_params.get("message", ""))
        if became and message_id:
            await self._note(message_id, became, form)
        return Response(status_code=204)

    async def _verified(self, request: Request) -> Form:
        """The form, if Twilio signed it for us.

        Raises:
            HTTPException: 404 not set up, 413 too long, 400 unreadable, 403 forged, or of another account.
        """
        if not self._env.has_sms:
            raise HTTPException(404)
        form = read_fields(await read_body(request))
        signature = request.headers.get(SIGNATURE_HEADER, "")
        if not self._validator.validate(self._address(request), form, signature):
            log.warning("twilio_forged")
            raise HTTPException(403)
        if form.get("AccountSid") != self._env.twilio_account_sid:
            log.warning("twilio_other_account")
            raise HTTPException(403)
        return form

    def _address(self, request: Request) -> str:
        """The address as Twilio called it: a proxy in front may have changed host, scheme and port."""
        query = request.url.query
        path = f"{self._env.public_url.rstrip('/')}{request.scope['path']}"
        return f"{path}?{query}" if query else path

    async def _note(self, message_id: UUID, became: str, form: Form) -> None:
        known = select(Message).where(Message.id == message_id, Message.channel == "sms", Message.direction == "out")
        sid, code = form.get("MessageSid", ""), _code(form)
        async with self._services.db.begin() as session:
            message = await session.scalar(known.options(selectinload(Message.conversation)).with_for_update())
            if message is None or message.provider_id not in {None, sid} or not _moves_on(message.status, became):
                return
            message.status, message.provider_id, message.lease_until = became, sid, None
            message.sent_at = message.sent_at or self._services.now()
            message.error_code = f"Twilio {code}" if became == "failed" else None
            if code in CODES and CODES[code].verdict == "stopped":
                await stopping.stop_by_carrier(session, message.conversation, message, self._services)
        log.info("sms_status", message=str(message_id), status=became, code=code)
        self._services.live.wake(str(message.conversation_id))


def _code(form: Form) -> int:
    """Twilio's error code; 0 where there is none."""
    text = form.get("ErrorCode", "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _moves_on(now: str, became: str) -> bool:
    """Twilio's words may come late and out of order."""
    if now in _FINAL:
        return False
    return became == "failed" or _ORDER.index(became) > _ORDER.index(now)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def read_fields(body: bytes) -> dict[str, str]:
    """A form's fields, empty ones too: the signature is over all of them.

    Raises:
        HTTPException: 400 not a form in UTF-8.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error
    return dict(pairs)


def read_sms(form: Form) -> InboundMessage | None:
    """Twilio's form as a message; None where nobody can be answered: a short code, or a name in place of a number.

    `To` may be any number of the Messaging Service; Twilio answers from the same one, so it is not kept. A keyword
    that Twilio has answered itself says so in `OptOutType`:
    https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out

    Raises:
        HTTPException: 400 without an id.
    """
    sid, sender = form.get("MessageSid", ""), form.get("From", "")
    if not _SID.fullmatch(sid):
        raise HTTPException(400)
    if not _PHONE.fullmatch(sender):
        log.warning("sms_from_no_phone", message=sid)
        return None
    answered = _KEYWORDS.get(form.get("OptOutType", "").upper())
    return InboundMessage(
        sender=Address("sms", sender),
        provider_id=sid,
        text=form.get("Body", "").replace("\0", ""),
        choice=f"{CARRIER}{answered}" if answered else None,
    )
