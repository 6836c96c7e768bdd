"""Receivers are told by a durable workflow each: until it works, under one id, whatever becomes of other receivers."""

import asyncio
import datetime as dt
import itertools
import threading
from functools import partial
from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from ingestion.batch import BATCH_QUEUE
from ingestion.notifications import workflows
from ingestion.notifications.messages import workflow_id
from ingestion.notifications.webhooks import Change
from knowledge.adapters.receivers.schedule import Backoff
from tests.fixtures.notifying import Notifying, until
from tests.fixtures.receiver import Answer, Received, Receiver, receiving
from tests.integration.test_take_up import run_of

NEVER = Backoff((86_400.0,))
EVENTS = 12
SLEEPS = "timer_started_event_attributes"
SCHEDULED = "activity_task_scheduled_event_attributes"


async def until_it_sleeps(handle: WorkflowHandle[Any, Any]) -> None:
    while not [e async for e in handle.fetch_history_events() if e.HasField(SLEEPS)]:  # noqa: ASYNC110
        await asyncio.sleep(0.02)


async def test_what_happens_is_told_once_and_signed(notifying: Notifying, receiver: Receiver) -> None:
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("one", document="leave", about={"version": 3})
        await until(lambda: notifying.statuses(webhook) == ["delivered"])
    (received,) = receiver.received
    assert received.is_signed_with(notifying.webhooks.secret(webhook.id, 1))
    assert received.said["type"] == "reindex.done"
    assert received.said["data"] == {
        "document": "leave", "version": 3, "links": {"document": "/v1/documents/leave"}
    }  # fmt: skip
    assert received.id == str(notifying.listed(webhook)[0].event)


async def test_what_fails_is_tried_again_under_the_same_id_until_it_works(
    notifying: Notifying, receiver: Receiver
) -> None:
    answers = iter([Answer(500), Answer(hang_up=True), Answer(302, {"location": "/"}), Answer(200)])
    receiver.answer = lambda _: next(answers)
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("one")
        await until(lambda: notifying.statuses(webhook) == ["delivered"])
    assert len(set(receiver.ids)) == 1
    assert len(receiver.ids) == 4
    (delivery,) = notifying.listed(webhook)
    assert (delivery.attempts, delivery.answered, delivery.error) == (4, 200, None)
    now, _ = notifying.webhooks.get("default", webhook.id)
    assert (now.failures, now.failing_since) == (0, None)


async def test_what_is_given_up_is_a_dead_letter_and_is_sent_again_under_its_id(
    notifying: Notifying, receiver: Receiver
) -> None:
    receiver.answer = lambda _: Answer(500, {"content-type": "text/plain"}, b"no room")
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("one")
        await until(lambda: notifying.statuses(webhook) == ["dead"])
        (dead,) = notifying.listed(webhook, "dead")
        assert (dead.attempts, dead.error, dead.excerpt) == (4, "answered 500", "no room")
        assert len(receiver.ids) == 4
        receiver.answer = lambda _: Answer()
        assert notifying.deliveries.send_again(webhook.id, None) == 1
        await notifying.client.wake([webhook.message])
        await until(lambda: notifying.statuses(webhook) == ["delivered"])
    assert len(set(receiver.ids)) == 1


async def test_one_that_is_gone_for_good_is_disabled_and_its_deliveries_are_dead_letters(
    notifying: Notifying, receiver: Receiver
) -> None:
    webhook = notifying.webhook(receiver)
    receiver.answer = lambda _: Answer(410)
    async with notifying.worker():
        notifying.happen("one")
        await until(lambda: notifying.statuses(webhook) == ["dead"])
        notifying.happen("two")
        other = notifying.webhook(receiver)
        receiver.answer = lambda _: Answer()
        notifying.happen("three")
        await until(lambda: notifying.statuses(other) == ["delivered"])
    now, _ = notifying.webhooks.get("default", webhook.id)
    assert (now.status, now.disabled_reason) == ("disabled", "the receiver answered 410: gone for good")
    assert notifying.statuses(webhook) == ["dead"]


