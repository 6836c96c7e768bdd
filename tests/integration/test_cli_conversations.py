"""`asof chat`, `asof follow` and `asof trace` beside a worker: what they print, over lost connections too."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed
from typer.testing import CliRunner, Result

from api.cli import app
from api.cli.connection import connected
from api.cli.following import events
from api.routes import streams
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import DocumentNotFound, IndexUnavailable
from tests.fixtures.cutting import Door, door_before
from tests.fixtures.working import Worker
from tests.integration.test_stream_store import TENANT
from tests.workflows.conversations import ScriptedAnswering


@pytest.fixture
def conversation(pool: Pool) -> str:
    return str(TranscriptStore(pool).create(TENANT, "local"))


def asof(url: str, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments, "--url", url], input=typed)


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.02), retry=retry_if_result(lambda said: not said))
def wait_until_said(door: Door, word: bytes, times: int = 1) -> bool:
    return door.passed.count(word) >= times


def test_chat_answers_over_the_stream(served: str, pool: Pool, temporal_address: str, conversation: str) -> None:
    with Worker(temporal_address, pool, ScriptedAnswering()):
        ended = asof(served, "chat", "--conversation", conversation, "--json", typed="how long?\nand for staff?\n")
    assert ended.exit_code == 0, ended.output
    decoder, answers, rest = json.JSONDecoder(), [], ended.stdout
    while rest.strip():
        answer, end = decoder.raw_decode(rest.lstrip())
        answers.append(answer["answer"])
        rest = rest.lstrip()[end:]
    assert answers == ["HOW LONG?", "AND FOR STAFF?"]


def test_chat_goes_on_after_its_connection_was_lost_in_the_middle(
    served: str, pool: Pool, temporal_address: str, conversation: str
) -> None:
    answering = ScriptedAnswering()
    answering.gate.clear()
    with (
        Worker(temporal_address, pool, answering),
        door_before(served) as door,
        ThreadPoolExecutor(1) as threads,
    ):
        talk = threads.submit(asof, door.url, "chat", "-c", conversation, "--json", typed="how long?\n")
        wait_until_said(door, b"event: stage")
        door.slam()
        wait_until_said(door, b"text/event-stream", 2)
        answering.gate.set()
        ended = talk.result(timeout=60)
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.stdout)["answer"] == "HOW LONG?"
    turns, _ = TranscriptStore(pool).turns(TENANT, conversation)
    assert len(turns) == 1


def test_chat_says_why_a_message_can_never_be_answered(
    served: str, pool: Pool, temporal_address: str, conversation: str
) -> None:
    answering = ScriptedAnswering(errors=[DocumentNotFound("there is no document 'x'")])
    with Worker(temporal_address, pool, answering):
        ended = asof(served, "chat", "--conversation", conversation, typed="what of x?\n")
    assert ended.exit_code == 1
    assert "there is no document 'x'" in ended.stderr


def test_follow_shows_a_second_device_what_the_first_one_does_over_lost_connections(
    served: str, pool: Pool, temporal_address: str, conversation: str
) -> None:
    answering = ScriptedAnswering(errors=[IndexUnavailable("the engine does not answer")])
    with door_before(served) as door, ThreadPoolExecutor(1) as threads:
        # In a process of its own: two commands of one process would write into each other's stdout.
        command = (sys.executable, "-m", "infra.main", "follow", conversation, "--after", "0", "--once", "--json")
        following = threads.submit(
            subprocess.run, (*command, "--url", door.url), capture_output=True, text=True, check=False, timeout=100
        )
        wait_until_said(door, b"text/event-stream")
        StreamStore(pool).notice(TENANT, conversation, "a policy was corrected")
        wait_until_said(door, b"event: notice")
        door.slam()
        with Worker(temporal_address, pool, answering):
            asof(served, "chat", "--conversation", conversation, "--json", typed="how long?\n")
            ended = following.result(timeout=60)
    assert ended.returncode == 0, ended.stderr
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [event["kind"] for event in told] == [
        "notice", "taken", "stage", "stage", "reset", "stage", "token", "answer",
    ]  # fmt: skip
    assert [event["number"] for event in told] == list(range(1, 9))


def test_keep_alives_are_no_events(served: str, pool: Pool, conversation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PING_S", 0.05)
    with door_before(served) as door, ThreadPoolExecutor(1) as threads, connected(door.url) as connection:
        stream = f"/v1/conversations/{conversation}/stream?after=0"
        first_two = threads.submit(lambda: [event["text"] for event in islice(events(connection, stream), 2)])
        wait_until_said(door, b"text/event-stream")
        StreamStore(pool).notice(TENANT, conversation, "one")
        wait_until_said(door, b"event: notice")
        wait_until_said(door, b": ping", door.passed.count(b": ping") + 2)
        StreamStore(pool).notice(TENANT, conversation, "two")
        assert first_two.result(timeout=60) == ["one", "two"]


def test_follow_and_trace_read_well(served: str, pool: Pool, temporal_address: str, conversation: str) -> None:
    answering = ScriptedAnswering(errors=[IndexUnavailable("the engine does not answer")])
    with Worker(temporal_address, pool, answering):
        asof(served, "chat", "--conversation", conversation, "--json", typed="how long?\n")
        told = asof(served, "trace", conversation, "--all").stdout
    assert "> how long?" in told
    assert "answered by attempt 2" in told
    assert "attempt 1, at once, on box 1: failed after" in told
    assert "to be tried again" in told
    assert "answering, with patience: done" in told
    assert "waits on the next message" in told


@pytest.mark.parametrize("command", ["follow", "trace"])
def test_a_conversation_that_is_not_there_is_refused(served: str, command: str) -> None:
    ended = asof(served, command, "11111111-1111-1111-1111-111111111111")
    assert ended.exit_code == 1
    assert "there is no conversation" in ended.stderr
