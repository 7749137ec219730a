"""Bring what the project needs, with nothing but Python >= 3.11: `python3 bootstrap.py run|develop|test|setup|lock`.

The app's environment is `.venv`, the engine's `intents/.venv` on Python 3.10; each is made from its lock, whose
hashes pip's index must meet. When nothing changed this takes a few milliseconds: a stamp in each environment says
what is installed. No package of ours is built: a `.pth` file puts the project's root on the path.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PRIVATE = ROOT / "var" / "bootstrap"
PROVISION = {  # what each command needs: the app's locks, best first, then further steps
    "run": ("requirements.lock", "requirements-dev.lock"),
    "develop": ("requirements-dev.lock",),
    "test": ("requirements-dev.lock",),
    "setup": ("requirements-dev.lock",),
    "lock": (),
}
LAUNCHER = """#!/bin/sh
exec "$(dirname "$0")/python" -c 'from bot.cli import app; app(prog_name="alongside")' "$@"
"""
OLDEST_UV = (0, 5)
LIBRARIES = {  # what PDFs need of the machine, and Debian's packages of it
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}

NO_PIP = """Setting up needs pip, and {python} has neither pip nor ensurepip. Do one of these and try again:
  Debian, Ubuntu:  sudo apt-get install python3-venv
  Fedora:          sudo dnf install python3-pip
  or install uv:   https://docs.astral.sh/uv/getting-started/installation/"""

NO_PYTHON_310 = """The engine (Rasa 3.6) runs on Python 3.10, and there is none: not on PATH, not under pyenv, and uv
could not download one. Do one of these and run the same command again; the app itself keeps its newer Python.
  uv:              {uv} python install 3.10
  pyenv:           pyenv install 3.10
  Ubuntu 22.04:    sudo apt-get install python3.10
  or, if you have one elsewhere:  export ALONGSIDE_PYTHON310=/where/it/is/bin/python3.10"""

NO_PACKAGES = """The tests need {missing}, and it cannot be installed from here. Install it and try again:
  Debian:          sudo apt-get install {missing}
  Fedora:          sudo dnf install chromium pango harfbuzz
  any other:       Pango, and https://www.chromium.org, so that `chromium` is on PATH"""


class CannotSetUp(Exception):
    """Something that only a person can mend; the text says how."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment, the lock it is made from, and the stamp that says so."""

    folder: Path
    lock: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """Holds the fingerprint of what was installed."""
        return self.folder / "alongside.stamp"

    def fingerprint(self) -> str:
        """A hash of all that makes up this environment."""
        return hashlib.sha256(self.lock.read_bytes() + LAUNCHER.encode()).hexdigest()

    def is_current(self) -> bool:
        """Whether it is there, whole, and made from the lock as it is now."""
        return self.python.exists() and self.stamp.exists() and self.stamp.read_text() == self.fingerprint()


APP = tuple(Environment(ROOT / ".venv", ROOT / lock) for lock in PROVISION["run"])
ENGINE = Environment(ROOT / "intents" / ".venv", ROOT / "intents" / "requirements.lock")


def say(line: str) -> None:
    """Progress, apart from any result on standard output."""
    print(line, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Bring what one command needs; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in PROVISION:
        say(f"usage: python3 bootstrap.py {'|'.join(PROVISION)}")
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036  # whoever calls this may have an older one
        say(f"Alongside needs Python 3.11 or later; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …")
        return 1
    try:
        provide(arguments[0])
    except CannotSetUp as error:
        say(f"\n{error}")
        return 1
    except subprocess.CalledProcessError as error:
        say(f"\nSetting up stopped at `{' '.join(map(str, error.cmd[:4]))} …` (see above). It is safe to try again.")
        return 1
    return 0


def provide(command: str) -> None:
    """Bring both environments up to date, and what else the command needs."""
    if command == "lock":
        write_locks()
        return
    PRIVATE.parent.mkdir(mode=0o700, exist_ok=True)  # the database will be in there too
    accepted = [app for app in APP if app.lock.name in PROVISION[command]]
    if not any(app.is_current() for app in accepted):
        has_development_tools = (ROOT / ".venv" / "bin" / "pytest").exists()
        install(accepted[-1 if has_development_tools else 0], find_app_python)
        add_launcher()
    if not ENGINE.is_current():
        install(ENGINE, find_engine_python)
    if command == "test":
        provide_packages()
    if command == "setup" and (ROOT / ".git").exists():
        run(ROOT / ".venv/bin/pre-commit", "install")


def install(environment: Environment, find_python: Callable[[Path], Path]) -> None:
    """Make an environment hold exactly what its lock says. Safe to run twice, and after being cut off."""
    uv = find_uv()
    name = environment.folder.relative_to(ROOT)
    environment.stamp.unlink(missing_ok=True)
    if not runs(environment.python):
        python = find_python(uv)
        say(f"Making {name} with {python} …")
        shutil.rmtree(environment.folder, ignore_errors=True)
        run_uv(uv, "venv", "--quiet", "--python", python, environment.folder)
    say(f"Installing {environment.lock.relative_to(ROOT)} into {name} …")
    how = ("--require-hashes", "--python", environment.python)
    compiled = () if environment is ENGINE else ("--compile-bytecode",)  # else the first page waits for it
    run_uv(uv, "pip", "sync", *how, *compiled, environment.lock)
    environment.stamp.write_text(environment.fingerprint())


def add_launcher() -> None:
    """Put the project on the environment's path, and `alongside` into its folder of commands."""
    for packages in (ROOT / ".venv/lib").glob("python3.*/site-packages"):
        (packages / "alongside.pth").write_text("../../../..\n")
    launcher = ROOT / ".venv/bin/alongside"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)


