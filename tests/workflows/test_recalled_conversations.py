"""A conversation whose cited facts change is told: at once on its stream, and with its next answer; each once."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from chat.activities import ConversationActivities
from chat.client import ConversationClient
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.streaming import StreamKind
from chat.summaries import SummaryStore
from chat.turn_stream import TurnStreams
from chat.worker import conversation_worker
from infra.composition import turn_answering
from infra.unfinished import unfinished_work
from ingestion.notifications.webhooks import Wanted
from ingestion.recall.messages import Recall, workflow_id
from ingestion.recall.workflows import RecallWorkflow
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.recalls import RecalledTurns
from tests.fixtures.notifying import Notifying, until
from tests.fixtures.recalling import TENANT, RecallingLibrary, recall_worker
from tests.fixtures.receiver import Answer, Receiver
from tests.integration.test_recall import PERIOD, REFUNDS, RETURNS, correct_text, day
from tests.workflows.conversations import PLENTY_S, message
from tests.workflows.recalling_process import POINTS
from tests.workflows.test_conversation_histories import HISTORIES, _portable


class Told:
    """One conversation on the library, and what it was told."""

    def __init__(self, library: RecallingLibrary, client: ConversationClient, conversation: str) -> None:
        self.library, self.client, self.conversation = library, client, conversation

    async def ask(self, question: str) -> dict[str, object]:
        sent = message(question).model_copy(update={"as_of": day(2, 15).isoformat()})
        assert await self.client.send(TENANT, self.conversation, sent, PLENTY_S) is not None
        turns, _ = TranscriptStore(self.library.pool).turns(TENANT, self.conversation)
        return dict(turns[-1].answer)

    def notices(self) -> list[str]:
        events = StreamStore(self.library.pool).page(TENANT, self.conversation, after=0, limit=1_000)
        return [str(event.body["text"]) for event in events if event.kind is StreamKind.NOTICE]

    def events(self) -> list[tuple[str, bool]]:
        with self.library.pool.connection() as connection:
            return connection.execute(
                "SELECT about ->> 'answer', (about ->> 'affected')::boolean FROM event WHERE kind = 'answer.affected' "
                "ORDER BY ordinal"
            ).fetchall()

    def waits(self) -> bool:
        return bool(self.library.recalls.waiting())

    def a_while_goes_by(self) -> None:
        with self.library.pool.connection() as connection:
            connection.execute("UPDATE recall SET since = since - interval '1 hour' WHERE done_at IS NULL")


@pytest.fixture
async def talk(temporal: Client, recalling: RecallingLibrary) -> AsyncIterator[Told]:
    recalling.put("returns", RETURNS, day(1))
    recalling.recall()
    pool = recalling.pool
    conversations = ConversationActivities(
        transcripts=TranscriptStore(pool),
        streams=TurnStreams(StreamStore(pool), worker="test"),
        summaries=SummaryStore(pool),
        answering=turn_answering(
            recalling.reader,
            HistoryReader(pool),
            recalling.engine,
            lambda _: ZoneInfo("UTC"),
            recalled=RecalledTurns(pool).untold,
        ),
    )
    async with conversation_worker(temporal, conversations):
        client = ConversationClient(temporal, TranscriptStore(pool))
        yield Told(recalling, client, await client.open(TENANT, "local", None))


async def test_it_is_told_at_once_on_the_stream_and_once_with_the_next_answer(talk: Told, temporal: Client) -> None:
    first = await talk.ask(PERIOD)
    unaffected = await talk.ask(REFUNDS)
    await asyncio.to_thread(correct_text, talk.library)
    async with recall_worker(temporal, talk.library.pool, talk.library.engine):
        await until(lambda: not talk.waits())
        await temporal.get_workflow_handle(workflow_id(Recall(tenant=TENANT))).result()
    assert talk.notices() == [
        f"“{PERIOD}” was answered “30 days”. Since returns has a correction (number 2) the answer is “45 days”."
    ]
    assert talk.events() == [(first["id"], True)]
    assert first["notices"] == unaffected["notices"] == []
    following = await talk.ask(PERIOD)
    said = following["notices"]
    assert isinstance(said, list)
    assert len(said) == 1
    assert said[0].startswith("The answer to message 1 of this conversation would be another now: since ")
    assert said[0].endswith(" returns has a correction (number 2).")
    assert following["answer"] == "45 days"
    assert (await talk.ask(REFUNDS))["notices"] == []
    again = talk.library.again.question(TENANT, talk.library.given.page(TENANT)[0][1].id)
    assert again is not None
    assert again.beside == tuple(said)


async def test_a_receiver_is_told_once_of_each_answer_without_a_word_of_it(
    *, talk: Told, temporal: Client, notifying: Notifying, receiver: Receiver
) -> None:
    answers = iter([Answer(500), Answer(hang_up=True)])
    receiver.answer = lambda _: next(answers, Answer())
    webhook = notifying.webhook(receiver, Wanted(kinds=("answer.affected",)))
    first = await talk.ask(PERIOD)
    await talk.ask(REFUNDS)
    await asyncio.to_thread(correct_text, talk.library)
    async with recall_worker(temporal, talk.library.pool, talk.library.engine):
        await until(lambda: not talk.waits())
        await temporal.get_workflow_handle(workflow_id(Recall(tenant=TENANT))).result()
    async with notifying.worker():
        await until(lambda: notifying.statuses(webhook) == ["delivered"])

    assert len(receiver.ids) == 3
    assert len(set(receiver.ids)) == 1
    received = receiver.received[-1]
    assert received.is_signed_with(notifying.webhooks.secret(webhook.id, 1))
    assert received.said["type"] == "answer.affected"
    data = received.said["data"]
    assert (data["answer"], data["affected"], data["conversation"]) == (first["id"], True, talk.conversation)
    assert (data["document"], data["version"], data["change"]) == ("returns", 2, "correction")
    assert not any(words in received.body.decode() for words in ("30 days", "45 days", PERIOD))


async def test_a_run_leaves_a_history_that_replays(talk: Told, temporal: Client) -> None:
    await talk.ask(PERIOD)
    await asyncio.to_thread(correct_text, talk.library)
    async with recall_worker(temporal, talk.library.pool, talk.library.engine):
        await until(lambda: not talk.waits())
        handle = temporal.get_workflow_handle(workflow_id(Recall(tenant=TENANT)))
        await handle.result()
    history = await handle.fetch_history()
    await Replayer(workflows=[RecallWorkflow], data_converter=pydantic_data_converter).replay_workflow(history)
    file = HISTORIES / "recall-marked.json"
    if not file.exists():
        file.write_text(json.dumps(_portable(json.loads(history.to_json())), indent=1) + "\n")


@pytest.mark.parametrize("point", POINTS)
async def test_whoever_is_killed_each_answer_is_marked_and_told_once(
    *, talk: Told, temporal: Client, temporal_address: str, database: str, point: str
) -> None:
    answers = {str((await talk.ask(PERIOD))["id"]) for _ in range(3)}
    await talk.ask(REFUNDS)
    await asyncio.to_thread(correct_text, talk.library)
    engine = talk.library.engine
    process = await asyncio.to_thread(
        subprocess.run,
        (
            sys.executable,
            "-m",
            "tests.workflows.recalling_process",
            temporal_address,
            database,
            str(engine._socket_path),
            str(engine._key_path),
            point,
        ),
        timeout=120,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    assert talk.waits()
    kinds = {kind.name: kind for kind in unfinished_work(talk.library.pool, temporal)}
    assert list(kinds["overdue recalls"].workflows()) == []
    talk.a_while_goes_by()
    assert list(kinds["overdue recalls"].workflows()) == [f"recall:{TENANT}"]
    async with recall_worker(temporal, talk.library.pool, engine):
        await kinds["overdue recalls"].take_up()
        await until(lambda: not talk.waits(), seconds=120)
    assert set(map(str, talk.library.affected())) == answers
    assert sorted(id_ for id_, _ in talk.events()) == sorted(answers)
    assert len(talk.notices()) == 3
