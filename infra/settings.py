"""Every knob of asof in one place: prefix ASOF_, from the environment, `asof.env` or `.env`.

Only composition roots read it.
"""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.adapters.receivers.addresses import read_reach
from knowledge.adapters.receivers.schedule import STANDARD, read_backoff
from knowledge.adapters.receivers.secrets import LEAST_KEY
from knowledge.passages import PASSAGE_LEAST, PASSAGE_LIMIT

PREFIX = "ASOF_"
CLIENT_URL = "ASOF_URL"  # read by the commands that talk to an API, wherever it runs
MASK = "********"
_SECRET_NAME = re.compile(r"pass|secret|token|key", re.IGNORECASE)  # of a URL's parameter
ENV_FILES = (".env", "asof.env")  # the later one wins


class Settings(BaseSettings):
    """One field a knob; its description is what `asof config` shows."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILES,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(default=Path("var"), description="folder of all data, logs and process state")
    host: str = Field(default="127.0.0.1", description="address that the API listens on")
    allow_unauthenticated: bool = Field(
        default=False, description="whether the API, which asks nobody who they are, may listen beyond this machine"
    )
    port: int = Field(default=8000, ge=0, le=65535, description="port of the API; a free one is taken when it is busy")
    time_zone: str = Field(default="UTC", description="zone of bare dates")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least level that is logged"
    )
    upload_limit: int = Field(default=64 * 1024 * 1024, gt=0, description="largest upload, bytes")

    passage_limit: int = Field(
        default=PASSAGE_LIMIT,
        ge=2 * PASSAGE_LEAST,
        description="characters of a section above which it becomes several passages; `asof extract --all` reads again",
    )

    postgres_dsn: SecretStr | None = Field(
        default=None, description="a Postgres >= 16 with pgvector >= 0.7; none: the embedded one"
    )
    postgres_connections: int = Field(
        default=8, ge=2, description="most connections of one process, and of its look-ups beside"
    )

    temporal_address: str | None = Field(
        default=None, description="host:port of a Temporal; none: the dev server is started"
    )
    temporal_namespace: str = Field(default="default", description="Temporal namespace")
    temporal_tls: bool = Field(default=False, description="TLS towards Temporal")
    temporal_tls_ca: Path | None = Field(default=None, description="PEM file of the server's root, for a private one")
    temporal_tls_certificate: Path | None = Field(
        default=None, description="PEM file of the client's certificate (mTLS)"
    )
    temporal_tls_key: Path | None = Field(default=None, description="PEM file of the client's key (mTLS)")
    temporal_api_key: SecretStr | None = Field(default=None, description="API key of Temporal Cloud")
    temporal_port: int = Field(default=7233, ge=0, le=65535, description="port of the dev server; a free one when busy")
    temporal_ui: bool = Field(default=True, description="whether the dev server shows its web UI")
    temporal_ui_port: int = Field(default=8233, ge=0, le=65535, description="port of that UI; a free one when busy")
    temporal_ui_url: str | None = Field(
        default=None, description="where Temporal's web UI is, for links to it; none: that of the dev server"
    )

    qdrant_url: str | None = Field(default=None, description="a Qdrant server; none: the engine in process")
    qdrant_api_key: SecretStr | None = Field(default=None, description="API key of that server")
    engine_socket: Path | None = Field(
        default=None, description="Unix socket where worker and API find the engine; none: where it listens"
    )
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2", description="a sentence-transformers model, by name or folder"
    )

    kept_generations: int = Field(
        default=1, ge=1, description="earlier builds of the index that are kept for a roll-back"
    )
    chat_threads: int = Field(default=32, ge=1, description="turns that one worker answers at a time")
    chat_at_hand: int = Field(
        default=200, ge=1, description="conversations that one worker keeps in memory, the last ones; others are read"
    )
    ingestion_threads: int = Field(default=4, ge=1, description="ingestion activities that one worker runs at a time")
    bulk_threads: int = Field(default=2, ge=1, description="the same of bulk loads, which run beside the others")
    stop_seconds: float = Field(
        default=30.0, gt=0, description="how long a stopping worker may finish what it has begun"
    )
    chat_idle_hours: float = Field(
        default=24.0, gt=0, description="hours without a message after which a conversation is closed, until the next"
    )
    chat_kept_days: float | None = Field(
        default=None, gt=0, description="days after its last turn that a conversation is deleted; none: it is kept"
    )
    turn_deadline: float = Field(
        default=30.0, gt=0, description="seconds that a message waits for its answer before a 202"
    )
    stream_hours: float = Field(
        default=24.0, gt=0, description="how long stages, pieces of text and notices can be read again; answers stay"
    )

    public_url: str | None = Field(
        default=None, description="where people who are asked reach the API, to answer; none: where it listens"
    )
    question_days: float = Field(default=7.0, gt=0, le=3650, description="days that a person's answer is waited for")

    model: str | None = Field(
        default=None,
        description="language model that words answers, as anthropic:claude-haiku-4-5, or a name that the server at "
        "model_url knows; none: answers are the documents' own words",
    )
    model_url: str | None = Field(
        default=None, description="where it is asked, if not at its provider's: a server that speaks OpenAI's protocol"
    )
    model_key: SecretStr | None = Field(default=None, description="API key of that provider or server")
    model_extraction: str | None = Field(
        default=None,
        description="language model that reads facts beside the rules, at the same url; none: rules alone",
    )
    model_temperature: float | None = Field(default=0.0, ge=0.0, le=2.0, description="temperature of a reply")
    model_reply_tokens: int = Field(default=1_000, ge=16, description="most tokens of one reply")
    model_seconds: float = Field(default=25.0, gt=0, le=55, description="how long one request to a model may take")
    model_turn_tokens: int = Field(default=40_000, ge=1_000, description="most tokens that one answer may take")
    model_tenant_tokens: int = Field(default=5_000_000, ge=0, description="most tokens of a tenant in one period")
    model_period: Literal["day", "month"] = Field(default="month", description="that period, in UTC")
    signing_key: Path | None = Field(
        default=None,
        description="PEM file of an Ed25519 private key that sealed answers are signed with; none: unsigned",
    )

    webhook_key: SecretStr | None = Field(
        default=None, description="what webhook secrets are made from, 32 characters or more; none: home/webhook.key"
    )
    webhook_private: str = Field(
        default="", description="networks of one's own that webhooks may reach: 10.1.0.0/16, ...; or all of them: all"
    )
    webhook_http: bool = Field(default=False, description="whether webhooks may have plain http, not https alone")
    webhook_retries: str = Field(
        default=", ".join(map(str, STANDARD)), description="seconds between attempts to deliver to a webhook"
    )

    @field_validator("webhook_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value().encode()) < LEAST_KEY:
            raise ValueError(f"too short: {LEAST_KEY} random characters or more, as of `openssl rand -hex 32`")
        return key

    @field_validator("webhook_private")
    @classmethod
    def _networks(cls, text: str) -> str:
        read_reach(text, plain_http=False)
        return text

    @field_validator("webhook_retries")
    @classmethod
    def _pauses(cls, text: str) -> str:
        read_backoff(text)
        return text

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError, ValueError) as error:
            raise ValueError(f"no such time zone: {name!r}; use a name such as Europe/Berlin") from error
        return name

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @property
    def chat_kept(self) -> timedelta | None:
        return None if self.chat_kept_days is None else timedelta(days=self.chat_kept_days)

    @property
    def chat_idle(self) -> timedelta:
        return timedelta(hours=self.chat_idle_hours)

    @property
    def question_wait(self) -> timedelta:
        return timedelta(days=self.question_days)

    @property
    def answers_go_to(self) -> str:
        """The API's address, for those who are asked."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @model_validator(mode="after")
    def _models_can_be_found(self) -> Self:
        for name in (self.model, self.model_extraction):
            if name is not None and ":" not in name and self.model_url is None:
                raise ValueError(
                    f"model {name!r} has no provider: name it, as in openai:{name}, or set model_url to a server that "
                    "speaks OpenAI's protocol"
                )
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingOrigin:
    """One setting as `asof config` prints it: secrets masked."""

    name: str
    value: str | None
    origin: str  # "default", "environment", or "file NAME"
    description: str


