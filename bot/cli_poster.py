"""The command line of the poster: `alongside poster --lang ur --from school`."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from bot.catalogue import load_catalogue
from bot.channels.web_found import site_of
from bot.cli_settings import read_settings
from bot.errors import PdfUnavailable
from bot.flows.after import ROUTES
from bot.poster import Poster, make_poster, unchecked_texts
from bot.settings import Settings

out, err = Console(), Console(stderr=True)
NO_SITE = "Nobody knows where the chat is. Set ALONGSIDE_PUBLIC_URL in .env, or say --site https://…"


def poster(
    route: Annotated[str, typer.Option("--from", help=f"Where it will hang: {', '.join(ROUTES)}.")],
    lang: Annotated[str, typer.Option(help="One of the languages offered, such as ur.")] = "en",
    to: Annotated[Path | None, typer.Option(help="The file; poster-<lang>-<from>.pdf if left out.")] = None,
    site: Annotated[str, typer.Option(help="Where families reach the chat, if not ALONGSIDE_PUBLIC_URL.")] = "",
) -> None:
    """Make a poster (PDF, A4) whose square code opens the chat and says how they found you."""
    from bot.main import profile_facts

    settings = read_settings()
    wanted = Poster(lang, _site(site, settings), route)
    _refuse(wanted, settings)
    catalogue = load_catalogue(settings.profile.languages, profile_facts(settings.profile))
    file = to or Path(f"poster-{lang}-{route}.pdf")
    try:
        file.write_bytes(make_poster(wanted, catalogue, settings.profile))
    except PdfUnavailable as error:
        err.print("No PDF can be made on this machine. `alongside doctor` says what is missing.")
        raise typer.Exit(1) from error
    if unchecked_texts(lang, catalogue):
        err.print("Nobody qualified has checked this translation yet. Have it read before you hang it up.")
    out.print(f"{file}: opens {wanted.address}", soft_wrap=True)


def _site(given: str, settings: Settings) -> str:
    return given.rstrip("/") or site_of(settings)


def _refuse(wanted: Poster, settings: Settings) -> None:
    """Say what is wrong with what was asked for, all of it, and end."""
    parts = urlsplit(wanted.site)
    problems = []
    if wanted.route not in ROUTES:
        problems.append(f"--from is one of {', '.join(ROUTES)}.")
    if wanted.locale not in settings.profile.languages:
        problems.append(f"--lang is one of {', '.join(settings.profile.languages)}.")
    if not (parts.scheme in {"http", "https"} and parts.netloc and not parts.query):
        problems.append(NO_SITE)
    for problem in problems:
        err.print(problem)
    if problems:
        raise typer.Exit(2)
