"""`alongside engine …`: training, serving and measuring what reads messages."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

engine_commands = typer.Typer(no_args_is_help=True, help="The engine that reads messages.")
out = Console()


@engine_commands.command("train")
def engine_train(force: Annotated[bool, typer.Option(help="Train even if nothing changed.")] = False) -> None:
    """Train the model where data or pipeline changed."""
    from intents.commands import train

    asyncio.run(train(force))


@engine_commands.command("serve")
def engine_serve() -> None:
    """Run the engine alone, in the foreground."""
    from intents.commands import serve as serve_engine

    asyncio.run(serve_engine())


@engine_commands.command("domain")
def engine_domain() -> None:
    """Write intents/domain.yml from intents.yml."""
    from intents.catalogue import write_domain

    out.print(f"Written: {write_domain().name}")


@engine_commands.command("vectors")
def engine_vectors() -> None:
    """Write intents/vectors.npz, so that a fresh clone trains without embedding every example."""
    from intents.commands import vectors

    asyncio.run(vectors())


@engine_commands.command("calibrate")
def engine_calibrate() -> None:
    """Choose the thresholds and write intents/thresholds.yml."""
    from intents.commands import calibrate

    asyncio.run(calibrate())


@engine_commands.command("report")
def engine_report(
    extra: Annotated[Path | None, typer.Option(help="A JSONL file of more questions; see intents/README.md.")] = None,
) -> None:
    """Measure understanding on intents/evaluation: a table here, intents/report and intents/quality.json."""
    from intents.commands import report

    asyncio.run(report(extra=extra))


@engine_commands.command("hint3")
def engine_hint3(folder: Annotated[Path, typer.Argument(help="The repository hellohaptik/HINT3.")]) -> None:
    """The pipeline on three public sets of real chatbot queries, beside published platforms."""
    from intents.commands import hint3

    asyncio.run(hint3(folder.resolve()))
