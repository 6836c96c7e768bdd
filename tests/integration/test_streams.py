"""A conversation's stream over HTTP: the same for every device, from every API process, from wherever it is resumed."""

import itertools
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed
from websockets.exceptions import InvalidStatus

from api.models.streams import StreamEventReply
from chat import stream_feed
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.streaming import Emitted, StreamKind, Told
from infra.ports import free_port
from infra.probes import answers_http
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import TurnFailed
from tests.fixtures.following import Json, is_the_answer, on_a_websocket, server_sent, up_to
from tests.integration.test_stream_store import LATER, answer, asking, begin, said

TENANT = "default"
Follow = Callable[[str, str, int], Iterator[Json]]


@pytest.fixture
def conversation(pool: Pool) -> str:
    return str(TranscriptStore(pool).create(TENANT, "local"))


@pytest.fixture
def two_apis(database: str, tmp_path: Path) -> Iterator[list[tuple[str, psutil.Process]]]:
    """Addresses of two API processes beside one Postgres; Temporal is not there."""
    ports = [free_port(), free_port()]
    started = [
        subprocess.Popen(
            (sys.executable, "-m", "tests.integration.api_process", str(port), database, "127.0.0.1:1", str(tmp_path))
        )
        for port in ports
    ]
    apis = [f"http://127.0.0.1:{port}" for port in ports]
    for api in apis:
        _wait_until_served(api)
    yield [(api, psutil.Process(process.pid)) for api, process in zip(apis, started, strict=True)]
    for process in started:
        process.kill()
        process.wait()


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.05), retry=retry_if_result(lambda served: not served))
def _wait_until_served(api: str) -> bool:
    return answers_http(f"{api}/healthz")


def whole_turn(pool: Pool, conversation: str, message_id: str, pieces: list[str]) -> None:
    """Told piece by piece, then answered."""
    streams = StreamStore(pool)
    attempt = begin(streams, conversation, message_id)
    for piece in pieces:
        streams.emit(TENANT, conversation, message_id, Told(attempt=attempt, events=said(piece)))
    answer(TranscriptStore(pool), conversation, message_id)


def test_two_devices_on_two_api_processes_see_the_same(
    two_apis: list[tuple[str, psutil.Process]], pool: Pool, conversation: str
) -> None:
    (one, _), (two, _) = two_apis
    devices = [
        lambda: server_sent(one, conversation),
        lambda: server_sent(two, conversation),
        lambda: on_a_websocket(one, conversation),
        lambda: on_a_websocket(two, conversation),
    ]
    with ThreadPoolExecutor(len(devices)) as threads:
        following = [threads.submit(lambda device=device: up_to(device(), is_the_answer)) for device in devices]
        whole_turn(pool, conversation, "m1", [f"piece {number} " for number in range(20)])
        seen = [device.result(timeout=60) for device in following]

    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert [event["number"] for event in seen[0]] == list(range(1, 23))
    assert "".join(event["text"] for event in seen[0] if event["kind"] == "token").startswith("piece 0 piece 1 ")
    assert seen[0][-1]["answer"]["text"] == "30 days."


@pytest.mark.parametrize("follow", [server_sent, on_a_websocket])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_a_device_that_comes_again_goes_on_where_it_was_while_more_is_written(
    served: str, pool: Pool, follow: Follow, cuts: list[int]
) -> None:
    conversation = str(TranscriptStore(pool).create(TENANT, "local"))
    writing = threading.Thread(target=whole_turn, args=(pool, conversation, "m1", [str(n) for n in range(12)]))
    writing.start()
    seen: list[Json] = []
    for cut in itertools.chain(cuts, itertools.repeat(100)):
        for event in itertools.islice(follow(served, conversation, seen[-1]["number"] if seen else 0), cut):
            seen.append(event)
            if is_the_answer(event):
                break
        if is_the_answer(seen[-1]):
            break
    writing.join()

    assert [event["number"] for event in seen] == list(range(1, 15))
    assert [event["text"] for event in seen if event["kind"] == "token"] == [str(n) for n in range(12)]


def test_a_new_device_begins_with_what_is_under_way(served: str, pool: Pool, conversation: str) -> None:
    whole_turn(pool, conversation, "m1", ["30 days."])
    streams = StreamStore(pool)
    attempt = begin(streams, conversation, "m2")
    streams.emit(TENANT, conversation, "m2", Told(attempt=attempt, events=said("searching")))

    events = server_sent(served, conversation, None)
    assert [(next(events)["message_id"], next(events)["text"])] == [("m2", "searching")]


