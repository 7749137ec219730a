"""What other sites load of us, and what a framed page may do: keys, cookies, headers, weight."""

import gzip
import json
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from bot.catalogue import LOCALES, load_locale
from bot.channels.web_framed import COOKIE, KEY
from bot.channels.web_headers import HEADERS
from bot.channels.web_session import COOKIE as OWN_COOKIE
from bot.embedding import origin_of
from bot.models import Conversation, WebSession
from bot.services import Services
from bot.settings import Profile
from handoff.models import Enquiry
from tests.bot.channels.conftest import make_browser, make_page_app
from tests.bot.channels.pages import choices_of, log_of, nonce_of, words_of, writes
from tests.conftest import Clock

COUNCIL = "https://www.council.example"
_A_LONG_TIME = timedelta(hours=1)
MOST = 10_000  # bytes that a page gains before the chat is opened


def with_hosts(services: Services, *hosts: str, profile: str = "live") -> Services:
    """The service with these embedding hosts."""
    changed = services.settings.profile.model_copy(update={"embedding_hosts": hosts, "profile": profile})
    return replace(services, settings=services.settings.model_copy(update={"profile": changed}))


@pytest.fixture
def listed(services: Services) -> httpx.AsyncClient:
    """A browser in a frame on a site that a live service lists."""
    browser = make_browser(make_page_app(with_hosts(services, COUNCIL)))
    browser.headers["sec-fetch-site"] = "same-origin"
    return browser


def key_of(page: httpx.Response) -> str:
    """The key that a framed page holds."""
    found = re.search(r'<body[^>]* data-key="([^"]+)"', page.text)
    assert found, "a framed page without a key"
    return found[1]


async def begins(browser: httpx.AsyncClient, text: str = "hello") -> httpx.Response:
    """The first message in a frame. The cookie is not kept: a browser that blocks it."""
    page = await browser.get("/framed")
    sent = await browser.post("/framed?lang=en", data={"nonce": nonce_of(page), "text": text})
    browser.cookies.clear()
    return sent


