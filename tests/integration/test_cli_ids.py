"""Ids by how they begin, in every command that takes one, beside a served API."""

import datetime as dt
import json
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.transcripts import record

QUESTIONS = {
    "4f0c1c4e-52d5-4d6e-9f3b-0b5d3c1f7a52": "How long may unworn items be returned?",
    "4f0c1c4e-6000-4d6e-9f3b-0b5d3c1f7a52": "How fast are refunds paid?",
    "7c9d3b52-7b5e-4d0e-a4f6-0b8a0a4f2a11": "May parcels be left with a neighbour?",
}


def asof(served: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--url", served])


@pytest.fixture
def answers(pool: Pool) -> None:
    for id_, question in QUESTIONS.items():
        AnswerStore(pool).save(None, "default", "local", {**record(question), "id": id_})


@pytest.mark.usefixtures("answers")
def test_an_answer_is_found_by_how_its_id_begins(served: str, tmp_path: Path) -> None:
    for beginning in ("7", "7C9D", "7c9d3b52-7b", "7c9d3b527b5e", "7c9d3b52-7b5e-4d0e-a4f6-0b8a0a4f2a11"):
        told = asof(served, "answer", beginning, "--json")
        assert told.exit_code == 0, told.output
        assert json.loads(told.stdout)["question"] == "May parcels be left with a neighbour?"
    assert asof(served, "replay", "4f0c1c4e-5", "--json").exit_code == 0
    packed = asof(served, "pack", "4f0c1c4e-6", "-o", str(tmp_path / "proof.zip"))
    assert packed.exit_code == 0, packed.output
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "proof.zip")]).exit_code == 0


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("command", ["answer", "replay", "pack", "recall"])
def test_of_several_that_begin_so_each_is_named_as_far_as_it_takes_to_tell_them_apart(
    served: str, command: str
) -> None:
    several = asof(served, command, "4f")
    assert several.exit_code == 1
    assert several.stdout == ""
    assert several.stderr.splitlines() == [
        "asof: 2 answers have an id that begins with '4f'; give more of it:",
        "  4f0c1c4e-5  How long may unworn items be returned?",
        "  4f0c1c4e-6  How fast are refunds paid?",
    ]


@pytest.mark.parametrize(
    ("command", "noun"),
    [
        (("answer", "abc"), "answer"),
        (("answer", "a question"), "answer"),
        (("answer", ""), "answer"),
        (("recall", "abc"), "answer"),
        (("history", "abc"), "fact"),
        (("facts", "retract", "abc", "-r", "why"), "fact"),
        (("facts", "confirm", "abc", "-r", "why"), "fact"),
        (("erase", "returns", "--fact", "abc", "--report"), "fact"),
        (("chat", "-c", "abc"), "conversation"),
        (("follow", "abc"), "conversation"),
        (("trace", "abc"), "conversation"),
        (("export", "abc"), "conversation"),
        (("conversations", "delete", "abc", "--yes"), "conversation"),
        (("questions", "show", "abc"), "question"),
        (("people", "remove", "abc"), "person"),
        (("review", "show", "abc"), "change"),
        (("review", "approve", "abc", "-r", "why"), "change"),
        (("rules", "remove", "zzz"), "rule"),
        (("rules", "expiry", "remove", "abc"), "expiry rule"),
        (("webhooks", "show", "abc"), "webhook"),
        (("golden", "remove", "abc"), "golden question"),
        (("reindex", "status", "abc"), "re-index"),
    ],
)
def test_where_none_begins_so_every_command_says_it_alike(served: str, command: tuple[str, ...], noun: str) -> None:
    ended = asof(served, *command)
    assert ended.exit_code == 1, ended.output
    assert ended.stderr.startswith((f"asof: no {noun} has a", f"asof: no {noun} has the name")), ended.stderr
    assert "that begins" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_fact_is_found_whether_it_is_held_or_retired(served: str) -> None:
    now = dt.datetime.now(dt.UTC).date().isoformat()
    stated = asof(served, "facts", "add", "Berlin", "opens at", "9 hours", "--from", now, "-r", "told", "--json")
    fact = json.loads(stated.stdout)["facts"][0]["id"]
    assert fact[:8] in asof(served, "facts").stdout
    assert asof(served, "facts", "retract", fact[:8], "-r", "never agreed").exit_code == 0
    assert json.loads(asof(served, "facts", "--json").stdout)["facts"] == []
    assert "9 hours" in asof(served, "history", fact[:8]).stdout
    known = httpx.get(f"{served}/v1/ids", params={"kind": "fact", "begins": fact[:8]}).json()
    assert known == {"ids": [{"id": fact, "words": "Berlin opens at 9 hours"}], "more": False}


@pytest.mark.usefixtures("answers")
def test_ids_over_http_are_a_few_and_tell_that_there_are_more(served: str) -> None:
    def ids(**query: str) -> httpx.Response:
        return httpx.get(f"{served}/v1/ids", params={"kind": "answer", **query})

    both = ids(begins="4f0c").json()
    assert [UUID(one["id"]) for one in both["ids"]] == [UUID(id_) for id_ in list(QUESTIONS)[:2]]
    assert both["more"] is False
    first = ids(begins="4f0c1c4e52d5", limit="1").json()
    assert [one["words"] for one in first["ids"]] == ["How long may unworn items be returned?"]
    assert ids(begins="4f", limit="1").json()["more"] is True
    assert ids(begins="xyz").status_code == 422
    assert ids(begins="").status_code == 422


def test_a_rule_is_found_by_its_name_or_a_part_of_it_an_equal_name_before_a_longer_one(served: str) -> None:
    for name in ("prices", "prices are looked at"):
        assert asof(served, "rules", "add", name, "--outcome", "wait").exit_code == 0
    several = asof(served, "rules", "change", "price", "--off")
    assert several.exit_code == 1
    assert "2 rules have a name with 'price' in it" in several.stderr
    changed = asof(served, "rules", "change", "Prices", "--off", "--json")
    assert json.loads(changed.stdout)["name"] == "prices"
    left = asof(served, "rules", "remove", "looked", "--json")
    assert "prices are looked at" not in [rule["name"] for rule in json.loads(left.stdout)["rules"]]