def test_a_notice_reaches_who_follows(served: str, pool: Pool, conversation: str) -> None:
    events = on_a_websocket(served, conversation)
    StreamStore(pool).notice(TENANT, conversation, "An answer of 3 May rests on what was corrected.", {"answer": "a1"})
    notice = next(events)
    assert (notice["kind"], notice["about"]) == ("notice", {"answer": "a1"})
    assert notice["text"].startswith("An answer of 3 May")


def test_what_postgres_told_during_a_lost_connection_comes_after_it(
    served: str, pool: Pool, database: str, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_feed, "LOOK_AGAIN_S", 3600.0)  # only being woken helps
    events = server_sent(served, conversation)
    streams = StreamStore(pool)
    streams.notice(TENANT, conversation, "before")
    assert next(events)["text"] == "before"
    with psycopg.connect(database, autocommit=True) as connection:
        ending = (
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            " AND datname = current_database()"
        )
        while connection.execute(ending).fetchone() != (1,):  # what is told may be read before anybody listens
            pass
    streams.notice(TENANT, conversation, "after")
    assert next(events)["text"] == "after"


def test_many_readers_of_a_process_share_one_listening_connection(
    served: str, pool: Pool, database: str, conversation: str
) -> None:
    readers = [server_sent(served, conversation) for _ in range(20)]
    StreamStore(pool).notice(TENANT, conversation, "hello")
    assert [next(reader)["text"] for reader in readers] == ["hello"] * 20
    with psycopg.connect(database) as connection:
        listening = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        ).fetchone()
    assert listening == (1,)


PIECE = "x" * 50_000
PIECES = 600  # thirty megabytes, far more than sockets hold


@pytest.mark.parametrize("way", ["stream", "ws"])
def test_a_reader_that_stops_reading_holds_up_nobody_and_costs_no_memory(
    two_apis: list[tuple[str, psutil.Process]], pool: Pool, conversation: str, way: str
) -> None:
    api, process = two_apis[0]
    stalled = _asks_and_never_reads(api, f"/v1/conversations/{conversation}/{way}?after=0", websocket=way == "ws")
    with stalled, ThreadPoolExecutor(1) as threads:
        first = threads.submit(up_to, server_sent(api, conversation), is_the_answer)
        whole_turn(pool, conversation, "m0", ["warm"])
        first.result(timeout=60)
        before = process.memory_info().rss
        other = threads.submit(up_to, server_sent(api, conversation), lambda e: is_the_answer(e) and e["number"] > 3)
        whole_turn(pool, conversation, "m1", [PIECE] * PIECES)
        seen = other.result(timeout=120)
        assert sum(len(event["text"]) for event in seen if event["kind"] == "token") == PIECES * len(PIECE) + 4
        assert process.memory_info().rss - before < PIECES * len(PIECE) / 2


def _asks_and_never_reads(api: str, path: str, *, websocket: bool) -> socket.socket:
    url = urlsplit(api)
    opened = socket.create_connection((url.hostname, url.port))
    lines = [f"GET {path} HTTP/1.1", f"Host: {url.netloc}"]
    if websocket:
        lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    opened.sendall("\r\n".join([*lines, "", ""]).encode())
    return opened


def test_who_follows_what_is_not_there_gets_a_problem(served: str) -> None:
    unknown = uuid4()
    reply = httpx.get(f"{served}/v1/conversations/{unknown}/stream")
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/conversation-not-found")
    with pytest.raises(InvalidStatus) as refused:
        next(on_a_websocket(served, str(unknown)))
    assert refused.value.response.status_code == 404
    assert b"/problems/conversation-not-found" in refused.value.response.body


def test_an_id_that_no_event_has_is_refused(served: str, conversation: str) -> None:
    reply = httpx.get(f"{served}/v1/conversations/{conversation}/stream", headers={"Last-Event-ID": "yesterday"})
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/invalid-request")


def test_every_kind_of_event_has_the_shape_that_is_documented(served: str, pool: Pool, conversation: str) -> None:
    streams, transcripts = StreamStore(pool), TranscriptStore(pool)
    attempt = begin(streams, conversation, "m1")
    stage = Emitted(kind=StreamKind.STAGE, body={"text": "searching"})
    streams.emit(TENANT, conversation, "m1", Told(attempt=attempt, events=[stage, *said("30 days.")]))
    begin(streams, conversation, "m1", LATER)
    transcripts.fail(TENANT, conversation, asking("m1"), TurnFailed("a fault"), attempt=2)
    streams.notice(TENANT, conversation, "a notice")
    events = up_to(server_sent(served, conversation), lambda event: event["kind"] == "notice")

    assert {event["kind"] for event in events} == {kind.value for kind in StreamKind} - {"answer"}
    for event in events:
        shown = TypeAdapter[Any](StreamEventReply).validate_python(event)
        assert set(event) >= set(type(shown).model_fields)