async def test_a_page_gains_at_most_10_kb_before_the_chat_is_opened(listed: httpx.AsyncClient) -> None:
    script = await listed.get("/embed.js", headers={"accept-encoding": "gzip"})

    assert script.headers["content-encoding"] == "gzip"
    assert int(script.headers["content-length"]) + len(str(script.headers)) <= MOST
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    async with listed.stream("GET", "/embed.js", headers={"accept-encoding": "gzip"}) as raw:
        packed = b"".join([part async for part in raw.aiter_raw()])
    assert len(packed) == int(script.headers["content-length"])
    assert gzip.decompress(packed).decode() == script.text
    assert len((await listed.get("/embed.js", headers={"accept-encoding": "identity"})).content) <= MOST
    again = await listed.get("/embed.js", headers={"if-none-match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_labels_are_the_reviewed_texts_of_every_language(
    listed: httpx.AsyncClient, services: Services
) -> None:
    script = (await listed.get("/embed.js")).text
    given = json.loads(re.findall(r"= (\{.*\})$", script, re.MULTILINE)[0])

    profile = services.settings.profile
    assert tuple(given["texts"]) == profile.languages
    for tag, labels in given["texts"].items():
        texts = load_locale(LOCALES / tag / "LC_MESSAGES" / "alongside.po")
        assert labels["open"] == texts["embed.open"].text.replace("{service}", profile.short_name)
        assert labels["close"] == texts["embed.close"].text
        assert labels["dir"] == ("rtl" if tag in {"ur", "ar", "ps", "fa"} else "ltr")


async def test_the_framed_chat_differs_from_other_pages_by_who_may_frame_it_alone(listed: httpx.AsyncClient) -> None:
    for page in (await listed.get("/framed"), await listed.post("/framed", data={}), await begins(listed)):
        policy = page.headers["content-security-policy"]
        assert policy == HEADERS["content-security-policy"].replace("'none'", COUNCIL, 3).replace(COUNCIL, "'none'", 2)
        assert f"frame-ancestors {COUNCIL}" in policy
        assert "x-frame-options" not in page.headers
        rest = {
            name: page.headers[name] for name in HEADERS if name not in {"x-frame-options", "content-security-policy"}
        }
        assert rest == {name: value for name, value in HEADERS.items() if name in rest}


@pytest.mark.parametrize("path", ["/", "/help", "/r", "/embed-demo", "/framed/messages", "/framedx", "/embed.js"])
async def test_no_other_page_may_be_framed(listed: httpx.AsyncClient, path: str) -> None:
    headers = (await listed.get(path)).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


async def test_a_live_service_that_lists_nobody_has_no_framed_chat(services: Services) -> None:
    async with make_browser(make_page_app(with_hosts(services))) as browser:
        for path in ("/framed", "/embed.js", "/embed-demo"):
            found = await browser.get(path)
            assert found.status_code == 404
            assert "frame-ancestors 'none'" in found.headers["content-security-policy"]
        assert (await browser.post("/framed", data={"text": "hello"})).status_code == 404


async def test_the_first_message_brings_a_key_and_a_partitioned_cookie(
    listed: httpx.AsyncClient, services: Services
) -> None:
    assert not re.search("data-key", (await listed.get("/framed")).text)
    page = await begins(listed, "is he losing his place")

    assert page.status_code == 200
    assert "is he losing his place" in log_of(page)
    given = page.headers["set-cookie"]
    assert given.startswith(f"{COOKIE}={key_of(page)}; ")
    assert set(given.split("; ")[1:]) == {"Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"}
    assert key_of(page) not in str(page.url)


async def test_without_any_cookie_the_key_alone_carries_the_conversation(listed: httpx.AsyncClient) -> None:
    key = {KEY: key_of(await begins(listed, "first"))}
    live = {**key, "hx-request": "true"}
    sent = await listed.post("/framed", data={"nonce": "n2", "text": "second"}, headers=live)
    assert (sent.status_code, sent.text) == (204, "")

    new = await listed.get("/framed/messages?after=2", headers=key)
    assert "second" in new.text
    assert '"/framed' in new.text  # what can be pressed next stays in the frame, whether the answer is there or not
    assert 'action="/"' not in new.text
    plain = await listed.post("/framed", data={"nonce": "n3", "text": "third"}, headers=key)
    assert all(word in log_of(plain) for word in ("first", "second", "third"))
    assert key_of(plain) == key[KEY]
    assert (await listed.get("/framed/messages?after=0")).status_code == 204  # without it: nothing


async def test_the_cookie_opens_the_page_and_nothing_else(listed: httpx.AsyncClient, services: Services) -> None:
    key = key_of(await begins(listed, "hello"))
    cookie = {"cookie": f"{COOKIE}={key}"}
    page = await listed.get("/framed", headers=cookie)
    assert "hello" in log_of(page)
    assert key_of(page) == key

    assert (await listed.get("/framed/messages?after=0", headers=cookie)).status_code == 204
    await listed.post("/framed/leave", headers=cookie)
    await listed.post("/framed", data={"nonce": "forged", "text": "forged"}, headers=cookie)
    page = await listed.get("/framed", headers=cookie)
    assert "hello" in log_of(page)
    assert "forged" not in log_of(page)


async def test_a_chat_on_its_own_page_is_not_opened_in_a_frame_nor_the_other_way_round(
    listed: httpx.AsyncClient,
) -> None:
    await writes(listed, "on its own page")
    own = listed.cookies[OWN_COOKIE]
    assert "on its own page" not in (await listed.get("/framed")).text
    assert (await listed.get("/framed/messages?after=0")).status_code == 204

    framed = key_of(await begins(listed, "in a frame"))
    page = await listed.get("/", headers={"cookie": f"{COOKIE}={framed}", KEY: framed})
    assert "in a frame" not in page.text
    assert own != framed


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
async def test_another_site_cannot_write_in_a_frame(
    listed: httpx.AsyncClient, services: Services, headers: dict[str, str]
) -> None:
    refused = await listed.post("/framed", data={"nonce": "n", "text": "not mine"}, headers=headers)

    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    async with services.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 0


async def test_leaving_ends_the_session_and_takes_the_cookie_back(
    listed: httpx.AsyncClient, services: Services
) -> None:
    key = key_of(await begins(listed))
    left = await listed.post("/framed/leave", headers={KEY: key, "sec-fetch-dest": "empty"})

    assert left.status_code == 204
    assert left.headers["set-cookie"].startswith(f"{COOKIE}=; Max-Age=0; ")
    assert left.headers["set-cookie"].endswith("Partitioned")
    async with services.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(WebSession)) == 0


