"""Settings: where each value comes from, and what is never shown."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from infra.main import app
from infra.places import SetupError
from infra.settings import Settings, origins, unknown_names, without_password
from infra.stack import _refuse_strangers

SECRET = "hunter2"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ASOF_HOME", "ASOF_PORT", "ASOF_LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def found() -> dict[str, tuple[str | None, str]]:
    return {item.name: (item.value, item.origin) for item in origins(Settings())}


def test_every_setting_says_where_it_came_from(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "asof.env").write_text("ASOF_PORT=9000\nASOF_LOG_LEVEL=debug\n")
    (empty_folder / ".env").write_text("ASOF_PORT=9001\nASOF_UPLOAD_LIMIT=10\n")
    monkeypatch.setenv("ASOF_LOG_LEVEL", "error")
    settings = found()
    assert settings["ASOF_PORT"] == ("9000", "file asof.env")
    assert settings["ASOF_UPLOAD_LIMIT"] == ("10", "file .env")
    assert settings["ASOF_LOG_LEVEL"] == ("error", "environment")
    assert settings["ASOF_HOST"] == ("127.0.0.1", "default")
    assert settings["ASOF_HOME"] == (str(empty_folder / "var"), "default")


@pytest.mark.parametrize("arguments", [["config"], ["config", "--json"]])
def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setenv("ASOF_POSTGRES_DSN", f"postgresql://ada:{SECRET}@db.example:5432/asof?sslpassword={SECRET}")
    monkeypatch.setenv("ASOF_QDRANT_URL", f"https://ada:{SECRET}@index.example:6333?api-key={SECRET}")
    monkeypatch.setenv("ASOF_TEMPORAL_API_KEY", SECRET)
    monkeypatch.setenv("ASOF_QDRANT_API_KEY", SECRET)
    monkeypatch.setenv("COLUMNS", "400")
    shown = CliRunner().invoke(app, arguments)
    assert shown.exit_code == 0
    assert SECRET not in shown.output
    assert "db.example:5432/asof" in shown.output
    assert "index.example:6333" in shown.output


@pytest.mark.parametrize(
    ("dsn", "shown"),
    [
        ("postgresql://ada:pw@db/asof", "postgresql://ada:********@db/asof"),
        ("postgresql://db/asof?sslmode=require", "postgresql://db/asof?sslmode=require"),
        ("postgresql://db/asof?user=ada&sslpassword=pw&password=pw", "postgresql://db/asof?user=ada"),
        ("https://index.example:6333", "https://index.example:6333"),
        ("host=db user=ada password=pw dbname=asof", "host=db user=ada dbname=asof"),
    ],
)
def test_an_address_is_shown_without_its_password(dsn: str, shown: str) -> None:
    assert without_password(dsn) == shown


def test_a_wrong_value_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASOF_PORT", "many")
    shown = CliRunner().invoke(app, ["config"])
    assert shown.exit_code == 2
    assert shown.output.startswith("asof: ASOF_PORT: ")
    assert len(shown.output.splitlines()) == 1


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="no such time zone"):
        Settings(time_zone="Europe/Atlantis")


def test_a_misspelt_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASOF_PROT", "9000")
    monkeypatch.setenv("ASOF_URL", "http://127.0.0.1:8000")
    assert unknown_names() == ["ASOF_PROT"]
    assert json.loads(CliRunner().invoke(app, ["config", "--json"]).stdout)["unknown"] == ["ASOF_PROT"]
    assert "ASOF_PROT is set, but no setting has that name" in CliRunner().invoke(app, ["config"]).output


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "api.example"])  # noqa: S104
def test_a_host_beyond_this_machine_is_refused_while_there_is_no_authentication(host: str) -> None:
    with pytest.raises(SetupError, match="ASOF_ALLOW_UNAUTHENTICATED"):
        _refuse_strangers(Settings(host=host))
    _refuse_strangers(Settings(host=host, allow_unauthenticated=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_host_of_this_machine_alone_is_taken(host: str) -> None:
    _refuse_strangers(Settings(host=host))


def test_a_model_that_nobody_could_find_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"openai:gpt-5-mini.*model_url"):
        Settings(model="gpt-5-mini")
    with pytest.raises(ValidationError, match="has no provider"):
        Settings(model_extraction="gpt-5-mini")
    assert Settings(model="anthropic:claude-haiku-4-5").model_url is None
    assert Settings(model="llama3.1", model_url="http://127.0.0.1:11434/v1").model == "llama3.1"
