"""`asof conversations` and `asof export` against a served API, with a real Postgres and a Temporal without a worker."""

import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.transcripts import say


def asof(served: str, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments, "--url", served], input=typed)


@pytest.fixture
def conversation(served: str, pool: Pool) -> str:
    """Two turns, one of them of many words."""
    id_ = str(httpx.post(f"{served}/v1/conversations", json={"title": "Returns"}).json()["id"])
    say(pool, id_, "Within how many days?")
    say(pool, id_, f"And what of {'many ' * 40}words?")
    return id_


def test_conversations_are_a_table_that_fits_a_terminal(served: str, conversation: str, pool: Pool) -> None:
    untitled = str(httpx.post(f"{served}/v1/conversations").json()["id"])
    say(pool, untitled, f"A question of {'many ' * 40}words?")
    told = asof(served, "conversations").stdout
    assert all(len(line) <= 80 for line in told.splitlines())
    assert told.index(untitled[:8]) < told.index(conversation[:8])
    row = next(line for line in told.splitlines() if line.startswith(conversation[:8]))
    assert row.split()[1] == "2"
    assert row.rstrip().endswith("Returns")


def test_a_long_list_tells_how_to_go_on(served: str, conversation: str) -> None:
    httpx.post(f"{served}/v1/conversations")
    first = asof(served, "conversations", "-n", "1").stdout
    cursor = "".join(first.partition("--cursor")[2].split())
    assert conversation[:8] in first + asof(served, "conversations", "-n", "1", "--cursor", cursor).stdout
    assert json.loads(asof(served, "conversations", "-n", "1", "--json").stdout)["next_cursor"] == cursor


def test_without_any_it_says_how_to_open_one(served: str) -> None:
    assert "asof chat" in asof(served, "conversations").stdout


def test_an_export_goes_to_the_terminal_or_into_a_file(served: str, conversation: str, tmp_path: Path) -> None:
    shown = asof(served, "export", conversation[:8]).stdout
    assert "## 2. " in shown
    file = tmp_path / "returns.json"
    ended = asof(served, "export", conversation, "--format", "json", "--output", str(file))
    assert ended.exit_code == 0
    assert [turn["number"] for turn in json.loads(file.read_text())["turns"]] == [1, 2]
    assert list(tmp_path.glob("*returns*")) == [file]


def test_what_does_not_exist_is_told_and_leaves_the_file_that_was_there(served: str, tmp_path: Path) -> None:
    file = tmp_path / "kept.md"
    file.write_text("before")
    ended = asof(served, "export", str(uuid4()), "--output", str(file))
    assert (ended.exit_code, file.read_text(), list(tmp_path.glob("*kept*"))) == (1, "before", [file])
    assert "No such conversation" in ended.stderr
    assert "no conversation has an id that begins with 'abc'" in asof(served, "export", "abc").stderr
    assert asof(served, "export", str(uuid4()), "--format", "pdf").exit_code == 2


def test_a_conversation_is_deleted_when_that_is_confirmed(served: str, conversation: str) -> None:
    assert asof(served, "conversations", "delete", conversation[:8], typed="n\n").exit_code == 1
    assert conversation[:8] in asof(served, "conversations").stdout
    deleted = asof(served, "conversations", "delete", conversation[:8], typed="y\n")
    assert "2 turns" in deleted.stdout
    assert conversation[:8] not in asof(served, "conversations").stdout
    again = asof(served, "conversations", "delete", conversation, "--yes", "--json")
    assert json.loads(again.stdout)["turns"] == 2


def test_how_long_they_are_kept_is_told_and_changed(served: str) -> None:
    assert asof(served, "conversations", "keep").stdout == "conversations are kept for good, as the settings say\n"
    changed = asof(served, "conversations", "keep", "--days", "90").stdout
    assert changed == "conversations are kept for 90 days after their last turn\n"
    assert json.loads(asof(served, "conversations", "keep", "--json").stdout) == {"days": 90.0, "default_days": None}
    assert "for good" in asof(served, "conversations", "keep", "--default").stdout
    assert asof(served, "conversations", "keep", "--days", "3", "--default").exit_code == 2
