"""Erasing over HTTP and from the terminal: what is told before, asked, and told after."""

import asyncio
import json

import httpx
import pytest
from temporalio.client import Client
from typer.testing import CliRunner, Result

from api.cli import app
from ingestion.erasure.messages import workflow_id
from ingestion.erasure.requests import Erasure
from tests.fixtures.erasing import Eraser
from tests.fixtures.publishing import System

TEXT = "notice 10 days\ncarry none"


def asof(served: str, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["erase", *arguments, "--url", served], input=typed, env={"COLUMNS": "120"})


@pytest.fixture
def eraser(system: System, temporal: Client) -> Eraser:
    system.ingest(system.accept(TEXT, 0))
    return Eraser(system, temporal)


async def accepted(eraser: Eraser) -> Erasure:
    """Waits for the tombstone of an erasure that is asked for in another thread."""
    while not (found := eraser.store.page("default", limit=1, before=None)[0]):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return found[0]


def test_a_report_alone_erases_nothing(served: str, eraser: Eraser) -> None:
    told = asof(served, "leave", "--report", "--json")
    reply = json.loads(told.stdout)
    assert reply["status"] == "dry_run"
    places = {place["place"]: place["cleared"] for place in reply["report"]["places"]}
    assert places["Postgres: recorded facts, held and retired"] == 2
    assert any("backups" in line for line in reply["report"]["out_of_reach"])
    assert "leave would be erased" in asof(served, "leave", "--report").stdout
    assert eraser.store.page("default", limit=9, before=None) == ([], None)


def test_nothing_is_erased_unless_the_slug_is_typed(served: str, eraser: Eraser) -> None:
    ended = asof(served, "leave", "--reason", "a court said so", typed="yes\n")
    assert ended.exit_code == 1
    assert "leave would be erased" in ended.stderr
    assert "nothing was erased" in ended.stderr
    assert eraser.store.page("default", limit=9, before=None) == ([], None)


def test_an_erasure_has_a_reason(served: str) -> None:
    assert asof(served, "leave", "--yes").exit_code == 2
    assert asof(served, "leave").exit_code == 2


async def test_who_types_the_slug_is_told_in_the_end_what_was_cleared(served: str, eraser: Eraser) -> None:
    asking = asyncio.create_task(
        asyncio.to_thread(asof, served, "leave", "--reason", "a court said so", "--json", typed="leave\n")
    )
    erasure = await eraser.carry_out(await accepted(eraser))
    printed = (await asking).stdout
    told = json.loads(printed[printed.index("{") :])  # the runner, unlike a terminal, echoes what is typed
    assert (told["status"], told["reason"], told["id"]) == ("done", "a court said so", str(erasure.id))
    assert told["report"]["places"][0]["cleared"] == 1
    again = await asyncio.to_thread(asof, served, "leave", "--report")
    assert f"leave is erased, tombstone {erasure.id}" in again.stdout
    for path, status in (("/v1/documents/leave", 410), (told["location"], 200), ("/v1/erasures", 200)):
        reply = await asyncio.to_thread(httpx.get, served + path)
        assert reply.status_code == status
        assert str(erasure.id) in reply.text
    await eraser.temporal.get_workflow_handle(workflow_id(erasure.message)).terminate("the test is over")


async def test_an_erasure_asked_for_again_is_the_one_that_there_is(api: httpx.AsyncClient, eraser: Eraser) -> None:
    body = {"document": "leave", "version": 1, "reason": "a court said so"}
    first = await api.post("/v1/erasures", json=body)
    assert first.status_code == 503  # Temporal is away, and the order is kept
    accepted, _ = eraser.store.page("default", limit=9, before=None)
    await eraser.carry_out(accepted[0])
    again = await api.post("/v1/erasures", json={**body, "reason": "another"})
    assert (again.status_code, again.json()["id"], again.json()["reason"]) == (200, str(accepted[0].id), body["reason"])


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"document": "nothing"}, 404, "there is no document"),
        ({"document": "leave", "version": 7}, 404, "no version 7"),
        ({"document": "leave", "fact": "7"}, 422, "is no id"),
        ({"document": "leave", "version": 1, "fact": "7"}, 422, "give one of them"),
        ({"document": "leave", "reason": ""}, 422, "reason"),
    ],
)
async def test_what_cannot_be_erased_is_refused(
    api: httpx.AsyncClient, eraser: Eraser, body: dict[str, object], status: int, says: str
) -> None:
    reply = await api.post("/v1/erasures", json={"reason": "a court said so", **body})
    assert reply.status_code == status
    assert says in reply.json()["detail"]