async def test_a_page_left_alone_begins_again_and_stores_nothing_it_could_not_answer(
    listed: httpx.AsyncClient, services: Services, clock: Clock
) -> None:
    key = key_of(await begins(listed))
    clock.time += _A_LONG_TIME
    late = await listed.post("/framed", data={"nonce": "late", "text": "late"}, headers={KEY: key})

    assert (late.status_code, late.headers["hx-redirect"]) == (204, "/framed?closed=1")
    assert "An earlier chat on this device was closed" in words_of(await listed.get("/framed?closed=1"))
    async with services.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 1


async def test_an_enquiry_from_a_frame_says_online_and_does_not_ask(
    listed: httpx.AsyncClient, services: Services
) -> None:
    page = await begins(listed, "my question")
    key = {KEY: key_of(page)}
    for choice in (
        *("go:person", "consent:yes", "wish:skip", "speaker:parent", "school_year:skip", "go:send_now"),
        "passphrase:skip",
    ):
        page = await listed.post("/framed", data={"nonce": choice, "choice": choice}, headers=key)
    assert not any(choice.startswith("route:") for choice in choices_of(page))
    async with services.db.read() as session:
        assert (await session.scalars(select(Enquiry))).one().route == "online"


async def test_the_first_line_says_whose_chat_it_is(listed: httpx.AsyncClient) -> None:
    page = await listed.get("/framed?lang=pl")
    main = page.text.partition("<main")[2]
    assert main.index("Tamta strona nie może odczytać") < main.index('id="log"')
    assert "Tamta strona" not in (await listed.get("/?lang=pl")).text


async def test_the_framed_chat_on_its_own_goes_to_its_own_address(listed: httpx.AsyncClient) -> None:
    page = await listed.get("/framed?lang=ur", headers={"sec-fetch-dest": "document"})
    assert (page.status_code, page.headers["location"]) == (303, "/?lang=ur")


async def test_only_a_demonstration_has_a_page_that_shows_it(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/embed-demo?lang=ur")
    assert '<html lang="ur" dir="rtl">' in page.text
    assert '<script src="/embed.js" async></script>' in page.text
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'none'; frame-src 'self'")
    assert "frame-ancestors 'self'" in (await browser.get("/framed")).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("www.council.example", "https://www.council.example"),
        ("https://WWW.Council.example", "https://www.council.example"),
        ("school.example:8443", "https://school.example:8443"),
        ("http://localhost:9000", "http://localhost:9000"),
    ],
)
def test_a_host_is_an_origin(host: str, origin: str) -> None:
    assert origin_of(host) == origin


@pytest.mark.parametrize(
    "host",
    [
        *("*", "*.council.example", "https://council.example/send", "council.example; script-src *", "'self'", "data:"),
        *("http://www.council.example", "", "a b.example", "ftp://council.example", "council.example\nx: y"),
    ],
)
def test_what_is_no_host_is_refused_with_the_settings(host: str, services: Services) -> None:
    with pytest.raises(ValidationError, match="embedding_hosts"):
        Profile.model_validate({**services.settings.profile.model_dump(exclude={"events"}), "embedding_hosts": [host]})
