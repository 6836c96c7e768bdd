"""Re-indexes, schedules and the doctor over HTTP and from the terminal."""

import asyncio
import json
from uuid import UUID

import httpx
import pytest
from temporalio.client import Client
from typer.testing import CliRunner, Result

from api.cli import app
from ingestion.reindex.messages import workflow_id
from ingestion.reindex.runs import ReindexRun
from ingestion.reindex.store import ReindexStore
from tests.fixtures.publishing import System
from tests.fixtures.reindexing import Reindexer
from tests.integration.test_publication import VERSIONS


@pytest.fixture
def reindexer(system: System) -> Reindexer:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    return Reindexer(system)


def asof(served: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--url", served], env={"COLUMNS": "80"})


async def accepted(store: ReindexStore) -> ReindexRun:
    """Waits for the run that is asked for in another thread."""
    while not (found := store.unfinished()):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return found[0]


async def test_an_order_is_kept_where_temporal_is_away(api: httpx.AsyncClient, reindexer: Reindexer) -> None:
    assert (await api.post("/v1/reindex", json={})).status_code == 503
    (run,) = (await api.get("/v1/reindex")).json()["reindexes"]
    assert (run["status"], run["generation"], run["gate"]) == ("running", "g2", None)
    again = await api.post("/v1/reindex", json={})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/reindex-under-way")
    cancelled = await api.post(f"{run['location']}/cancel")
    assert (cancelled.status_code, cancelled.json()["cancelling"]) == (202, True)
    ended = await asyncio.to_thread(reindexer.carry_out, reindexer.store.get("default", run["id"]))
    assert ended.status == "cancelled"
    late = await api.post(f"{run['location']}/cancel")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/reindex-over")


async def test_runs_are_paged_the_newest_first(api: httpx.AsyncClient, reindexer: Reindexer) -> None:
    for _ in range(3):
        await asyncio.to_thread(lambda: reindexer.carry_out(reindexer.ask()))
    page = (await api.get("/v1/reindex", params={"limit": 2})).json()
    rest = (await api.get("/v1/reindex", params={"cursor": page["next_cursor"]})).json()
    assert [run["generation"] for run in page["reindexes"] + rest["reindexes"]] == ["g4", "g3", "g2"]
    told = (await api.get(page["reindexes"][0]["location"])).json()
    assert told["gate"]["index"]["checksum"] == told["gate"]["index"]["checksum_of_points"]
    assert told["min_recall"] == 0.95


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "problem"),
    [
        ("POST", "/v1/reindex", {"min_recall": 2}, 422, "invalid-request"),
        ("POST", "/v1/reindex", {"precision": "int8"}, 422, "invalid-request"),
        ("POST", "/v1/reindex", {"chunking": 5}, 422, "invalid-request"),
        ("POST", "/v1/reindex/rollback", None, 409, "nothing-to-roll-back-to"),
        ("GET", f"/v1/reindex/{UUID(int=7)}", None, 404, "reindex-not-found"),
        ("POST", f"/v1/reindex/{UUID(int=7)}/cancel", None, 404, "reindex-not-found"),
        ("GET", "/v1/schedules/none", None, 404, "schedule-not-found"),
        ("DELETE", "/v1/schedules/none", None, 404, "schedule-not-found"),
        ("POST", "/v1/schedules/none/pause", None, 404, "schedule-not-found"),
        ("POST", "/v1/schedules", {"name": "No Name", "cron": "@daily"}, 422, "invalid-request"),
        ("POST", "/v1/schedules", {"name": "x", "cron": "@daily", "time_zone": "Mars"}, 422, "invalid-request"),
        ("POST", "/v1/schedules", {"name": "x", "cron": "@daily", "overlap": "cancel"}, 422, "invalid-request"),
        ("GET", "/v1/doctor", None, 503, "index-unavailable"),
    ],
)
async def test_what_cannot_be_served_is_refused(
    *,
    api: httpx.AsyncClient,
    reindexer: Reindexer,
    method: str,
    path: str,
    body: dict[str, object] | None,
    status: int,
    problem: str,
) -> None:
    reply = await api.request(method, path, json=body)
    assert (reply.status_code, reply.json()["type"]) == (status, f"/problems/{problem}")


async def test_the_command_follows_a_run_to_its_end(served: str, reindexer: Reindexer, temporal: Client) -> None:
    asking = asyncio.create_task(asyncio.to_thread(asof, served, "reindex"))
    run = await accepted(reindexer.store)
    await asyncio.to_thread(reindexer.carry_out, run)
    ended = await asking
    assert ended.exit_code == 0, ended.output
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("g1 → g2  rebuild  done")
    assert max(map(len, lines)) <= 80
    shown = await asyncio.to_thread(asof, served, "reindex", "status", "--json")
    assert json.loads(shown.stdout)["live_at"] is not None
    assert "g1 → g2" in (await asyncio.to_thread(asof, served, "reindex", "list")).stdout
    assert "reindex list" in (await asyncio.to_thread(asof, served, "reindex", "status", "ffff")).stderr
    await temporal.get_workflow_handle(workflow_id(run.message)).terminate("the test is over")


async def test_a_schedule_from_the_terminal(served: str, system: System) -> None:
    added = await asyncio.to_thread(asof, served, "schedule", "add", "nightly", "--cron", "0 3 * * *", "--json")
    told = json.loads(added.stdout)
    assert (told["time_zone"], told["overlap"], len(told["next_times"])) == ("Europe/Berlin", "skip", 5)
    paused = await asyncio.to_thread(asof, served, "schedule", "pause", "nightly")
    assert "paused" in paused.stdout
    assert "next: none" in (await asyncio.to_thread(asof, served, "schedule", "list")).stdout
    resumed = await asyncio.to_thread(asof, served, "schedule", "resume", "nightly")
    assert "active" in resumed.stdout
    odd = await asyncio.to_thread(asof, served, "schedule", "add", "odd", "--cron", "now and then")
    assert (odd.exit_code, "cannot be read" in odd.stderr) == (1, True)
    assert (await asyncio.to_thread(asof, served, "schedule", "remove", "nightly")).exit_code == 0
    assert "No schedules yet" in (await asyncio.to_thread(asof, served, "schedule", "list")).stdout
