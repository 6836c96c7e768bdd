"""The doctor finds what the stores disagree on, and brings it to what Postgres says."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client

from chat.deletion.client import RetentionSchedule
from infra.composition import doctor_on
from ingestion.expiry import messages as expiring
from ingestion.expiry.rules import ExpiryStore
from ingestion.publication import windows_of_row
from ingestion.reindex.doctor import Doctor, Examination
from ingestion.reindex.messages import EXAMINE, workflow_id
from ingestion.reindex.schedule_client import ScheduleClient
from ingestion.reindex.schedules import ReindexSchedule, ScheduleStore
from knowledge.expiry import ExpiryRule
from knowledge.ports import IndexPoint, IndexWindows
from tests.fixtures.publishing import GENERATION, System
from tests.fixtures.reindexing import CountingEmbedders, Reindexer
from tests.integration.test_publication import VERSIONS

ALL_WELL = {
    "passages missing in the index",
    "points without a passage",
    "points with other windows",
    "indexes out of place",
    "outbox entries left waiting",
    "ingestions without a workflow",
    "erasures without a workflow",
    "re-indexes without a workflow",
    "reviews without a workflow",
    "expiry rules without a workflow",
    "deletions without a workflow",
    "overdue questions to people without a workflow",
    "overdue webhooks without a workflow",
    "overdue recalls without a workflow",
    "schedules that Temporal lost",
}


@pytest.fixture
def published(system: System) -> System:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    with system.pool.connection() as connection:  # these were published without a workflow, as the fixture has none
        connection.execute("UPDATE ingestion SET status = 'done' WHERE status <> 'done'")
    return system


@pytest.fixture
async def doctor(published: System, temporal: Client) -> Doctor:
    """The schedule of retention is there, as a worker makes it when it starts."""
    await RetentionSchedule(temporal).restore()
    doctor = doctor_on(published.pool, published.index, temporal)  # type: ignore[arg-type]
    doctor.embedders = CountingEmbedders()
    return doctor


def wrong(found: Examination) -> dict[str, int]:
    return {check.name: check.count for check in found.checks if not check.well}


async def test_nothing_is_wrong_where_nothing_was_broken(doctor: Doctor, published: System) -> None:
    found = await doctor.examine()
    assert (found.well, found.rows, found.points) == (True, found.rows, found.rows)
    assert {check.name for check in found.checks} == ALL_WELL


async def test_points_that_differ_are_found_and_put_right(doctor: Doctor, published: System) -> None:
    index = published.index
    ids = index.ids(GENERATION, after=None, limit=100)
    index.delete(GENERATION, ids[:2])
    elsewhen = IndexWindows(valid_from=1, valid_to=2, recorded_from=1, recorded_to=2)
    index.set_windows(GENERATION, {ids[2]: elsewhen})
    stranger = uuid4()
    index.put(
        GENERATION,
        [IndexPoint(id=stranger, tenant="default", document="d", text="t", vector=[1.0] * 8, windows=elsewhen)],
    )
    before = await doctor.examine()
    assert wrong(before) == {
        "passages missing in the index": 2,
        "points without a passage": 1,
        "points with other windows": 1,
    }
    assert any(str(stranger) in check.detail for check in before.checks)
    assert wrong(await doctor.examine()) == wrong(before)  # it changed nothing
    await doctor.repair()
    assert (await doctor.examine()).well
    assert stranger not in index.ids(GENERATION, after=None, limit=100)


async def test_a_lost_index_is_filled_again(doctor: Doctor, published: System) -> None:
    published.index.remove(GENERATION)
    found = wrong(await doctor.examine())
    assert found["indexes out of place"] == 1
    assert found["passages missing in the index"] > 0
    await doctor.repair()
    assert (await doctor.examine()).well


async def test_indexes_that_nobody_builds_or_needs_go(doctor: Doctor, published: System) -> None:
    published.index.create("stray", 8)
    with published.pool.connection() as connection:
        connection.execute("INSERT INTO generation VALUES ('g8', 'test', 'float32', 8, 'building')")
        connection.execute("INSERT INTO generation VALUES ('g9', 'test', 'float32', 8, 'retired')")
    published.index.create("g8", 8)
    found = await doctor.examine()
    assert wrong(found) == {"indexes out of place": 3}
    told = next(check.detail for check in found.checks if not check.well)
    assert told == "stray has no row, g8 is built by nobody, g9 has no index"
    await doctor.repair()
    assert (await doctor.examine()).well
    assert published.index.generations() == [GENERATION]


async def test_what_a_run_under_way_builds_is_left_alone(doctor: Doctor, published: System) -> None:
    reindexer = Reindexer(published)
    run = reindexer.ask()
    await asyncio.to_thread(lambda: reindexer.carry_out(run, until=EXAMINE))
    assert wrong(await doctor.examine()) == {"re-indexes without a workflow": 1}
    await doctor.repair()
    assert (await doctor.examine()).well
    assert published.index.generations() == [GENERATION, "g2"]
    await doctor.temporal.get_workflow_handle(workflow_id(run.message)).terminate("the test is over")


async def test_accepted_work_and_schedules_that_temporal_lost_are_taken_up(
    doctor: Doctor, published: System, temporal: Client
) -> None:
    receipt = published.accept("notice 99 days", 90)
    store = ScheduleStore(published.pool)
    store.put(ReindexSchedule(tenant="default", name="lost", cron="@yearly", time_zone="UTC", actor="local"))
    rule = ExpiryRule(id=uuid4(), name="rates", months=12, remind_days=30, predicate="rate")
    ExpiryStore(published.pool).add("default", rule, actor="local")
    assert wrong(await doctor.examine()) == {
        "ingestions without a workflow": 1,
        "expiry rules without a workflow": 1,
        "schedules that Temporal lost": 1,
    }
    await doctor.repair()
    assert (await doctor.examine()).well
    expire = expiring.Expire(tenant="default", rule=str(rule.id))
    await temporal.get_workflow_handle(expiring.workflow_id(expire)).terminate("the test is over")
    await temporal.get_workflow_handle(receipt.workflow_id).terminate("the test is over")
    await ScheduleClient(temporal, store).remove("default", "lost")


async def test_what_a_lost_worker_left_in_the_outbox_is_settled(doctor: Doctor, published: System) -> None:
    with published.pool.connection() as connection:
        row = connection.execute(
            "SELECT id, lower(valid) AS valid_at, upper(valid) AS expired_at, lower(recorded) AS recorded_at,"
            " upper(recorded) AS retired_at FROM passage WHERE NOT upper_inf(recorded) LIMIT 1"
        ).fetchone()
        assert row is not None
        connection.execute(
            "INSERT INTO index_outbox (tenant, document_id, points, created_at)"
            " SELECT 'default', id, ARRAY[%s]::uuid[], now() - interval '1 hour' FROM document",
            [row[0]],
        )
    right = windows_of_row(dict(zip(("id", "valid_at", "expired_at", "recorded_at", "retired_at"), row, strict=True)))
    wide = IndexWindows(valid_from=right.valid_from, valid_to=right.valid_to, recorded_from=0, recorded_to=2**33)
    published.index.set_windows(GENERATION, {row[0]: wide})
    assert wrong(await doctor.examine()) == {"outbox entries left waiting": 1}
    await doctor.repair()
    assert (await doctor.examine()).well
    assert published.index.windows_of(GENERATION, [row[0]]) == {row[0]: right}


def test_the_command_says_where_nothing_can_be_asked(served: str, tmp_path: Path) -> None:
    """The engine of this API is away."""
    from typer.testing import CliRunner

    from api.cli import app

    ended = CliRunner().invoke(app, ["doctor", "--url", served])
    assert ended.exit_code == 1
    assert "out of reach" in ended.stderr
