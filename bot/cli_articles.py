"""The command line of the articles: `alongside kb …`."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.errors import BadSettings
from bot.settings import Settings, load_settings

kb_commands = typer.Typer(no_args_is_help=True, help="The articles.")
out, err = Console(), Console(stderr=True)


@kb_commands.command("lint")
def kb_lint() -> None:
    """Check every article; exit 1 on a fault."""
    from bot.articles_command import lint_articles

    raise typer.Exit(lint_articles(out))


@kb_commands.command("stamp")
def kb_stamp() -> None:
    """Write into each translation which English text it was made from."""
    from knowledge_base.articles import stamp
    from knowledge_base.page_content import load_page_content
    from knowledge_base.page_stamp import stamp_pages

    for path in (*stamp(), *stamp_pages(load_page_content())):
        out.print(str(path))


@kb_commands.command("compare")
def kb_compare(again: Annotated[bool, typer.Option(help="Compare everything again, with new centres")] = False) -> None:
    """Look for partial sentences, and compare translations, by a language model; doubts go to compared.csv."""
    from knowledge_base.comparing import compare_all

    for found in compare_all(again=again):
        out.print(f"{found.locale}/{found.topic}: {len(found.doubts)} doubtful", markup=False)


@kb_commands.command("learn")
def kb_learn() -> None:
    """Learn again what partial sentences look like. Then `kb compare --again` reads every text with it."""
    from knowledge_base.comparing import learn_again

    learn_again()


@kb_commands.command("status")
def kb_status() -> None:
    """Every topic in every language: what is served, who signed, the review date, and each hole."""
    from bot.articles_command import show_status
    from bot.main import article_status

    show_status(_with_database(article_status), out)


@kb_commands.command("limits")
def kb_limits() -> None:
    """Every rule of time limits: whether it shows dates, who signed it, and until when."""
    from bot.main import time_limit_status

    for line in _with_database(time_limit_status):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@kb_commands.command("export")
def kb_export(
    folder: Annotated[Path | None, typer.Argument(help="Where to; knowledge_base itself if left out.")] = None,
) -> None:
    """Write the published articles back to files, and everyone's signatures to sign-offs.csv."""
    from bot.main import export_articles

    for path in _with_database(lambda settings: export_articles(settings, folder)):
        out.print(str(path), soft_wrap=True)


def _with_database(work: Any) -> Any:
    """Run something on the database. It must be there: `alongside db upgrade` makes it."""
    try:
        settings: Settings = load_settings()
        return asyncio.run(work(settings))
    except BadSettings as error:
        err.print("\n".join(f"- {problem}" for problem in error.problems))
        raise typer.Exit(2) from error