async def test_a_receiver_says_when_it_wants_to_be_asked_again(notifying: Notifying, receiver: Receiver) -> None:
    receiver.answer = lambda _: Answer(429, {"retry-after": "3600"})
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("one")
        await until(lambda: notifying.listed(webhook)[:1] != [] and notifying.listed(webhook)[0].attempts == 1)
        (delivery,) = notifying.listed(webhook)
        assert delivery.next_attempt_at is not None
        assert delivery.attempted_at is not None
        assert 3_590 < (delivery.next_attempt_at - delivery.attempted_at).total_seconds() <= 3_600
        handle = notifying.temporal.get_workflow_handle(workflow_id(webhook.message))
        await until_it_sleeps(handle)
        rounds = [event async for event in handle.fetch_history_events() if event.HasField(SCHEDULED)]
        assert len(rounds) <= 2  # of the event and of the signal; then it sleeps
        await notifying.end(webhook)


async def test_receivers_that_do_not_answer_keep_no_other_waiting(notifying: Notifying, receiver: Receiver) -> None:
    never = threading.Event()
    with receiving() as silent:
        silent.answer = lambda _: Answer(wait=never)
        slow = [notifying.webhook(silent) for _ in range(10)]
        notifying.backoff, notifying.deadline_s = NEVER, 60.0
        async with notifying.worker():
            notifying.happen("one")
            await until(lambda: len(silent.ids) == 10)
            quick = notifying.webhook(receiver)
            for number in range(20):
                notifying.happen(str(number))
            await until(lambda: notifying.statuses(quick) == ["delivered"] * 20)
            assert set(notifying.statuses(slow[0])) == {"waiting"}
            never.set()
            await until(lambda: all(set(notifying.statuses(one)) == {"delivered"} for one in slow))


async def test_one_receiver_is_asked_four_things_at_a_time_and_one_that_fails_a_single_one(
    notifying: Notifying, receiver: Receiver
) -> None:
    gate = threading.Event()
    receiver.answer = lambda _: Answer(wait=gate)
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        for number in range(12):
            notifying.happen(str(number))
        await until(lambda: len(receiver.ids) == 4)
        gate.set()
        await until(lambda: notifying.statuses(webhook) == ["delivered"] * 12)
        assert receiver.most_at_once == 4
    with receiving() as failing:
        failing.answer = lambda _: Answer(500)
        broken = notifying.webhook(failing)
        notifying.backoff = NEVER
        async with notifying.worker():
            notifying.happen("it fails once")
            await until(lambda: len(failing.ids) == 1)
            for number in range(12, 18):
                notifying.happen(str(number))
            await until(lambda: len(failing.ids) >= 4)
            assert failing.most_at_once == 1
            await notifying.end(broken)


async def test_a_lost_workflow_is_started_again_from_what_is_overdue(notifying: Notifying, receiver: Receiver) -> None:
    webhook = notifying.webhook(receiver)
    notifying.happen("one")
    notifying.fan_out()  # and whoever did it died before it woke anybody
    assert await notifying.client.resume(notifying.deliveries) == 1
    first = await run_of(notifying.temporal, workflow_id(webhook.message))
    await notifying.end(webhook)
    assert await notifying.client.resume(notifying.deliveries) == 1
    await run_of(notifying.temporal, workflow_id(webhook.message), not_as=first)
    async with notifying.worker():
        await until(lambda: notifying.statuses(webhook) == ["delivered"])
    assert await notifying.client.resume(notifying.deliveries) == 0


async def test_a_workflow_with_nothing_to_do_ends(notifying: Notifying, receiver: Receiver) -> None:
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("one")
        await until(lambda: notifying.statuses(webhook) == ["delivered"])
        await asyncio.wait_for(notifying.temporal.get_workflow_handle(workflow_id(webhook.message)).result(), 30)
        notifying.happen("two")
        await until(lambda: notifying.statuses(webhook) == ["delivered"] * 2)
        await notifying.client.wake([webhook.message])
        notifying.webhooks.delete("default", webhook.id)
        await asyncio.wait_for(notifying.temporal.get_workflow_handle(workflow_id(webhook.message)).result(), 30)


