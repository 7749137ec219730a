"""What `doctor` looks at on this machine: versions, environments, keys, secrets, the engine and ports."""

import hashlib
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx

import bootstrap
from bot.errors import BadSettings
from bot.finding import Finding
from bot.settings import ROOT, Settings
from bot.vault import load_vault
from intents.errors import BadIntents
from intents.model import EngineFiles, is_current, trained_fingerprint
from intents.quality import Quality, load_quality

ASK_TIMEOUT_S = 2.0
_MEASURE = "Run `make engine-report`, and publish the intents/quality.json that it writes."
SECRET_PATHS = (".env", "keys", "var")


def python_version(settings: Settings) -> Finding:
    """The app runs on 3.11 or later; its PostgreSQL tests want 3.11 or 3.12."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), f"{version} runs the app", "Install 3.11 or 3.12.")


def app_environment(settings: Settings) -> Finding:
    """Whether `.venv` holds what its lock says."""
    ok = any(app.is_current() for app in bootstrap.APP)
    message = "as its lock says" if ok else "not what its lock says"
    return Finding("app's environment", ok, message, "Run `make setup`.")


def engine_environment(settings: Settings) -> Finding:
    """Whether `intents/.venv` holds what its lock says, on a Python 3.10 that is still there."""
    ok = bootstrap.ENGINE.is_current() and bootstrap.runs(bootstrap.ENGINE.python)
    message = "as its lock says" if ok else "missing, or not what its lock says"
    return Finding("engine's environment", ok, message, "Run `make setup`. Without it, menus and keywords still work.")


def pdfs(settings: Settings) -> Finding:
    """Whether articles can be had as PDFs. Without Pango the pages offer the print window."""
    missing = bootstrap.missing_libraries()
    message = f"cannot be made: {', '.join(missing)} missing" if missing else "can be made"
    return Finding("PDFs", not missing, message, f"Run: sudo apt-get install {' '.join(missing)}", required=False)


def keys(settings: Settings) -> Finding:
    """The key file: there, whole, and nobody else's to read."""
    try:
        load_vault(settings.env.key_file)
    except BadSettings as error:
        advice = "Put the file back from its copy: without it nothing stored can be read. A new service: `make run`."
        return Finding("keys", False, str(error), advice)
    return Finding("keys", True, "there, and readable by this account only")


def keys_fingerprint(path: Path) -> str:
    """Names one exact key file without telling anything about it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def copy_of_keys(settings: Settings) -> Finding:
    """Whether someone wrote down, beside the keys, where their copy is. New keys want a new copy."""
    key_file, required = settings.env.key_file, not settings.profile.is_demonstration
    note = key_file.with_name("copy.txt")
    if not key_file.exists():
        return Finding("copy of the keys", False, "there are no keys yet", required=required)
    fingerprint = keys_fingerprint(key_file)
    ok = note.exists() and fingerprint in note.read_text(encoding="utf-8")
    advice = (
        f"Copy {key_file.name} to a safe place that is not this machine and not beside the database's backups, then "
        f"write down where: echo '{fingerprint} WHO, WHERE, WHEN' >> {_shown(note)}"
    )
    message = "kept, as copy.txt says" if ok else "nobody has noted where a copy is kept; if the keys go, all is lost"
    return Finding("copy of the keys", ok, message, advice, required)


def env_file(settings: Settings, root: Path = ROOT) -> Finding:
    """`.env` holds passwords: it is its owner's only."""
    path = root / ".env"
    if not path.exists():
        return Finding(".env", True, "there is none; every setting has its default")
    ok = not path.stat().st_mode & 0o077
    message = "readable by this account only" if ok else "others on this machine can read it"
    return Finding(".env", ok, message, "Run: chmod 600 .env")


def tracked_secrets(settings: Settings) -> Finding:
    """Whether git would hand out secrets or people's words."""
    tracked = _tracked_by_git(ROOT, (*SECRET_PATHS, str(settings.env.key_file.parent)))
    advice = f"Run `git rm --cached {' '.join(tracked)}`, and make new keys and passwords: these may have been seen."
    message = f"git tracks {', '.join(tracked)}" if tracked else "git tracks none"
    return Finding("secrets in git", not tracked, message, advice)


def _tracked_by_git(root: Path, paths: tuple[str, ...]) -> list[str]:
    if not (root / ".git").exists() or not shutil.which("git"):
        return []
    inside = [path for path in paths if (root / path).resolve().is_relative_to(root)]
    command = ["git", "ls-files", "--", *inside]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603  # our own list
    return done.stdout.splitlines()


async def engine_model(settings: Settings) -> Finding:
    """Whether the model is trained on the data as it is now."""
    ok = is_current(EngineFiles())
    message = "trained on the data as it is now" if ok else "not trained, or the data changed since"
    return Finding("engine's model", ok, message, "Run `make engine-train`; `make run` does it too.")


async def engine_quality(settings: Settings) -> Finding:
    """Whether the published figures on understanding are of the model that serves."""
    try:
        return published_figures(load_quality(), trained_fingerprint(EngineFiles()))
    except BadIntents as error:
        return Finding("published figures", False, str(error), _MEASURE, required=False)


def published_figures(quality: Quality | None, serving: str | None) -> Finding:
    """What the page /quality says, beside the fingerprint of the model that serves."""
    if quality is None:
        return Finding("published figures", False, "understanding has not been measured", _MEASURE, required=False)
    ok = quality.model == serving
    whose = "of the model that serves" if ok else "of another model than the one that serves"
    message = f"{whose}, measured on {quality.measured_on:%d %B %Y} with {quality.questions} questions"
    return Finding("published figures", ok, message, _MEASURE, required=False)


async def engine_serving(settings: Settings) -> Finding:
    """Whether the engine answers. That it does not is a fault only while the service runs."""
    port = settings.env.engine_port
    if await _answers(f"http://127.0.0.1:{port}/version"):
        return Finding("engine", True, f"serves on port {port}")
    if not await _answers(_health(settings)):
        return Finding("engine", True, "does not run, and neither does the service")
    advice = f"Wait half a minute. If it stays away, see that port {port} is free, or set ALONGSIDE_ENGINE_PORT."
    return Finding("engine", False, f"the service runs, and nothing answers on port {port}", advice)


async def ports(settings: Settings) -> Finding:
    """Whether the service's port is its own."""
    host, port = settings.env.host, settings.env.port
    if await _answers(_health(settings)):
        return Finding("port", True, f"the service answers on {port}")
    ok = is_free(host, port)
    message = f"{port} is free" if ok else f"something else has {port}"
    return Finding("port", ok, message, "Stop that, or set ALONGSIDE_PORT to another.")


def is_free(host: str, port: int) -> bool:
    """Whether this process could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient(timeout=ASK_TIMEOUT_S, trust_env=False) as http:
        try:
            return (await http.get(url)).is_success
        except httpx.HTTPError:
            return False


def _health(settings: Settings) -> str:
    host = settings.env.host
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # read only
    return f"http://{here}:{settings.env.port}/health"


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


MACHINE_CHECKS = (python_version, app_environment, engine_environment, pdfs, keys, env_file, tracked_secrets)
ENGINE_CHECKS = (engine_model, engine_quality, engine_serving)