def origins(settings: Settings) -> list[SettingOrigin]:
    """Every setting with where it came from, in the order of the class."""
    environment = {name.upper() for name, value in os.environ.items() if value}
    files = [(file, _names_in(Path(file))) for file in reversed(ENV_FILES)]
    found = []
    for field, info in Settings.model_fields.items():
        name = f"{PREFIX}{field}".upper()
        origin = "default"
        if name in environment:
            origin = "environment"
        else:
            origin = next((f"file {file}" for file, names in files if name in names), "default")
        value = _shown(field, getattr(settings, field))
        found.append(SettingOrigin(name=name, value=value, origin=origin, description=info.description or ""))
    return found


def unknown_names() -> list[str]:
    """Names with our prefix that no setting has: most often a slip of the pen."""
    known = {f"{PREFIX}{field}".upper() for field in Settings.model_fields} | {CLIENT_URL}
    given = {name.upper() for name in os.environ} | {name for file in ENV_FILES for name in _names_in(Path(file))}
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)


def _names_in(file: Path) -> set[str]:
    return {name.upper() for name, value in dotenv_values(file).items() if value} if file.is_file() else set()


def _shown(field: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, SecretStr):
        return without_password(value.get_secret_value()) if field == "postgres_dsn" else MASK
    return without_password(str(value)) if field.endswith("_url") else str(value)


def without_password(address: str) -> str:
    """An address that may be shown: neither a URL nor Postgres's key-value string keeps its passwords."""
    if "://" not in address:
        kept = [part for part in address.split() if part.split("=")[0] in {"host", "port", "dbname", "user"}]
        return " ".join(kept)
    url = urlsplit(address)
    user, colon, _ = url.netloc.rpartition("@")[0].partition(":")
    server = url.netloc.rpartition("@")[2]
    masked = f"{user}:{MASK}@{server}" if colon else url.netloc
    query = "&".join(part for part in url.query.split("&") if not _SECRET_NAME.search(part.partition("=")[0]))
    return urlunsplit((url.scheme, masked, url.path, query, ""))