async def test_a_disabled_one_is_sent_nothing_and_goes_on_when_it_is_enabled(
    notifying: Notifying, receiver: Receiver
) -> None:
    webhook = notifying.webhook(receiver)
    notifying.happen("one")
    notifying.fan_out()
    notifying.webhooks.change("default", webhook.id, Change(status="disabled"), actor="mo")
    async with notifying.worker():
        await notifying.client.wake([webhook.message])
        handle = notifying.temporal.get_workflow_handle(workflow_id(webhook.message))
        await asyncio.wait_for(handle.result(), 30)
        assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
        assert receiver.received == []
        notifying.webhooks.change("default", webhook.id, Change(status="active"), actor="mo")
        await notifying.client.wake([webhook.message])
        await until(lambda: notifying.statuses(webhook) == ["delivered"])


async def test_a_run_that_hands_over_to_the_next_loses_nothing_and_sends_nothing_twice(
    notifying: Notifying, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "ROUNDS", 2)
    notifying.batch = lambda client, classes, _: Worker(
        client, task_queue=BATCH_QUEUE, workflows=classes, workflow_runner=UnsandboxedWorkflowRunner()
    )
    accepted, answers = list[str](), itertools.cycle((503, 503, 200))  # the first run ends after two rounds

    def answer(received: Received) -> Answer:
        status = next(answers)
        if status == 200:
            accepted.append(received.id)
        return Answer(status)

    def is_asked_again(before: int) -> bool:
        return len(receiver.ids) > before

    receiver.answer = answer
    notifying.backoff = Backoff((0.05,) * 30)
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("first")
        await until(lambda: len(receiver.ids) > 0)
        first = await run_of(notifying.temporal, workflow_id(webhook.message))
        for number in range(1, EVENTS):
            notifying.happen(str(number))
            await until(partial(is_asked_again, len(receiver.ids)))
        await until(lambda: notifying.statuses(webhook) == ["delivered"] * EVENTS)
        await asyncio.wait_for(notifying.temporal.get_workflow_handle(workflow_id(webhook.message)).result(), 30)
    assert len(accepted) == len(set(accepted)) == EVENTS
    assert await handed_over(notifying.temporal, workflow_id(webhook.message), first) > 0


async def handed_over(temporal: Client, id_: str, run: str) -> int:
    """To how many runs after this one, each by the one before."""
    count = 0
    while True:
        history = await temporal.get_workflow_handle(id_, run_id=run).fetch_history()
        last = history.events[-1]
        if not last.HasField("workflow_execution_continued_as_new_event_attributes"):
            return count
        run = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
        count += 1


async def test_a_new_secret_signs_beside_the_old_one_and_another_key_signs_nothing(
    notifying: Notifying, receiver: Receiver
) -> None:
    webhook = notifying.webhook(receiver)
    old = notifying.webhooks.secret(webhook.id, 1)
    notifying.webhooks.rotate("default", webhook.id, keep=dt.timedelta(hours=1))
    new = notifying.webhooks.secret(webhook.id, 2)
    async with notifying.worker():
        notifying.happen("one")
        await until(lambda: notifying.statuses(webhook) == ["delivered"])
        assert receiver.received[0].is_signed_with(old)
        assert receiver.received[0].is_signed_with(new)
        notifying.webhooks.rotate("default", webhook.id, keep=dt.timedelta(0))
        notifying.happen("two")
        await until(lambda: notifying.statuses(webhook) == ["delivered"] * 2)
        assert not receiver.received[1].is_signed_with(new)
        assert receiver.received[1].is_signed_with(notifying.webhooks.secret(webhook.id, 3))


async def test_what_waits_for_a_receiver_that_fails_for_days_is_given_up_though_it_was_never_attempted(
    notifying: Notifying, receiver: Receiver
) -> None:
    webhook = notifying.webhook(receiver)
    receiver.answer = lambda _: Answer(500)
    notifying.backoff = NEVER
    for number in range(5):
        notifying.happen(str(number))
    notifying.fan_out()
    with notifying.pool.connection() as connection:
        connection.execute(
            "UPDATE delivery SET since = since - %s, next_attempt_at = next_attempt_at + interval '1 day' "
            "WHERE event <> (SELECT id FROM event ORDER BY ordinal LIMIT 1)",
            [NEVER.patience],
        )
    async with notifying.worker():
        await notifying.client.wake([webhook.message])
        await until(lambda: sorted(notifying.statuses(webhook)) == ["dead"] * 4 + ["waiting"])
        await notifying.end(webhook)
    assert {one.error for one in notifying.listed(webhook, "dead")} == {
        "never attempted: the receiver failed all the while"
    }
