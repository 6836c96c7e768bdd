"""A proposal waits in a durable workflow: decided by signals and over HTTP, started again where Temporal lost it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.worker import Replayer
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed
from typer.testing import CliRunner, Result

from api.cli import app
from ingestion.activities import IngestionActivities
from ingestion.batch import batch_worker
from ingestion.by_hand import HandEditStore
from ingestion.client import IngestionClient
from ingestion.expiry.activities import ExpiryActivities
from ingestion.expiry.client import ExpiryClient
from ingestion.expiry.messages import Expire
from ingestion.expiry.messages import workflow_id as expiry_workflow_id
from ingestion.expiry.rules import ExpiryStore
from ingestion.expiry.sweeping import Sweeper
from ingestion.expiry.workflows import ExpiryWorkflow
from ingestion.invalidation.client import ReviewClient
from ingestion.invalidation.messages import workflow_id
from ingestion.invalidation.shown import Invalidation
from ingestion.invalidation.workflows import ReviewWorkflow
from ingestion.uploads import UploadReceipt
from ingestion.worker import ingestion_worker
from ingestion.workflows import IngestVersionWorkflow
from tests.fixtures.publishing import GENERATION, System
from tests.fixtures.reviewing import Reviewer, hold_back, review
from tests.integration.killed_ingestion import LengthEmbedder
from tests.workflows.test_conversation_histories import keep_history

FIVE = "notice 10 days\ncarry none\nsick full pay\ntravel 32 EUR\nmeals 20 EUR"
TWO = "notice 20 days\ncarry none"


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    waiting = AsyncRetrying(stop=stop_after_delay(60), wait=wait_fixed(0.05), retry=retry_if_result(lambda ok: not ok))

    async def attempt() -> bool:
        return await look()

    await waiting(attempt)


@dataclass
class Office(Reviewer):
    """Both workers running, on a real Temporal."""

    temporal: Client = field(kw_only=True)
    started: list[str] = field(default_factory=list)

    async def take_in(self, text: str, day: int) -> UploadReceipt:
        receipt = self.system.accept(text, day)
        client = IngestionClient(self.temporal)
        await client.start(receipt)
        await client.wait(receipt)
        return receipt

    async def waits(self) -> Invalidation:
        (waiting,) = self.waiting()
        self.started.append(workflow_id(review(waiting.id)))
        await until(lambda: self.runs(self.started[-1]))
        return waiting

    async def runs(self, workflow: str) -> bool:
        return await self.status(workflow) is WorkflowExecutionStatus.RUNNING

    async def status(self, workflow: str) -> WorkflowExecutionStatus | None:
        try:
            return (await self.temporal.get_workflow_handle(workflow).describe()).status
        except RPCError:
            return None

    async def becomes(self, receipt: UploadReceipt, status: str) -> None:
        async def look() -> bool:
            return self.of(receipt).status == status

        await until(look)

    async def ended(self, invalidation: Invalidation) -> None:
        async def look() -> bool:
            return await self.status(workflow_id(review(invalidation.id))) is WorkflowExecutionStatus.COMPLETED

        await until(look)

    async def keep(self, name: str, workflow: str, kind: type) -> None:
        """That the last run under this id replays; its history is kept, where none of this name is."""
        history = await self.temporal.get_workflow_handle(workflow).fetch_history()
        await Replayer(workflows=[kind], data_converter=pydantic_data_converter).replay_workflow(history)
        keep_history(history, name)

    async def signal(self, invalidation: Invalidation, verb: str) -> None:
        decision = self.accept(invalidation.id, verb)
        assert decision is not None
        await ReviewClient(self.temporal).signal(review(invalidation.id), verb, decision)


@pytest.fixture
async def office(system: System, temporal: Client) -> AsyncIterator[Office]:
    hold_back(system)
    with system.pool.connection() as connection:
        connection.execute("UPDATE generation SET model = 'test' WHERE name = %s", [GENERATION])
    steps = IngestionActivities(system.pool, system.store, system.preparation, system.publication, LengthEmbedder())
    office = Office(system, temporal=temporal)
    expiring = ExpiryActivities(Sweeper(system.pool, system.store, HandEditStore(system.pool)))
    activities = [*office.steps.all(), *expiring.all()]
    async with AsyncExitStack() as workers:
        await workers.enter_async_context(ingestion_worker(temporal, steps))
        await workers.enter_async_context(batch_worker(temporal, [ReviewWorkflow, ExpiryWorkflow], activities))
        await office.take_in(FIVE, 0)
        yield office
        for workflow in office.started:
            if await office.runs(workflow):
                await temporal.get_workflow_handle(workflow).terminate("the test is over")


async def test_an_approval_is_a_signal_and_so_is_an_undo(office: Office) -> None:
    before = office.system.picture()
    receipt = await office.take_in(TWO, 10)
    waiting = await office.waits()
    await office.signal(waiting, "approve")
    await office.becomes(receipt, "applied")
    await office.ended(waiting)
    await office.signal(waiting, "undo")
    await office.becomes(receipt, "undone")
    assert office.system.picture() == before
    await office.ended(waiting)
    await office.keep("ingestion-that-waits", receipt.workflow_id, IngestVersionWorkflow)
    await office.keep("review-undone", workflow_id(review(waiting.id)), ReviewWorkflow)


async def test_a_rejection_is_a_signal_and_a_repeated_one_does_nothing(office: Office) -> None:
    before = office.system.picture()
    receipt = await office.take_in(TWO, 10)
    waiting = await office.waits()
    decision = office.accept(waiting.id, "reject")
    assert decision is not None
    client = ReviewClient(office.temporal)
    for _ in range(3):
        await client.signal(review(waiting.id), "reject", decision)
    await office.becomes(receipt, "rejected")
    await client.signal(review(waiting.id), "reject", decision)  # it has ended: another run finds nothing to do
    await office.ended(waiting)
    assert office.system.picture() == before
    assert [one.outcome for one in office.of(receipt).decisions] == ["rejected"]


async def test_a_workflow_that_temporal_lost_is_started_again_from_its_row(office: Office) -> None:
    """And so is one whose decision was kept and never signalled."""
    receipt = await office.take_in(TWO, 10)
    waiting = await office.waits()
    await office.temporal.get_workflow_handle(workflow_id(review(waiting.id))).terminate("lost")
    client = ReviewClient(office.temporal)
    assert await client.resume(office.decisions) == 1
    await until(lambda: office.runs(workflow_id(review(waiting.id))))
    assert await client.resume(office.decisions) == 1  # it runs: left as it is
    await office.temporal.get_workflow_handle(workflow_id(review(waiting.id))).terminate("lost")
    assert office.accept(waiting.id, "approve") is not None
    await client.resume(office.decisions)
    await office.becomes(receipt, "applied")
    await office.ended(waiting)
    assert await client.resume(office.decisions) == 0


async def test_the_same_workflow_waits_on_when_it_came_to_something_else(office: Office) -> None:
    receipt = await office.take_in(TWO, 10)
    waiting = await office.waits()
    await office.take_in(FIVE.replace("10 days", "15 days"), 5)
    await office.signal(waiting, "approve")

    async def asked_again() -> bool:
        return office.of(receipt).asked == 2

    await until(asked_again)
    assert await office.runs(workflow_id(review(waiting.id)))
    await office.signal(waiting, "approve")
    await office.becomes(receipt, "applied")
    await office.ended(waiting)
    await office.keep("review-asked-again-and-approved", workflow_id(review(waiting.id)), ReviewWorkflow)


async def test_what_waited_behind_a_rewrite_goes_on_by_the_rules_once_that_is_approved(office: Office) -> None:
    """Compared with the text before the rewrite it would take as much away; compared with the rewrite, nothing."""
    rewrite = await office.take_in(TWO, 10)
    first = await office.waits()
    behind = await office.take_in(f"{TWO}\nparking free", 20)
    another = await office.take_in("parking paid", 30)
    proposals = [office.of(receipt) for receipt in (behind, another)]
    office.started += [workflow_id(review(one.id)) for one in proposals]
    assert [one.status for one in proposals] == ["waiting", "waiting"]
    await office.signal(first, "approve")
    await office.becomes(rewrite, "applied")
    await office.becomes(behind, "applied")
    await office.ended(proposals[0])
    assert office.of(behind).decisions == ()
    await office.ended(first)
    left = office.of(another)  # it takes two of three away, whatever comes before it, and is shown anew
    assert (left.status, left.asked, left.share_going) == ("waiting", 2, pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("verb", "status"),
    [("approve", "applied"), ("reject", "rejected")],
)
async def test_it_is_decided_over_http_once_for_each_key(office: Office, served: str, verb: str, status: str) -> None:
    await office.take_in(TWO, 10)
    waiting = await office.waits()
    async with httpx.AsyncClient(base_url=served, timeout=60) as client:
        listed = (await client.get("/v1/invalidations", params={"status": "waiting"})).json()
        assert [one["id"] for one in listed["invalidations"]] == [str(waiting.id)]
        document = (await client.get("/v1/documents/leave")).json()
        assert [document["under_review"], document["versions"][1]["status"]] == [True, "waiting"]
        facts = (await client.get("/v1/facts", params={"as_of": "2024-02-01"})).json()
        assert facts["under_review"] == ["leave"]
        replies = [
            await client.post(
                f"/v1/invalidations/{waiting.id}/{verb}",
                params={"wait": True},
                headers={"Idempotency-Key": verb},
                json={"reason": "looked at"},
            )
            for _ in range(2)
        ]
        assert [(reply.status_code, reply.json()["status"]) for reply in replies] == [(200, status)] * 2
        assert replies[1].headers["Idempotency-Replayed"] == "true"
        assert len(replies[1].json()["decisions"]) == 1
        other = {"approve": "reject", "reject": "approve"}[verb]
        refused = await client.post(f"/v1/invalidations/{waiting.id}/{other}", json={"reason": "no"})
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/change-decided")
        missing = await client.post(f"/v1/invalidations/{waiting.ingestion_id}/undo", json={"reason": "no"})
        assert (missing.status_code, missing.json()["type"]) == (404, "/problems/invalidation-not-found")
        assert (await client.get("/v1/documents/leave")).json()["under_review"] is False


async def test_it_is_decided_from_the_command_line(office: Office, served: str) -> None:
    await office.take_in(TWO, 10)
    waiting = await office.waits()
    begins = str(waiting.id)[:8]

    async def asof(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, [*arguments, "--url", served], env={"COLUMNS": "80"})

    listed = await asof("review")
    assert f"{begins}  waiting  leave version 2 from 2024-01-11 on" in listed.stdout
    assert "60% of its facts would go: 3 removed, 1 replaced, 0 new" in listed.stdout
    shown = (await asof("review", "show", begins)).stdout
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "- notice 10 days" in shown
    assert "+ notice 20 days" in shown
    approved = await asof("review", "approve", begins, "--reason", "shorter on purpose")
    assert (approved.exit_code, approved.stdout.strip()) == (0, "version 2 of leave is published")
    again = await asof("review", "approve", begins, "--reason", "twice")
    assert (again.exit_code, "is published" in again.stdout or "already" in again.stdout) == (0, True)
    undone = json.loads((await asof("review", "undo", begins, "--reason", "no", "--json")).stdout)
    assert undone["status"] == "undone"
    assert "nothing waits for a decision" in (await asof("review")).stdout
    missing = await asof("review", "show", "ffffffff")
    assert missing.exit_code != 0


async def test_a_lost_workflow_of_an_expiry_rule_is_started_again_and_ends_with_its_rule(
    office: Office, served: str
) -> None:
    async with httpx.AsyncClient(base_url=served, timeout=60) as client:
        body: dict[str, Any] = {"name": "once a year", "months": 12, "documents": ["leave"]}
        rule = (await client.post("/v1/expiry-rules", json=body)).json()
        expire = Expire(tenant="default", rule=rule["id"])
        workflow = expiry_workflow_id(expire)
        office.started.append(workflow)

        async def lapsed() -> bool:
            facts = (await client.get("/v1/facts", params={"as_of": "2025-06-01"})).json()
            return not facts["facts"]

        await until(lapsed)
        await office.temporal.get_workflow_handle(workflow).terminate("lost")
        store = ExpiryStore(office.system.pool)
        assert await ExpiryClient(office.temporal).resume(store) == 1
        await until(lambda: office.runs(workflow))
        held = (await client.get("/v1/facts", params={"as_of": "2024-06-01"})).json()["facts"][0]["id"]
        confirmed = await client.post(f"/v1/facts/{held}/confirm", json={"reason": "it holds"})
        assert confirmed.status_code == 200
        await ExpiryClient(office.temporal).look_again(expire)

        async def holds_again() -> bool:
            facts = (await client.get("/v1/facts", params={"as_of": "2025-06-01"})).json()
            return len(facts["facts"]) == 1

        await until(holds_again)
        await client.post(f"/v1/expiry-rules/{rule['id']}", json={"enabled": False})

        async def ended() -> bool:
            return await office.status(workflow) is WorkflowExecutionStatus.COMPLETED

        await until(ended)
        await office.keep("expiry-taken-back-and-ended", workflow, ExpiryWorkflow)
