"""The chat's page and the pieces of it that arrive later."""

import secrets
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.channels import web_framed
from bot.channels.web_headers import FRAMED
from bot.channels.web_messages import Said, load_said
from bot.channels.web_pages import Pages, name_of
from bot.channels.web_session import Visit
from bot.flows import label_key
from bot.flows.after import ROUTES
from bot.flows.welcome import SPEAKERS
from bot.services import Services

COMMANDS = ("go:person", "go:help", "go:held", "go:delete", "go:complain", "go:start")


class ChatView:
    """Writes what a device may see."""

    def __init__(self, services: Services, pages: Pages) -> None:
        self._services = services
        self.pages = pages

    def locale(self, request: Request, visit: Visit) -> str:
        """The conversation's own language; before there is one, the page's."""
        if visit.conversation:
            return visit.conversation.locale
        return self.pages.page_locale(request, visit.closed_locale)

    async def said(self, visit: Visit) -> list[Said]:
        """What this device may see of its conversation."""
        if visit.session is None:
            return []
        return await load_said(visit.session.conversation_id, visit.session.first_position - 1, self._services)

    def route(self, request: Request) -> str | None:
        """How they found us, where the address they opened says it: on a poster, or by the site around the chat."""
        if web_framed.is_framed(request):
            return web_framed.ROUTE
        route = request.query_params.get("from")
        return route if route in ROUTES else None

    async def page(
        self,
        request: Request,
        visit: Visit,
        *,
        status: int = 200,
        notice: str = "",
        typed: str = "",
        key: str | None = None,
    ) -> HTMLResponse:
        """The whole chat. `notice` is a text's key; `typed` goes back into the box; `key` is a framed page's token."""
        locale, said = self.locale(request, visit), await self.said(visit)
        was_closed = visit.was_closed or "closed" in request.query_params
        is_framed, home, kept = web_framed.is_framed(request), home_of(request), self._kept(request, visit)
        return self.pages.render(
            "chat.html",
            request,
            locale,
            status=status,
            said=said,
            notice=notice or ("page.closed" if was_closed else ""),
            typed=typed,
            nonce=_nonce(),
            visit=visit,
            idle_minutes=self._services.settings.profile.chat.idle_minutes,
            language_choices=visit.conversation is not None,
            welcome=self._welcome_choices(locale),
            commands=[(id_, self._label_of(id_, locale)) for id_ in COMMANDS],
            latest=latest(said),
            home=home,
            begin=f"{home}?{urlencode({**kept, 'lang': locale})}",
            kept=kept,
            is_framed=is_framed,
            key=key if is_framed and visit.session else None,
        )

    def _kept(self, request: Request, visit: Visit) -> dict[str, str]:
        """What the address has to keep until the first message: nothing else remembers it."""
        route = None if visit.session or web_framed.is_framed(request) else self.route(request)
        return {"from": route} if route else {}

    def piece(self, said: Sequence[Said], locale: str, home: str) -> HTMLResponse:
        """New messages and what can be chosen after them."""
        write = self.writer(locale, home)
        return HTMLResponse("".join(write(one, one is said[-1]) for one in said))

    def writer(self, locale: str, home: str) -> Callable[[Said, bool], str]:
        """Writes one message; after the last one also the choices it leaves, for the chat at `home`."""

        def write(said: Said, is_last: bool) -> str:
            return self.pages.write(
                "_new.html",
                locale,
                one=said,
                is_last=is_last,
                nonce=_nonce(),
                home=home,
                service=self._services.settings.profile.short_name,
            )

        return write

    async def label(self, choice: str, locale: str, visit: Visit) -> str:
        """The words on the button that was pressed, as they were shown."""
        said = await self.said(visit)
        shown = dict(pair for one in said[-1:] for pair in one.choices)
        return shown.get(choice) or self._label_of(choice, locale)

    def _label_of(self, choice: str, locale: str) -> str:
        name, _, value = choice.partition(":")
        if name == "locale":
            return name_of(value)
        if name == "topic":
            return self._services.library.title(value, locale)
        key = label_key(choice, "welcome")
        is_known = key is not None and key in self._services.catalogue.keys("en")
        return self.pages.say(key, locale) if key and is_known else ""

    def _welcome_choices(self, locale: str) -> list[tuple[str, str]]:
        ids = [f"speaker:{value}" for value in (*SPEAKERS, "skip")]
        return [(id_, self._label_of(id_, locale)) for id_ in ids]


def home_of(request: Request) -> str:
    """Where the chat's page is that a request belongs to."""
    return FRAMED if web_framed.is_framed(request) else "/"


def latest(said: Sequence[Said]) -> int:
    """Where reading goes on: the family's last message, with the replies below it."""
    own = [one.position for one in said if one.voice == "family"]
    return own[-1] if own else (said[-1].position if said else 0)


def _nonce() -> str:
    """A form's number: the same form sent twice is one message."""
    return secrets.token_urlsafe(16)
