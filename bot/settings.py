"""service.yml and the environment → frozen Settings; every problem is reported at once."""

import re
from datetime import date, time
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.embedding import origin_of
from bot.errors import BadSettings
from knowledge_base.schema import LOCAL_FACTS

ROOT = Path(__file__).resolve().parent.parent
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Holidays(_Frozen):
    """Which public holidays close the office, by ISO 3166 codes, and days closed besides."""

    country: str = "GB"
    subdivision: str = "ENG"
    extra_closed: tuple[date, ...] = ()


class ResponsePromise(_Frozen):
    """Working days until a caseworker replies, and those added for interpreting."""

    working_days: int = Field(ge=1, le=30)
    interpreting_working_days: int = Field(ge=0, le=30)


class Contact(_Frozen):
    """How families reach the service without the chat."""

    phone: str
    email: str
    web: str
    address: str


class EmergencyLine(_Frozen):
    """A number shown when someone may be hurt, and who last called it to check."""

    number: str
    verified_on: date | None = None
    verified_by: str | None = None


class Retention(_Frozen):
    """How long each class of record is kept."""

    unagreed_hours: int = Field(ge=1, le=24)
    risk_alert_days: int
    enquiry_days: int
    complaint_days: int


class ChatLimits(_Frozen):
    """Minutes until a device shows a neutral greeting; turns one address may take a minute."""

    idle_minutes: int = Field(ge=5)
    turns_per_minute: int = Field(ge=5)


class Signature(_Frozen):
    """Who signed something, and when."""

    signed_by: str | None = None
    signed_on: date | None = None


class Happening(_Frozen):
    """A talk, a group or a drop-in that families may come to (R53)."""

    held_on: date = Field(alias="date")
    starts: time | None = None
    ends: time | None = None
    title: str = Field(min_length=1)
    place: str = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Happening":
        if self.ends and (self.starts is None or self.ends <= self.starts):
            raise ValueError("ends: has to be later than starts")
        return self


class Profile(_Frozen):
    """The service, as `service.yml` describes it."""

    profile: Literal["demonstration", "live"]
    name: str
    short_name: str
    council: str
    reference_prefix: str = Field(pattern="^[A-Z]{2}$")
    independence: dict[str, str]
    controller: dict[str, str] = {}
    lawful_basis: dict[str, str] = {}
    data_protection_contact: dict[str, str] = {}
    complaint_route: dict[str, str] = {}
    languages: tuple[str, ...]
    timezone: str
    hours: dict[Weekday, tuple[time, time]]
    holidays: Holidays
    response_promise: ResponsePromise
    contact: Contact
    local: dict[str, str]
    triage: dict[str, int]
    retention: Retention
    chat: ChatLimits
    emergency: dict[str, EmergencyLine]
    dpia: Signature = Signature()
    events: tuple[Happening, ...] = ()
    embedding_hosts: tuple[str, ...] = ()

    @field_validator("embedding_hosts")
    @classmethod
    def _origins(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(origin_of(host) for host in hosts)

    @model_validator(mode="after")
    def _complete(self) -> "Profile":
        missing = [locale for locale in self.languages if locale not in self.independence]
        if missing:
            raise ValueError(f"independence: no sentence for {', '.join(missing)}")
        if set(self.local) != set(LOCAL_FACTS):
            raise ValueError(f"local: has to hold exactly {', '.join(LOCAL_FACTS)}")
        if "en" not in self.languages:
            raise ValueError("languages: English (en) is always offered")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The service's own time zone."""
        return ZoneInfo(self.timezone)

    @property
    def is_demonstration(self) -> bool:
        """Whether unsigned texts may be shown, under a label."""
        return self.profile == "demonstration"


class Environment(BaseSettings):
    """What differs between machines, and the secrets. Names are `ALONGSIDE_…`; `.env` is read too."""

    model_config = SettingsConfigDict(env_prefix="ALONGSIDE_", env_file=".env", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = f"sqlite+aiosqlite:///{ROOT / 'var' / 'alongside.db'}"
    key_file: Path = ROOT / "keys" / "alongside.keys"
    service_file: Path = ROOT / "service.yml"
    engine_port: int = 5005
    engine_timeout_s: float = 4.0
    public_url: str = ""
    secure_cookies: bool = False
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = True
    smtp_from: str = ""
    staff_email: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_messaging_service_sid: str = ""
    twilio_from: str = ""

    @property
    def has_sms(self) -> bool:
        """Whether text messages go through Twilio. `load_settings` refuses settings that are there in part."""
        return bool(self.twilio_account_sid)


_TWILIO = {  # what each has to look like. https://www.twilio.com/docs/glossary/what-is-a-sid
    "twilio_account_sid": r"AC[0-9a-f]{32}",
    "twilio_auth_token": r"\S{16,}",
    "twilio_messaging_service_sid": r"MG[0-9a-f]{32}",
    "twilio_from": r"\+[1-9]\d{6,14}",
    "public_url": r"https?://[^\s/?#]+[^\s?#]*",
}


def twilio_problems(env: Environment) -> list[str]:
    """What is missing or odd in the settings of text messages; nothing where none is set."""
    values = {name: getattr(env, name) for name in _TWILIO} | {
        "twilio_auth_token": env.twilio_auth_token.get_secret_value()
    }
    senders = [name for name in ("twilio_messaging_service_sid", "twilio_from") if values[name]]
    if not any(values[name] for name in _TWILIO if name != "public_url"):
        return []
    odd = [name for name, pattern in _TWILIO.items() if values[name] and not re.fullmatch(pattern, values[name])]
    missing = [name for name in ("twilio_account_sid", "twilio_auth_token", "public_url") if not values[name]]
    problems = [f"environment: {name}: not what Twilio gives or needs" for name in odd]
    problems += [f"environment: {name}: text messages need it" for name in missing]
    if len(senders) != 1:
        problems.append("environment: twilio_messaging_service_sid, twilio_from: exactly one of them says who sends")
    return problems


class Settings(_Frozen):
    """The profile and the environment together."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)
    profile: Profile
    env: Environment


def _problems(error: ValidationError, where: str) -> list[str]:
    return [f"{where}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings([f"{path.name}: cannot be read ({error.strerror})"]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadSettings([f"{path.name}: line {mark.line + 1 if mark else '?'}: not valid YAML"]) from error


def load_profile(path: Path) -> Profile:
    """Read `service.yml`.

    Raises:
        BadSettings: every problem found, one a line.
    """
    try:
        return Profile.model_validate(_read_yaml(path))
    except ValidationError as error:
        raise BadSettings(_problems(error, path.name)) from error


def load_settings(**overrides: Any) -> Settings:
    """Read the environment, `.env` and the profile they name.

    Raises:
        BadSettings: every problem found, one a line.
    """
    try:
        env = Environment(**overrides)
    except ValidationError as error:
        raise BadSettings(_problems(error, "environment")) from error
    problems = twilio_problems(env)
    try:
        profile = load_profile(env.service_file)
    except BadSettings as error:
        raise BadSettings([*problems, *error.problems]) from error
    if problems:
        raise BadSettings(problems)
    return Settings(profile=profile, env=env)
