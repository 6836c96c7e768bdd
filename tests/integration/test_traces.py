"""The trace over HTTP: what each attempt did, what the conversation waits on, with Temporal and without it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from chat.store import TranscriptStore
from chat.stream_store import LostAttempt, StreamStore
from chat.streaming import Emitted, StreamKind, Told
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import IndexUnavailable, TurnFailed
from tests.fixtures.working import Worker
from tests.integration.test_stream_store import AT_ONCE, LATER, NOW, TENANT, answer, asking, begin
from tests.workflows.conversations import ScriptedAnswering

Json = dict[str, Any]


@pytest.fixture
def conversation(pool: Pool) -> str:
    return str(TranscriptStore(pool).create(TENANT, "local"))


async def trace_of(api: httpx.AsyncClient, conversation: str) -> Json:
    reply = await api.get(f"/v1/conversations/{conversation}/trace")
    assert reply.status_code == 200, reply.text
    return cast("Json", reply.json())


async def test_without_temporal_the_trace_tells_what_postgres_holds(
    api: httpx.AsyncClient, pool: Pool, conversation: str
) -> None:
    streams, transcripts = StreamStore(pool), TranscriptStore(pool)
    first = begin(streams, conversation, "m1")
    searching = [Emitted(kind=StreamKind.STAGE, body={"text": "searching what held"})]
    down = LostAttempt(
        attempt=AT_ONCE,
        number=first,
        ended_at=NOW + dt.timedelta(seconds=2),
        error="index-unavailable",
        detail="the engine does not answer",
    )
    streams.retry(TENANT, conversation, "m1", down, Told(attempt=first, events=searching))
    answer(transcripts, conversation, "m1", Told(attempt=begin(streams, conversation, "m1", LATER)))
    begin(streams, conversation, "m2")
    begin(streams, conversation, "m2", LATER)
    failing = begin(streams, conversation, "m3")
    transcripts.fail(TENANT, conversation, asking("m3"), TurnFailed("a fault"), attempt=failing)

    trace = await trace_of(api, conversation)
    assert "Temporal" in trace["unreached"]
    assert trace["run"] is None
    assert trace["waits_on"] == ["Temporal, which does not answer: nothing goes on before it does"]
    assert trace["link"] == f"http://127.0.0.1:8233/namespaces/default/workflows/chat%3Adefault%3A{conversation}"
    answered, answering, failed = sorted(trace["messages"], key=lambda message: message["message_id"])
    assert [message["status"] for message in (answered, answering, failed)] == ["answered", "answering", "failed"]
    assert answered["text"] == "how long?"
    assert answered["told"].startswith("answered by attempt 2, ")
    lost, last = answered["attempts"]
    assert lost["told"] == "failed after 2.00 s: the engine does not answer; to be tried again"
    assert (lost["outcome"], lost["error"]) == ("retried", "index-unavailable")
    assert [stage["text"] for stage in lost["stages"]] == ["searching what held"]
    assert last["told"].startswith("answered after ")
    assert [one["told"] for one in answering["attempts"]] == [
        "did not come to its end: its worker died, or another attempt was faster",
        "runs, or its worker died",
    ]
    assert failed["told"] == "can never be answered: a fault"
    assert failed["attempts"][0]["told"].endswith("a fault; it can never be answered")


async def test_a_conversation_without_a_message_waits_for_one(api: httpx.AsyncClient, conversation: str) -> None:
    assert (await trace_of(api, conversation))["messages"] == []


async def test_a_conversation_that_is_not_there_has_no_trace(api: httpx.AsyncClient) -> None:
    reply = await api.get("/v1/conversations/11111111-1111-1111-1111-111111111111/trace")
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/conversation-not-found")


# -- beside a real Temporal -------------------------------------------------------------------------


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.05), retry=retry_if_result(lambda trace: trace is None))
def trace_when(served: str, conversation: str, holds: Callable[[Json], bool]) -> Json | None:
    """The first trace of which that holds."""
    trace = httpx.get(f"{served}/v1/conversations/{conversation}/trace", timeout=30).json()
    return trace if holds(trace) else None


def hand_in(served: str, conversation: str, message_id: str) -> None:
    asked = {"text": f"how long, {message_id}?", "message_id": message_id}
    reply = httpx.post(f"{served}/v1/conversations/{conversation}/messages?wait=false", json=asked, timeout=30)
    assert reply.status_code == 202, reply.text


def test_a_message_without_a_worker_says_what_it_waits_for(served: str, conversation: str) -> None:
    hand_in(served, conversation, "m1")
    trace = trace_when(served, conversation, lambda trace: bool(trace["messages"]))
    assert trace is not None
    assert trace["waits_on"][0].startswith("a worker of the task queue 'chat': nobody has taken the run's task for ")
    (waiting,) = trace["messages"]
    assert (waiting["status"], waiting["text"]) == ("waiting", "how long, m1?")
    assert [line["text"] for line in waiting["history"]] == ["handed in, to be answered on the stream"]
    assert trace["link"].endswith(f"/{trace['run']['run_id']}/history")


def test_a_failing_store_is_told_while_it_fails_and_after_it_has_recovered(
    served: str, pool: Pool, temporal_address: str, conversation: str
) -> None:
    answering = ScriptedAnswering(errors=[IndexUnavailable("the engine does not answer") for _ in range(200)])
    with Worker(temporal_address, pool, answering):
        hand_in(served, conversation, "m1")
        hand_in(served, conversation, "m2")

        def fails(trace: Json) -> bool:
            return any("the engine does not answer" in line for line in trace["waits_on"])

        failing = trace_when(served, conversation, lambda trace: fails(trace) and len(trace["messages"]) == 2)
        answering.errors.clear()
        recovered = trace_when(served, conversation, lambda trace: trace["waits_on"] == ["the next message"])

    assert failing is not None
    assert recovered is not None
    first, second = failing["messages"]
    assert (first["status"], second["status"]) == ("answering", "waiting")
    assert second["told"] == "waits behind others, or for a worker"
    first, second = recovered["messages"]
    assert [first["status"], second["status"]] == ["answered", "answered"]
    told = [attempt["outcome"] for attempt in first["attempts"]]
    assert told == ["retried"] * (len(told) - 1) + ["answered"]
    assert len(told) > 2
    assert all("the engine does not answer" in attempt["told"] for attempt in first["attempts"][:-1])
    history = [line["text"] for line in first["history"]]
    assert "answering, with patience: asked for" in history
    assert history[-1] == "answering, with patience: done"
    assert any(line.endswith("the engine does not answer (IndexUnavailable)") for line in history)
    assert recovered["run"]["history"][0]["text"] == "a run began"
