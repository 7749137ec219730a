"""What every command begins with: the settings, or what is wrong with them and the end."""

import typer
from rich.console import Console

from bot.errors import BadSettings
from bot.settings import Settings, load_settings

_err = Console(stderr=True)


def read_settings() -> Settings:
    """The settings; where they cannot be used, every problem is told and the command ends with code 2."""
    try:
        return load_settings()
    except BadSettings as error:
        _err.print("\n".join(f"- {problem}" for problem in error.problems))
        raise typer.Exit(2) from error