def run_uv(uv: Path, *arguments: str | Path, folder: Path = ROOT) -> None:
    """Run uv with the index and certificates that this machine's pip was told to use."""
    environment = dict(os.environ)
    for name, setting in (("UV_DEFAULT_INDEX", "index-url"), ("SSL_CERT_FILE", "cert")):
        if value := pip_setting(setting):
            environment.setdefault(name, value)
    if "UV_INDEX_URL" in environment:
        environment.pop("UV_DEFAULT_INDEX", None)
    environment.pop("VIRTUAL_ENV", None)
    run(uv, *arguments, folder=folder, environment=environment)


def run(*command: str | Path, folder: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    """Run a command that says itself what it does. Raises CalledProcessError if it fails."""
    subprocess.run(command, check=True, cwd=folder, env=environment)  # noqa: S603  # commands of this file only


def pip_setting(name: str) -> str | None:
    """What pip is told by its environment or its files; uv does not read those."""
    told = os.environ.get(f"PIP_{name.replace('-', '_').upper()}")
    return told or read_output(sys.executable, "-m", "pip", "config", "get", f"global.{name}")


def find_uv() -> Path:
    """uv from PATH, else a private one, brought if it is missing: Debian's own Python refuses `pip install`."""
    for candidate in (shutil.which("uv"), PRIVATE / "bin" / "uv"):
        version = read_output(candidate, "--version") if candidate else None
        if candidate and version and tuple(map(int, version.split()[1].split(".")[:2])) >= OLDEST_UV:
            return Path(candidate)
    say("Bringing uv, which installs everything else …")
    shutil.rmtree(PRIVATE, ignore_errors=True)
    if find_spec("ensurepip"):
        run(sys.executable, "-m", "venv", PRIVATE)
        run(PRIVATE / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    elif find_spec("pip"):
        run(sys.executable, "-m", "pip", "install", "--quiet", "--target", PRIVATE, "uv")
    else:
        raise CannotSetUp(NO_PIP.format(python=sys.executable))
    return PRIVATE / "bin" / "uv"


def write_locks() -> None:
    """Resolve again. What is locked now is kept where it still fits; delete a lock to take the newest of everything."""
    uv = find_uv()
    for project, options, lock in (
        (ROOT, ("--python-version", "3.11"), "requirements.lock"),
        (ROOT, ("--python-version", "3.11", "--group", "dev"), "requirements-dev.lock"),
        (ROOT / "intents", ("--python-version", "3.10", "--group", "dev"), "requirements.lock"),
    ):
        how = ("--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate")
        run_uv(uv, "pip", "compile", "pyproject.toml", *how, *options, "--output-file", lock, folder=project)


def find_app_python(uv: Path) -> Path:
    """3.12 or 3.11, which every development tool knows; else the Python that runs this."""
    return find_python("3.12", "3.11") or Path(sys.executable)


def find_engine_python(uv: Path) -> Path:
    """Python 3.10: named, on PATH, under pyenv, known to uv, or downloaded by it.

    Raises:
        CannotSetUp: there is none; the text says what to do.
    """
    named = os.environ.get("ALONGSIDE_PYTHON310")
    if named and is_python(named, "3.10"):
        return Path(named)
    if found := find_python("3.10") or read_output(uv, "python", "find", "3.10"):
        return Path(found)
    say("There is no Python 3.10 here: asking uv to download one …")
    try:
        run_uv(uv, "python", "install", "3.10")
    except subprocess.CalledProcessError as error:
        raise CannotSetUp(NO_PYTHON_310.format(uv=uv)) from error
    return Path(read_output(uv, "python", "find", "3.10") or "python3.10")


def find_python(*versions: str) -> Path | None:
    """An interpreter of one of these minor versions: on PATH, where a distribution's own starts a quarter faster,
    else under pyenv, whose shims on PATH fail unless a version is chosen.
    """
    path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates = [(folder / f"python{v}", v) for v in versions for folder in path if pyenv not in folder.parents]
    for version in versions:
        under_pyenv = sorted(pyenv.glob(f"versions/{version}.*/bin/python"), reverse=True)
        candidates += [(python, version) for python in under_pyenv]
    return next((python for python, version in candidates if is_python(python, version)), None)


def is_python(path: str | Path, version: str) -> bool:
    """Whether this is a working Python of this minor version."""
    shown = read_output(path, "-c", "import sys, zlib, ssl; print('%d.%d' % sys.version_info[:2])")
    return shown == version


def runs(python: Path) -> bool:
    """Whether an interpreter still works: the one it was made from may be gone."""
    return read_output(python, "-c", "print(1)") == "1"


def read_output(*command: str | Path) -> str | None:
    """The first line a command prints, or None if it fails or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)  # noqa: S603  # as above
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else None


def missing_libraries() -> list[str]:
    """Debian's names of what PDFs need and this machine does not have."""
    return [package for library, package in LIBRARIES.items() if not find_library(library)]


def provide_packages() -> None:
    """Chromium and Pango for the tests, from Debian's packages where we may install them.

    Raises:
        CannotSetUp: something is missing and we may not.
    """
    has_browser = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    missing = missing_libraries() if has_browser else ["chromium", *missing_libraries()]
    if not missing:
        return
    become_root = () if os.geteuid() == 0 else ("sudo", "-n")
    may_install = shutil.which("apt-get") and (not become_root or read_output(*become_root, "id", "-u") == "0")
    if not may_install or "ID=debian" not in Path("/etc/os-release").read_text().splitlines():
        raise CannotSetUp(NO_PACKAGES.format(missing=" ".join(missing)))
    say(f"Installing {', '.join(missing)} for the tests …")
    apt_get = (*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq")
    run(*apt_get, "update")
    run(*apt_get, "install", "-y", "--no-install-recommends", *missing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
