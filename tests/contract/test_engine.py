"""The engine process behind its socket: the same contract, deadlines, and a restart that callers do not notice."""

import json
import math
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from infra.engine.client import EngineClient
from infra.places import Places
from knowledge.errors import EmbedderUnavailable, IndexUnavailable, InvalidRequest
from knowledge.passages import EmbeddedText
from knowledge.ports import IndexFilter, IndexPoint, IndexWindows
from knowledge.time_windows import OPEN_END_SECONDS
from tests.fixtures.engine import EngineProcess

WHERE = IndexFilter(tenant="acme", as_of=1, known_at=1)
OPEN = IndexWindows(valid_from=0, valid_to=OPEN_END_SECONDS, recorded_from=0, recorded_to=OPEN_END_SECONDS)


@pytest.fixture
def generation(engine: EngineClient) -> str:
    name = f"g-{uuid.uuid4()}"
    engine.create(name, engine.model().dimensions)
    return name


@pytest.fixture(scope="module")
def fragile() -> Iterator[EngineProcess]:
    """An engine that these tests may stop and kill."""
    with tempfile.TemporaryDirectory(prefix="asof-fragile-") as home:
        running = EngineProcess(Places(Path(home)))
        running.start()
        yield running
        running.kill()


def embed(client: EngineClient, texts: Sequence[str]) -> list[list[float]]:
    return [found.passage for found in client.embed_passages([EmbeddedText(text) for text in texts])]


def put_texts(client: EngineClient, generation: str, *texts: str) -> list[uuid.UUID]:
    points = [
        IndexPoint(id=uuid.uuid4(), tenant="acme", document="d", text=text, vector=vector, windows=OPEN)
        for text, vector in zip(texts, embed(client, texts), strict=True)
    ]
    client.put(generation, points)
    return [point.id for point in points]


def test_a_question_finds_by_meaning_and_by_words(engine: EngineClient, generation: str) -> None:
    money, parking = put_texts(
        engine, generation, "We return your money within 30 days.", "Bicycles stand in the yard."
    )
    hits = engine.search_text(generation, question="how fast is a reimbursement?", where=WHERE, limit=2)
    assert [hit.id for hit in hits.dense] == [money, parking]
    assert [h.id for h in engine.search_text(generation, question="bicycles", where=WHERE, limit=2).sparse] == [parking]


def test_one_round_trip_gives_what_two_give(engine: EngineClient, generation: str) -> None:
    put_texts(engine, generation, "refunds", "travel", "access")
    question = "who pays my travel?"
    vector = engine.embed_question(question)
    found = engine.search(generation, question=question, vector=vector, where=WHERE, limit=3)
    assert engine.search_text(generation, question=question, where=WHERE, limit=3) == replace(
        found, vector=tuple(vector)
    )


def test_vectors_are_of_unit_length_and_in_the_order_of_the_texts(engine: EngineClient) -> None:
    texts = [f"{'a longer text about refunds ' * (i % 5)}number {i}" for i in range(70)]
    vectors = embed(engine, texts)
    assert all(math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-5) for vector in vectors)
    alone = [engine.embed_question(text) for text in texts[:6]]
    for one, other in zip(alone, vectors[:6], strict=True):
        assert one == pytest.approx(other, abs=1e-2)
        assert max(vectors, key=lambda v, one=one: sum(a * b for a, b in zip(v, one, strict=True))) is other


def test_no_texts_are_no_vectors(engine: EngineClient) -> None:
    assert engine.embed_passages([]) == []


def test_what_the_caller_did_wrong_comes_back_as_such(engine: EngineClient, generation: str) -> None:
    bad = IndexPoint(id=uuid.uuid4(), tenant="acme", document="d", text="t", vector=[math.nan], windows=OPEN)
    with pytest.raises(InvalidRequest, match="dimensions"):
        engine.put(generation, [bad])
    with pytest.raises(IndexUnavailable, match="never-built"):
        engine.count("never-built")
    assert engine.count(generation) == 0


def test_many_threads_share_one_client(engine: EngineClient, generation: str) -> None:
    (only,) = put_texts(engine, generation, "refunds")
    found: list[uuid.UUID] = []

    def ask() -> None:
        for _ in range(5):
            hits = engine.search_text(generation, question="refunds", where=WHERE, limit=1)
            found.extend(hit.id for hit in hits.dense)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [only] * 60


def test_a_killed_engine_is_told_and_its_successor_found(fragile: EngineProcess) -> None:
    client = fragile.client()
    client.create("g1", client.model().dimensions)
    (kept,) = put_texts(client, "g1", "refunds")
    fragile.kill()
    assert not client.ready()
    with pytest.raises(IndexUnavailable, match="cannot be reached"):
        client.count("g1")
    with pytest.raises(EmbedderUnavailable, match="cannot be reached"):
        client.embed_question("refunds")
    fragile.start()
    assert client.windows_of("g1", [kept]) == {kept: OPEN}
    client.close()


def test_an_engine_that_hangs_does_not_hang_its_callers(fragile: EngineProcess) -> None:
    assert fragile.process is not None
    known, fresh = fragile.client(), fragile.client()
    assert known.ready()
    fragile.process.send_signal(signal.SIGSTOP)
    try:
        os.waitid(os.P_PID, fragile.process.pid, os.WSTOPPED | os.WNOWAIT)  # else it may answer once more
        assert not known.ready(within=0.1)
        assert not fresh.ready(within=0.1)
    finally:
        fragile.process.send_signal(signal.SIGCONT)
    assert known.ready(within=60)
    for client in (known, fresh):
        client.close()


def test_a_stranger_without_the_key_gets_nothing(fragile: EngineProcess, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"guessed")
    stranger = EngineClient(fragile.places.engine_socket, tmp_path / "key")
    with pytest.raises(IndexUnavailable):
        stranger.count("g1")
    for path in (fragile.places.engine_socket, fragile.places.engine_key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_client_loads_no_engine() -> None:
    """API and workers stay small: torch alone costs seconds and hundreds of megabytes."""
    say = "import sys, json, infra.engine.client; print(json.dumps(sorted(m.partition('.')[0] for m in sys.modules)))"
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", say]))
    assert not {"torch", "sentence_transformers", "qdrant_edge", "qdrant_client", "numpy"} & set(loaded)


def test_terminated_it_ends_in_order(fragile: EngineProcess) -> None:
    assert fragile.stop() == 0
    assert not fragile.places.engine_socket.exists()
