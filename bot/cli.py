"""The command line: `alongside …`. It composes, as `bot/main.py` does; each command says what it did."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from types import FrameType
from typing import Annotated, Any

import typer
import uvicorn
from fastapi import FastAPI
from rich.console import Console

from bot.cli_articles import kb_commands
from bot.cli_engine import engine_commands
from bot.cli_languages import language_commands
from bot.cli_poster import poster
from bot.cli_settings import read_settings
from bot.errors import BadSettings
from bot.logs import set_up_logs
from bot.settings import ROOT, Settings
from bot.vault import make_key_file

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
user_commands = typer.Typer(no_args_is_help=True, help="Caseworkers.")
db_commands = typer.Typer(no_args_is_help=True, help="The database.")
for name, commands in (
    ("engine", engine_commands),
    ("kb", kb_commands),
    ("language", language_commands),
    ("user", user_commands),
    ("db", db_commands),
):
    app.add_typer(commands, name=name)
app.command()(poster)
out, err = Console(), Console(stderr=True)


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return asyncio.run(work)
    except BadSettings as error:
        for problem in error.problems:
            err.print(f"- {problem}")
        raise typer.Exit(2) from error


@app.command()
def serve() -> None:
    """Run everything: chat, console, engine and worker."""
    settings = read_settings()
    _prepare(settings)
    _refuse_unready(settings)
    _refuse_taken_port(settings)
    _say_where(settings)
    _serve(settings, with_engine=True, with_worker=True)


@app.command()
def web() -> None:
    """Run the pages only; `alongside worker` and an engine run elsewhere."""
    _serve(read_settings(), with_engine=True, with_worker=False)


@app.command()
def worker() -> None:
    """Run the worker only."""
    from bot.main import work_alone

    set_up_logs()
    _run(work_alone(read_settings()))


def _prepare(settings: Settings) -> None:
    """Keys and tables, where they are missing."""
    if not settings.env.key_file.exists():
        make_key_file(settings.env.key_file)
        err.print("New keys are written. Keep a copy of the key file apart from the database.")
    (ROOT / "var").mkdir(exist_ok=True)
    upgrade()


def _refuse_unready(settings: Settings) -> None:
    """A live service, or one that others can reach, is not served while something required is missing (R32b)."""
    from bot.readiness import reasons_to_refuse

    reasons = reasons_to_refuse(settings)
    for reason in reasons:
        err.print(f"- {reason}")
    if reasons:
        err.print("Not served. `alongside doctor` says what to do.")
        raise typer.Exit(2)


def _refuse_taken_port(settings: Settings) -> None:
    from bot.doctor_machine import is_free

    if not is_free(settings.env.host, settings.env.port):
        err.print(f"Port {settings.env.port} is taken. Set another one: ALONGSIDE_PORT=8001 make run")
        raise typer.Exit(2)


def _say_where(settings: Settings) -> None:
    address = f"http://{settings.env.host}:{settings.env.port}"
    err.print(f"\n  The chat     {address}/")
    err.print(f"  The console  {address}/console")
    err.print("  A first caseworker:  .venv/bin/alongside user add\n")


def _serve(settings: Settings, *, with_engine: bool, with_worker: bool) -> None:
    from bot.main import make_app

    set_up_logs()
    pages = make_app(settings, with_engine=with_engine, with_worker=with_worker)
    config = uvicorn.Config(
        pages,
        host=settings.env.host,
        port=settings.env.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    try:
        StreamsFirst(config, pages).run()
    except BadSettings as error:
        err.print("\n".join(error.problems))
        raise typer.Exit(2) from error


class StreamsFirst(uvicorn.Server):
    """Ends open pages' streams as soon as the process is told to stop: uvicorn would wait for them."""

    def __init__(self, config: uvicorn.Config, pages: FastAPI) -> None:
        super().__init__(config)
        self._pages = pages

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called in the main thread, by the signal."""
        services = getattr(self._pages.state, "services", None)
        if services:
            services.live.close()
        super().handle_exit(sig, frame)


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="One message.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read {id, text} a line from standard input.")] = False,
) -> None:
    """What the bot would decide on a text as a first message."""
    if text is None and not jsonl:
        err.print("Give a text, or --jsonl with lines on standard input.")
        raise typer.Exit(2)
    from bot import asking

    lines = sys.stdin if jsonl else iter([json.dumps({"id": "1", "text": text})])
    failed = _run(asking.ask_all(lines, sys.stdout, read_settings()))
    raise typer.Exit(1 if failed else 0)


@app.command()
def chat(channel: Annotated[str, typer.Option(help="terminal or sms; sms prints segments.")] = "terminal") -> None:
    """Talk to the bot in the terminal. Nothing is kept."""
    from bot import chatting

    _run(chatting.chat(channel, read_settings()))


@app.command()
def doctor(
    send_test: Annotated[bool, typer.Option("--send-test", help="Send a test e-mail to staff.")] = False,
) -> None:
    """Check everything and say what to do about each fault."""
    from bot.doctor import examine, show
    from bot.main import send_test_mail

    findings = _run(examine(read_settings(), send_test=send_test_mail if send_test else None))
    raise typer.Exit(show(findings, out))


@app.command()
def retention() -> None:
    """Delete what is due, now."""
    from bot.main import run_retention

    out.print(f"Stripped {_run(run_retention(read_settings()))} messages that no record covers.")


@user_commands.command("add")
def user_add(
    email: Annotated[str, typer.Option(prompt="E-mail address")],
    first_name: Annotated[str, typer.Option(prompt="First name (families see it)")],
    title: Annotated[str, typer.Option(prompt="Title (families see it)")] = "SENDIASS adviser",
    role: Annotated[str, typer.Option(prompt="Role")] = "manager",
    highest_level: Annotated[int, typer.Option(prompt="Highest level (1-4)")] = 4,
    password: Annotated[str, typer.Option(prompt="Password", hide_input=True, confirmation_prompt=True)] = "",
    adviser: Annotated[bool, typer.Option("--adviser", help="A trained adviser: edits and signs articles.")] = False,
    language_reader: Annotated[
        list[str] | None, typer.Option(help="Signs translations into this language, such as ur; may be repeated.")
    ] = None,
) -> None:
    """Add a caseworker who may sign in to the console."""
    from bot.main import add_caseworker

    settings = read_settings()
    _prepare(settings)
    who = {"email": email, "first_name": first_name, "title": title, "role": role, "highest_level": highest_level}
    may = {"password": password, "is_adviser": adviser, "reads_locales": tuple(language_reader or ())}
    problem = _run(add_caseworker(settings, **who, **may))
    if problem:
        err.print(problem)
        raise typer.Exit(1)
    out.print("Added.")


@user_commands.command("mark")
def user_mark(
    email: Annotated[str, typer.Option(prompt="E-mail address")],
    adviser: Annotated[bool | None, typer.Option("--adviser/--no-adviser", help="A trained adviser.")] = None,
    language_reader: Annotated[
        list[str] | None,
        typer.Option(help="Signs translations into this language alone; may be repeated."),
    ] = None,
) -> None:
    """Say what somebody who is there already may sign."""
    from bot.main import mark_caseworker

    reads = tuple(language_reader) if language_reader else None
    problem = _run(mark_caseworker(read_settings(), email, adviser, reads))
    if problem:
        err.print(problem)
        raise typer.Exit(1)
    out.print("Marked.")


@db_commands.command("upgrade")
def upgrade() -> None:
    """Bring the tables up to date. Safe to run twice."""
    from bot.migrating import is_current, migrate

    (ROOT / "var").mkdir(exist_ok=True)
    if not is_current(read_settings().env.database_url):
        migrate()
