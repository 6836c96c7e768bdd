"""A deleted conversation is nowhere any more, in Postgres at once, in Temporal soon; a schedule deletes by age."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from chat.deletion.activities import DeletionActivities
from chat.deletion.client import DeletionClient, RetentionSchedule
from chat.deletion.messages import RETENTION_SCHEDULE
from chat.deletion.retention import RetentionStore
from chat.deletion.store import RETENTION, DeletionStore
from chat.deletion.worker import deletion_worker
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.temporal_histories import Histories
from knowledge.errors import ConversationNotFound
from tests.fixtures.erasing import found_in_postgres, found_in_temporal
from tests.workflows.conversations import PLENTY_S, TENANT, Chat, message, until

PHRASE = "XYZZY-SENTINEL"


@pytest.fixture
def deletions(pool: Pool) -> DeletionStore:
    return DeletionStore(pool)


@pytest.fixture
async def retention(temporal: Client) -> AsyncIterator[RetentionSchedule]:
    yield RetentionSchedule(temporal)
    try:
        await temporal.get_schedule_handle(RETENTION_SCHEDULE).delete()
    except RPCError:
        return


def worker(chat: Chat, pool: Pool, *, kept: dt.timedelta | None = None) -> Worker:
    activities = DeletionActivities(
        deletions=DeletionStore(pool),
        retentions=RetentionStore(pool, default=kept),
        histories=Histories(chat.temporal),
    )
    return deletion_worker(chat.temporal, activities, graceful_shutdown=timedelta(seconds=5))


async def test_a_deleted_conversation_is_nowhere_any_more(chat: Chat, pool: Pool, deletions: DeletionStore) -> None:
    client = DeletionClient(chat.temporal, deletions)
    async with chat.worker(), worker(chat, pool):
        for number in range(5):  # enough for a summary
            await chat.send(message(f"{PHRASE} {number}"))
        await until(lambda: _summarised(chat))
        assert {"turn.text (text)", "answer.record (jsonb)", "conversation.summary (text)"} <= found_in_postgres(
            pool, PHRASE
        )
        assert await found_in_temporal(chat.temporal, PHRASE)

        deleted = await client.delete(TENANT, chat.conversation, "mo")
        assert found_in_postgres(pool, PHRASE) == set()
        assert (deleted.turns, deleted.deleted_by) == (5, "mo")
        with pytest.raises(ConversationNotFound):
            await chat.send(message("still there?"))
        await until(lambda: _cleared(deletions))

    assert await found_in_temporal(chat.temporal, PHRASE) == set()
    again = await client.delete(TENANT, chat.conversation, "jo")
    assert (again.deleted_by, again.deleted_at) == ("mo", deleted.deleted_at)
    assert again.histories_cleared_at is not None


async def test_a_message_that_is_being_answered_goes_with_its_conversation(
    chat: Chat, pool: Pool, deletions: DeletionStore
) -> None:
    client = DeletionClient(chat.temporal, deletions)
    chat.answering.gate.clear()
    async with chat.worker(), worker(chat, pool):
        asking = asyncio.create_task(chat.send(message(PHRASE)))
        await chat.calls(1)
        await client.delete(TENANT, chat.conversation, "mo")
        chat.answering.gate.set()
        with pytest.raises(ConversationNotFound):
            await asking
        await until(lambda: _cleared(deletions))

    assert found_in_postgres(pool, PHRASE) == set()
    assert await found_in_temporal(chat.temporal, PHRASE) == set()


async def test_a_deletion_that_temporal_could_not_take_is_taken_up(
    chat: Chat, pool: Pool, deletions: DeletionStore
) -> None:
    async with chat.worker():
        await chat.send(message(PHRASE))
    deletions.delete(TENANT, chat.conversation, "mo")

    async with worker(chat, pool):
        assert await DeletionClient(chat.temporal, deletions).resume() == 1
        await until(lambda: _cleared(deletions))

    assert await found_in_temporal(chat.temporal, PHRASE) == set()
    assert await DeletionClient(chat.temporal, deletions).resume() == 0


async def test_another_tenant_deletes_nothing(chat: Chat, deletions: DeletionStore) -> None:
    for tenant, conversation in (("other", chat.conversation), (TENANT, "no-uuid")):
        with pytest.raises(ConversationNotFound):
            deletions.delete(tenant, conversation, "mo")
    assert chat.store.conversation(TENANT, chat.conversation).turns == 0


async def test_the_schedule_deletes_what_was_kept_long_enough_and_nothing_else(
    chat: Chat, pool: Pool, deletions: DeletionStore, retention: RetentionSchedule
) -> None:
    young = await chat.client.open(TENANT, "local", "young")
    async with chat.worker():
        await chat.send(message(PHRASE))
    await chat.end("its worker is gone")
    with pool.connection() as connection:
        connection.execute(
            "UPDATE conversation SET active_at = active_at - interval '31 days' WHERE id = %s", [chat.conversation]
        )
    RetentionStore(pool, default=None).put(TENANT, dt.timedelta(days=30))

    async with worker(chat, pool):
        await _look(chat.temporal, retention)
        await until(lambda: _deleted(deletions, chat.conversation))
        await until(lambda: _cleared(deletions))

    assert found_in_postgres(pool, PHRASE) == set()
    assert deletions.delete(TENANT, chat.conversation, "late").deleted_by == RETENTION
    assert chat.store.conversation(TENANT, young).title == "young"


async def test_a_tenant_s_own_time_goes_before_the_settings(chat: Chat, pool: Pool) -> None:
    retentions = RetentionStore(pool, default=dt.timedelta(days=10))
    assert retentions.limited() == [(TENANT, dt.timedelta(days=10))]
    retentions.put(TENANT, dt.timedelta(days=3))
    assert (retentions.own(TENANT), retentions.limited()) == (dt.timedelta(days=3), [(TENANT, dt.timedelta(days=3))])
    assert RetentionStore(pool, default=None).limited() == [(TENANT, dt.timedelta(days=3))]
    retentions.put(TENANT, None)
    assert RetentionStore(pool, default=None).limited() == []


async def test_one_that_was_talked_to_meanwhile_is_not_deleted_by_age(
    chat: Chat, pool: Pool, deletions: DeletionStore
) -> None:
    kept = dt.timedelta(days=30)
    for old in (chat.conversation, await chat.client.open(TENANT, "local")):
        with pool.connection() as connection:
            connection.execute("UPDATE conversation SET active_at = '2020-01-01Z' WHERE id = %s", [old])
    async with chat.worker():
        await chat.send(message("I am back"))

    assert len(deletions.delete_expired(TENANT, kept, limit=10)) == 1
    assert chat.transcript() == ["I am back"]
    assert deletions.delete_expired(TENANT, kept, limit=10) == []


async def test_a_schedule_that_temporal_lost_is_made_again(temporal: Client, retention: RetentionSchedule) -> None:
    await retention.restore()
    assert await retention.lost() == []
    await temporal.get_schedule_handle(RETENTION_SCHEDULE).delete()
    assert await retention.lost() == [RETENTION_SCHEDULE]
    await asyncio.gather(retention.restore(), retention.restore())
    assert await retention.lost() == []


async def _look(temporal: Client, retention: RetentionSchedule) -> None:
    """As the hour would."""
    await retention.restore()
    await temporal.get_schedule_handle(RETENTION_SCHEDULE).trigger()


async def _summarised(chat: Chat) -> bool:
    return (await asyncio.to_thread(chat.store.conversation, TENANT, chat.conversation)).summarised > 0


async def _cleared(deletions: DeletionStore) -> bool:
    return not await asyncio.to_thread(deletions.unfinished)


async def _deleted(deletions: DeletionStore, conversation: str) -> bool:
    async with asyncio.timeout(PLENTY_S):
        try:
            await asyncio.to_thread(deletions.left_of, TENANT, conversation)
        except ConversationNotFound:
            return False
    return True
