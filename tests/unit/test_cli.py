"""The commands without a running stack: where they look for it, how they end, how they spell windows."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.address import find_url
from api.cli.failures import NotRunning
from api.cli.printing import window
from api.parameters import slug_from

run = CliRunner()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ASOF_URL", "ASOF_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def running_at(home: Path, url: str) -> None:
    home.mkdir()
    (home / "stack.json").write_text(json.dumps({"state": "ready", "parts": {"api": {"url": url}}}))


@pytest.mark.parametrize("command", [["documents"], ["ask", "How long?"], ["facts", "--json"], ["chat"]])
def test_without_a_stack_a_command_says_how_to_start_one(command: list[str]) -> None:
    ended = run.invoke(app, command)
    assert ended.exit_code == 3
    assert "asof up" in ended.stderr
    assert ended.stdout == ""


def test_a_stack_that_died_is_told_like_one_that_never_ran(elsewhere: Path) -> None:
    running_at(elsewhere / "var", "http://127.0.0.1:9")
    ended = run.invoke(app, ["documents"])
    assert ended.exit_code == 3
    assert "nothing answers at http://127.0.0.1:9" in ended.stderr


def test_the_address_is_the_one_given_else_that_of_the_home_folder(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running_at(elsewhere / "var", "http://127.0.0.1:8000")
    running_at(elsewhere / "other", "http://127.0.0.1:8001")
    assert find_url(None) == "http://127.0.0.1:8000"
    (elsewhere / "asof.env").write_text("ASOF_HOME=other\n")
    assert find_url(None) == "http://127.0.0.1:8001"
    monkeypatch.setenv("ASOF_HOME", str(elsewhere / "var"))
    assert find_url(None) == "http://127.0.0.1:8000"
    assert find_url("asof.example:9000/") == "http://asof.example:9000"
    (elsewhere / "var" / "stack.json").write_text("{")
    with pytest.raises(NotRunning):
        find_url(None)


def test_a_file_that_is_not_there_is_a_usage_error() -> None:
    assert run.invoke(app, ["add", "missing.md"]).exit_code == 2


@pytest.mark.parametrize(
    ("valid_at", "expired_at", "told"),
    [
        ("2024-03-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00", "2024-03-01 to 2024-12-31"),
        ("2024-03-01T00:00:00+00:00", None, "since 2024-03-01"),
        (None, "2025-01-01T00:00:00+00:00", "until 2024-12-31"),
        (None, None, "always"),
        ("2024-03-01T08:30:00+00:00", "2024-03-01T09:00:00+00:00", "2024-03-01 08:30Z to before 2024-03-01 09:00Z"),
    ],
)
def test_a_window_of_whole_days_names_its_last_day(valid_at: str | None, expired_at: str | None, told: str) -> None:
    assert window(valid_at, expired_at) == told


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Returns Policy (final)", "returns-policy-final"), ("Überstunden_2024", "uberstunden-2024"), ("規則", "")],
)
def test_a_slug_is_made_of_what_a_name_has_for_one(name: str, slug: str) -> None:
    assert slug_from(name) == slug
