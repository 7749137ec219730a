"""The command line of the languages: `alongside language …`."""

import typer
from rich.console import Console

language_commands = typer.Typer(no_args_is_help=True, help="Which language a message is in.")
out = Console()


@language_commands.command("learn")
def language_learn() -> None:
    """Make the word lists in bot/languages again, from the texts of this repository."""
    from bot.word_lists import learn

    for tag, size in learn().items():
        out.print(f"{tag}: {size} words")


@language_commands.command("measure")
def language_measure(misses: bool = typer.Option(False, help="Also what was taken for another language.")) -> None:
    """How often the right language is found, on the texts of intents/evaluation/language."""
    from bot.language_measure import KINDS, measure

    for kind in KINDS:
        for tag, score in measure(kind).items():
            out.print(f"{kind} {tag}: {score.right}/{score.size} ({score.among_two} among the first two)")
            for text, found in score.misses if misses else ():
                out.print(f"    {found}: {text}", markup=False)
