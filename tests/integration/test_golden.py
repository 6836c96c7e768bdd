"""Golden questions over HTTP and from the terminal; and that an erasure reaches them."""

import json
from pathlib import Path

import httpx
from temporalio.client import Client
from typer.testing import CliRunner, Result

from api.cli import app
from tests.fixtures.erasing import Eraser, found_in_postgres
from tests.fixtures.publishing import System

BODY = {"question": "How long is the notice?", "as_of": "2024-06-01", "document": "leave", "answer": "30 days"}


def golden(served: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["golden", *arguments, "--url", served], env={"COLUMNS": "80"})


async def test_a_question_as_of_an_instant_is_kept_once_with_the_last_answer(api: httpx.AsyncClient) -> None:
    first = await api.post("/v1/golden-questions", json=BODY)
    assert (first.status_code, first.json()["as_of"]) == (201, "2024-05-31T22:00:00+00:00")  # Berlin's midnight
    again = await api.post("/v1/golden-questions", json={**BODY, "answer": "60 days"})
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    await api.post("/v1/golden-questions", json={**BODY, "as_of": None, "answer": None})
    page = (await api.get("/v1/golden-questions", params={"limit": 1})).json()
    rest = (await api.get("/v1/golden-questions", params={"cursor": page["next_cursor"]})).json()
    assert [one["answer"] for one in page["golden_questions"] + rest["golden_questions"]] == ["60 days", None]
    assert rest["next_cursor"] is None


async def test_a_key_keeps_it_once_and_another_tenant_has_none(api: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "one"}
    replies = [await api.post("/v1/golden-questions", json=BODY, headers=headers) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[1].headers["Idempotency-Replayed"] == "true"


async def test_what_cannot_be_kept_or_removed_is_refused(api: httpx.AsyncClient) -> None:
    for body, status in (
        ({}, 422),
        ({**BODY, "as_of": "soon"}, 422),
        ({**BODY, "document": "No Slug"}, 422),
        ({**BODY, "answer": ""}, 422),
    ):
        assert (await api.post("/v1/golden-questions", json=body)).status_code == status
    unknown = await api.delete("/v1/golden-questions/0f5b0d2e-3f0e-4d7c-9c55-2b6d7f0c8f10")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/golden-question-not-found")
    assert (await api.get("/v1/golden-questions", params={"cursor": "x"})).status_code == 422
    assert (await api.post("/v1/golden-questions:check")).json() == {"asked": 0, "right": 0, "judged": []}


def test_questions_of_a_file_are_kept_and_its_bad_lines_told(served: str, tmp_path: Path) -> None:
    lines = tmp_path / "golden.jsonl"
    lines.write_text('{"question": "One?", "answer": "1"}\nno json\n{"question": "Two?", "when": 3}\n\n')
    ended = golden(served, "import", str(lines), "--json")
    told = json.loads(ended.stdout)
    assert (ended.exit_code, told["kept"], [one["line"] for one in told["refused"]]) == (1, 1, [2, 3])
    table = tmp_path / "golden.tsv"
    table.write_text("question\tas_of\tanswer\nThree?\t2024-01-01\t\n")
    assert golden(served, "import", str(table)).exit_code == 0
    assert "not stated" in golden(served, "list").stdout
    assert golden(served, "add", "Four?").exit_code == 2
    added = json.loads(golden(served, "add", "Four?", "--answer", "4", "--json").stdout)
    assert golden(served, "remove", added["id"][:8]).exit_code == 0
    assert golden(served, "remove", added["id"][:8]).exit_code == 1
    kept = json.loads(golden(served, "list", "--json").stdout)["golden_questions"]
    assert [one["question"] for one in kept] == ["One?", "Three?"]


async def test_an_erasure_removes_those_that_quote_it_and_no_other(
    api: httpx.AsyncClient, system: System, temporal: Client
) -> None:
    system.ingest(system.accept("secret the amethyst lies under the third stone", 0))
    for question in ("Where is it?", "How many stones?"):
        quoted = "the amethyst lies under the third stone" if question.startswith("Where") else "third"
        await api.post(
            "/v1/golden-questions",
            json={"question": question, "answer": quoted},
            headers={"Idempotency-Key": question},
        )
    erasure = await Eraser(system, temporal).erase()
    assert erasure.report["golden"] == 1
    kept = (await api.get("/v1/golden-questions")).json()["golden_questions"]
    assert [one["question"] for one in kept] == ["How many stones?"]
    assert found_in_postgres(system.pool, "amethyst") == set()
