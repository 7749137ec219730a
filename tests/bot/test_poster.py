"""The poster: one page in every language, and a code that a camera reads."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from typer.testing import CliRunner

from bot.cli import app as command_line
from bot.poster import Poster, make_poster, unchecked_texts
from bot.services import Services
from bot.settings import ROOT, load_profile

SITE = "https://chat.sendiass.example.org"
LANGUAGES = load_profile(ROOT / "service.yml").languages


def codes_of(pdf: bytes | Path) -> list[str]:
    """What a camera reads from each page, at 100 dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    read = [code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=100 / 72).to_pil())]
    assert len(document) == 1
    document.close()
    return read


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_camera_reads_the_code_of_a_poster_of_one_page(services: Services, locale: str) -> None:
    poster = Poster(locale, SITE, "school")
    pdf = make_poster(poster, services.catalogue, services.settings.profile)

    assert codes_of(pdf) == [f"{SITE}/?lang={locale}&from=school"]
    assert pdf.startswith(b"%PDF-")


def test_the_command_writes_a_poster_and_says_that_nobody_checked_it(tmp_path: Path) -> None:
    file = tmp_path / "poster.pdf"
    said = CliRunner().invoke(
        command_line, ["poster", "--from", "health", "--lang", "pl", "--site", f"{SITE}/", "--to", str(file)]
    )

    assert said.exit_code == 0, said.output
    assert codes_of(file) == [f"{SITE}/?lang=pl&from=health"]
    assert "Nobody qualified has checked this translation" in said.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--from", "moon", "--site", SITE], "--from is one of"),
        (["--from", "school", "--site", SITE, "--lang", "fr"], "--lang is one of"),
        (["--from", "school"], "Nobody knows where the chat is"),
        (["--from", "school", "--site", "chat.example.org"], "Nobody knows where the chat is"),
    ],
)
def test_a_poster_that_would_lead_nowhere_is_refused(
    options: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALONGSIDE_PUBLIC_URL", "")
    file = tmp_path / "poster.pdf"
    said = CliRunner().invoke(command_line, ["poster", *options, "--to", str(file)])

    assert said.exit_code == 2
    assert says in said.stderr
    assert not file.exists()


async def test_english_is_the_services_own_wording(services: Services) -> None:
    assert unchecked_texts("en", services.catalogue) == []
    assert "poster.title" in unchecked_texts("ur", services.catalogue)
