"""The map is true: layers, sizes, names, lists that are complete, and nothing of one machine in what others get."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from pydantic import BaseModel

import bot.channels
import bot.flows
from bot.flows import FLOWS
from bot.flows.step import Flow
from bot.services import Services
from bot.settings import ROOT, Environment, Profile

FOLDERS = ("bot", "handoff", "intents", "knowledge_base")
MOST_LINES_OF_A_FILE, MOST_LINES_OF_A_FUNCTION = 300, 35
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
A_MACHINES_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|farm|home|Users)/[\w.-]+")
LEFT_OUT = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)|unittest\.skip")
REGISTRY = re.compile(r"--(?:extra-)?index-url|--find-links| @ https?:|^https?:", re.MULTILINE)


def sources() -> list[Path]:
    """Our own modules, migrations and tests apart."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    apart = {".venv", "versions", "tests"}
    return [ROOT / "bootstrap.py", *sorted(path for path in found if apart.isdisjoint(path.relative_to(ROOT).parts))]


def tracked() -> Iterator[tuple[Path, str]]:
    """Every text file that git hands out, locks apart."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix not in {".lock", ".png", ".woff2", ".gz"} and path.is_file():
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8", errors="replace")


def test_imports_point_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_a_file_can_be_read_at_one_sitting() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_a_function_can_be_seen_at_once() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def test_a_module_is_named_after_what_it_is_for() -> None:
    assert [path for path in sources() if EMPTY_NAMES & {path.stem, path.parent.name}] == []


def test_every_module_says_what_it_is_for() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sources()}
    undocumented = [path for path, text in texts.items() if text and not ast.get_docstring(ast.parse(text))]
    assert undocumented == []


def test_nothing_names_a_machine() -> None:
    found = [(path, match.group()) for path, text in tracked() for match in A_MACHINES_PATH.finditer(text)]
    assert found == []


def test_no_test_is_left_out() -> None:
    assert [path for path, text in tracked() if path.suffix == ".py" and LEFT_OUT.search(text)] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "intents/requirements.lock"])
def test_a_lock_names_no_address_and_hashes_everything(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert REGISTRY.search(text) is None
    assert [pin for pin in re.split(r"\n(?=\w)", text) if "--hash=sha256:" not in pin] == []


def test_development_uses_the_versions_that_families_get() -> None:
    served, developed = (
        set(re.findall(r"^\S+==[^\s\\]+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert served - developed == set()


def test_every_flow_is_listed() -> None:
    found = {
        value.name: value
        for module in _modules(bot.flows.__path__, "bot.flows.")
        for value in vars(module).values()
        if isinstance(value, Flow)
    }
    assert found == FLOWS


async def test_every_channel_is_connected(services: Services) -> None:
    found = {
        vars(value)["name"]
        for module in _modules(bot.channels.__path__, "bot.channels.")
        for value in vars(module).values()
        if inspect.isclass(value) and {"name", "send"} <= vars(value).keys()
    }
    assert found == set(services.channels)


def _modules(path: list[str], prefix: str) -> Iterator[object]:
    for module in pkgutil.iter_modules(path, prefix):
        yield importlib.import_module(module.name)


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [f"ALONGSIDE_{name.upper()}" for name in Environment.model_fields] + list(_keys(Profile))
    assert [name for name in names if f"`{name}`" not in readme] == []


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Dotted keys of a settings model."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if inspect.isclass(inner) and issubclass(inner, BaseModel):
            yield from _keys(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
