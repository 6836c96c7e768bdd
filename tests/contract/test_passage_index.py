"""The rules of `ports.PassageIndex`, held by every engine that asof can stand on."""

import math
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.adapters.qdrant.server import ServerPassageIndex
from knowledge.errors import IndexUnavailable, InvalidRequest
from knowledge.ports import IndexFilter, IndexHits, IndexPoint, IndexWindows, PassageIndex
from knowledge.time_windows import OPEN_END_SECONDS, OPEN_START_SECONDS

G = "g1"
ALWAYS = IndexWindows(
    valid_from=OPEN_START_SECONDS,
    valid_to=OPEN_END_SECONDS,
    recorded_from=OPEN_START_SECONDS,
    recorded_to=OPEN_END_SECONDS,
)
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


@pytest.fixture(scope="session")
def qdrant_url() -> Iterator[str]:
    """A real server, where Docker is."""
    address = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    with socket.socket(socket.AF_UNIX) as probe:  # the Docker SDK leaks its own where nobody answers
        if address.startswith("unix://") and probe.connect_ex(address.removeprefix("unix://")):
            pytest.skip(f"no Docker at {address}")
    from testcontainers.qdrant import QdrantContainer

    with QdrantContainer("qdrant/qdrant:v1.17.0") as container:
        yield f"http://{container.rest_host_address}"


@pytest.fixture(params=["edge", "memory", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageIndex]:
    if request.param == "edge":
        made: EdgePassageIndex | ServerPassageIndex = EdgePassageIndex(tmp_path / "index")
    elif request.param == "memory":
        made = ServerPassageIndex(QdrantClient(":memory:"))
    else:
        client = QdrantClient(url=request.getfixturevalue("qdrant_url"))
        made = ServerPassageIndex(client, prefix=f"test-{uuid.uuid4()}-")
    made.create(G, 3)
    yield made
    made.close()


def point(
    text: str, *, tenant: str = "acme", document: str = "returns", windows: IndexWindows = ALWAYS, at: float = 0.0
) -> IndexPoint:
    vector = (math.cos(at), math.sin(at), 0.1)
    return IndexPoint(id=uuid.uuid4(), tenant=tenant, document=document, text=text, vector=vector, windows=windows)


def ask(index: PassageIndex, question: str, where: IndexFilter | None = None, *, limit: int = 10) -> IndexHits:
    return index.search(
        G,
        question=question,
        vector=[1, 0, 0.1],
        where=where or IndexFilter(tenant="acme", as_of=50, known_at=50),
        limit=limit,
    )


def found(hits: IndexHits) -> set[uuid.UUID]:
    return {hit.id for hit in hits.dense}


def test_putting_a_point_again_replaces_it(index: PassageIndex) -> None:
    first = point("refunds within 30 days")
    index.put(G, [first])
    index.put(G, [first, replace(first, text="refunds within 90 days")])
    assert index.count(G) == 1
    assert ask(index, "90").sparse
    assert not ask(index, "30").sparse


def test_creating_a_generation_again_keeps_what_it_holds(index: PassageIndex) -> None:
    index.put(G, [point("refunds")])
    index.create(G, 3)
    assert index.count(G) == 1
    with pytest.raises(InvalidRequest, match="3 dimensions, not 4"):
        index.create(G, 4)


@pytest.mark.parametrize("axis", ["valid", "recorded"])
@pytest.mark.parametrize(("second", "inside"), [(99, False), (100, True), (199, True), (200, False)])
def test_a_window_holds_its_start_and_not_its_end(index: PassageIndex, axis: str, second: int, inside: bool) -> None:
    held = point("refunds", windows=replace(ALWAYS, **{f"{axis}_from": 100, f"{axis}_to": 200}))
    index.put(G, [held])
    as_of, known_at = (second, 150) if axis == "valid" else (150, second)
    hits = ask(index, "refunds", IndexFilter(tenant="acme", as_of=as_of, known_at=known_at))
    assert (found(hits) == {held.id}) is inside
    assert bool(hits.sparse) is inside


def test_without_an_instant_every_time_is_searched_and_recorded_time_tenant_and_document_still_narrow(
    index: PassageIndex,
) -> None:
    past, future = (
        point("refunds", windows=replace(ALWAYS, **window)) for window in ({"valid_to": 10}, {"valid_from": 90})
    )
    retired = point("refunds", windows=replace(ALWAYS, recorded_to=50))
    others = [point("refunds", tenant="globex"), point("refunds", document="travel")]
    index.put(G, [past, future, retired, *others])
    ever = IndexFilter(tenant="acme", as_of=None, known_at=50, documents=("returns",))
    hits = ask(index, "refunds", ever)
    assert found(hits) == {hit.id for hit in hits.sparse} == {past.id, future.id}
    assert found(ask(index, "refunds", replace(ever, known_at=49))) == {past.id, future.id, retired.id}
    assert found(ask(index, "refunds", replace(ever, as_of=50, known_at=49))) == {retired.id}


def test_of_every_time_what_another_tenant_says_still_changes_no_rank(index: PassageIndex) -> None:
    """BM25 weighs words over the passages that the question may see: here those of all times, and of ours alone."""
    ended = replace(ALWAYS, valid_to=10)
    index.put(G, [point("refunds are paid in cash", windows=ended), point("cash is counted"), point("travel early")])
    ever = IndexFilter(tenant="acme", as_of=None, known_at=50)
    before = [(hit.id, hit.score) for hit in ask(index, "cash refunds", ever).sparse]
    index.put(G, [point("refunds refunds", tenant="globex") for _ in range(20)])
    after = [(hit.id, hit.score) for hit in ask(index, "cash refunds", ever).sparse]
    assert [id_ for id_, _ in after] == [id_ for id_, _ in before]
    assert [score for _, score in after] == pytest.approx([score for _, score in before], rel=1e-5)


def test_filters_come_before_the_ranking(index: PassageIndex) -> None:
    wanted = point("refunds are paid in cash", at=1.5)
    better = [point("refunds refunds", windows=replace(ALWAYS, valid_to=10)) for _ in range(30)]
    index.put(G, [wanted, *better])
    hits = ask(index, "refunds", limit=1)
    assert [hit.id for hit in hits.dense] == [hit.id for hit in hits.sparse] == [wanted.id]


def test_tenants_never_mix(index: PassageIndex) -> None:
    ours, theirs = point("refunds"), point("refunds", tenant="globex")
    index.put(G, [ours, theirs])
    assert found(ask(index, "refunds")) == {ours.id}
    assert found(ask(index, "refunds", IndexFilter(tenant="globex", as_of=50, known_at=50))) == {theirs.id}
    assert not found(ask(index, "refunds", IndexFilter(tenant="initech", as_of=50, known_at=50)))


def test_documents_narrow_the_search(index: PassageIndex) -> None:
    points = {name: point("refunds", document=name) for name in ("returns", "travel", "access")}
    index.put(G, list(points.values()))
    only = IndexFilter(tenant="acme", as_of=50, known_at=50, documents=("travel", "access"))
    assert found(ask(index, "refunds", only)) == {points["travel"].id, points["access"].id}


def test_what_cannot_be_seen_changes_neither_ranks_nor_scores(index: PassageIndex) -> None:
    """BM25 weighs a word by how rare it is: among the passages the question may see, and no others."""
    seen = [point("refunds are paid in cash"), point("cash is counted twice"), point("travel is booked early")]
    index.put(G, seen)
    before = ask(index, "cash refunds").sparse
    later = replace(ALWAYS, valid_from=1_000)
    index.put(G, [point("refunds refunds refunds", windows=later) for _ in range(20)])
    index.put(G, [point("cash cash", tenant="globex") for _ in range(20)])
    after = ask(index, "cash refunds").sparse
    assert [hit.id for hit in after] == [hit.id for hit in before]
    assert [hit.score for hit in after] == pytest.approx([hit.score for hit in before], rel=1e-5)


def test_scores_are_cosine_and_the_rarer_word_weighs_more(index: PassageIndex) -> None:
    near, far = point("cash cash refunds", at=0.0), point("cash", at=math.pi / 2)
    index.put(G, [near, far, point("cash", at=1.0)])
    hits = ask(index, "refunds")
    assert hits.dense[0].id == near.id
    assert hits.dense[0].score == pytest.approx(1.0, abs=1e-5)
    assert hits.dense[-1].id == far.id
    assert hits.dense[-1].score == pytest.approx(0.01 / 1.01, abs=1e-5)
    assert ask(index, "refunds").sparse[0].score > ask(index, "cash").sparse[0].score


def test_a_question_without_words_finds_by_meaning_alone(index: PassageIndex) -> None:
    index.put(G, [point("refunds"), point("the of and")])
    hits = ask(index, "the ?")
    assert len(hits.dense) == 2
    assert hits.sparse == ()


def test_narrowed_windows_hide_a_point(index: PassageIndex) -> None:
    kept, narrowed = point("refunds"), point("refunds")
    index.put(G, [kept, narrowed])
    new = replace(ALWAYS, recorded_to=50)
    index.set_windows(G, {narrowed.id: new, uuid.uuid4(): new})
    assert found(ask(index, "refunds")) == {kept.id}
    assert found(ask(index, "refunds", IndexFilter(tenant="acme", as_of=50, known_at=49))) == {kept.id, narrowed.id}
    assert index.windows_of(G, [kept.id, narrowed.id, uuid.uuid4()]) == {kept.id: ALWAYS, narrowed.id: new}


def test_deleted_points_are_gone(index: PassageIndex) -> None:
    kept, gone = point("refunds"), point("refunds")
    index.put(G, [kept, gone])
    index.delete(G, [gone.id, uuid.uuid4()])
    assert found(ask(index, "refunds")) == {kept.id}
    assert index.count(G) == 1


@pytest.mark.parametrize("vector", [(1.0, 0.0), (1.0, math.nan, 0.0), (math.inf, 0.0, 0.0), ()])
def test_a_bad_vector_is_refused_and_nothing_is_written(index: PassageIndex, vector: tuple[float, ...]) -> None:
    with pytest.raises(InvalidRequest):
        index.put(G, [point("good"), replace(point("bad"), vector=vector)])
    assert index.count(G) == 0


def test_an_unknown_generation_is_told(index: PassageIndex) -> None:
    with pytest.raises(IndexUnavailable):
        index.count("never-built")


def test_all_agree_on_every_ranking(tmp_path: Path) -> None:
    """Edge against `:memory:`, on random texts, windows and vectors."""
    chance = random.Random(7)
    words = [f"word{i}" for i in range(40)]

    def any_point() -> IndexPoint:
        start = chance.randrange(0, 80)
        windows = replace(ALWAYS, valid_from=start, valid_to=start + chance.randrange(1, 80))
        return point(" ".join(chance.choices(words, k=12)), windows=windows, at=chance.random() * 3)

    points = [any_point() for _ in range(200)]
    edge, memory = EdgePassageIndex(tmp_path / "index"), ServerPassageIndex(QdrantClient(":memory:"))
    for engine in (edge, memory):
        engine.create(G, 3)
        engine.put(G, points)
    for _ in range(20):
        where = IndexFilter(tenant="acme", as_of=chance.randrange(0, 100), known_at=0)
        question = " ".join(chance.choices(words, k=3))
        one, other = ask(edge, question, where, limit=200), ask(memory, question, where, limit=200)
        for ours, theirs in ((one.dense, other.dense), (one.sparse, other.sparse)):
            assert {h.id: h.score for h in ours} == pytest.approx({h.id: h.score for h in theirs}, rel=1e-4)
    edge.close()
    memory.close()


def test_closed_and_opened_again_nothing_is_missing(tmp_path: Path) -> None:
    held = point("refunds")
    index = EdgePassageIndex(tmp_path / "index")
    index.create(G, 3)
    index.put(G, [held])
    index.close()
    (tmp_path / "index" / G / "shard" / "temp_segments" / "left").mkdir(parents=True)
    again = EdgePassageIndex(tmp_path / "index")
    assert found(ask(again, "refunds")) == {held.id}
    again.close()


def test_a_generation_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "index" / f"{G}.unfinished" / "shard" / "segments").mkdir(parents=True)
    index = EdgePassageIndex(tmp_path / "index")
    index.create(G, 3)
    assert index.count(G) == 0
    index.close()


_KEEPS_WRITING = """
import sys, uuid
from pathlib import Path
from tests.contract.test_passage_index import ALWAYS, G, point, replace
from knowledge.adapters.qdrant.edge import EdgePassageIndex
index = EdgePassageIndex(Path(sys.argv[1]))
index.create(G, 3)
while True:
    one = point("refunds")
    index.put(G, [one])
    index.set_windows(G, {one.id: replace(ALWAYS, valid_to=7)})
    print(one.id, flush=True)
"""


def test_killed_without_warning_what_was_put_is_there(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _KEEPS_WRITING, str(tmp_path / "index")], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = [uuid.UUID(writer.stdout.readline().strip()) for _ in range(20)]
    writer.send_signal(signal.SIGKILL)
    said += [uuid.UUID(line.strip()) for line in writer.stdout if line.endswith("\n")]
    writer.stdout.close()
    writer.wait()
    again = EdgePassageIndex(tmp_path / "index")
    assert again.windows_of(G, said) == dict.fromkeys(said, replace(ALWAYS, valid_to=7))
    again.close()


def test_threads_write_and_search_at_once(index: PassageIndex, request: pytest.FixtureRequest) -> None:
    if "memory" in request.node.name:
        pytest.skip("qdrant-client's :memory: is not made for threads; it serves as an oracle only")
    failures: list[BaseException] = []

    def work(act: Callable[[], object]) -> None:
        try:
            for _ in range(10):
                act()
        except BaseException as error:
            failures.append(error)
            raise

    acts = [lambda: index.put(G, [point("refunds"), point("cash")])] * 3 + [lambda: ask(index, "refunds cash")] * 3
    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert index.count(G) == 60


def test_ids_come_in_their_order_page_by_page(index: PassageIndex) -> None:
    points = [point(f"text {number}") for number in range(5)]
    index.put(G, points)
    first = index.ids(G, after=None, limit=2)
    second = index.ids(G, after=first[-1], limit=2)
    last = index.ids(G, after=second[-1], limit=2)
    assert first + second + last == sorted(one.id for one in points)
    assert index.ids(G, after=last[-1], limit=2) == []


def test_a_removed_generation_is_gone_and_the_others_stay(index: PassageIndex) -> None:
    kept = point("kept")
    index.put(G, [kept])
    index.create("g2", 3)
    index.put("g2", [point("going")])
    assert index.generations() == [G, "g2"]
    for _ in range(2):  # a removal may be repeated
        index.remove("g2")
    assert index.generations() == [G]
    assert index.ids(G, after=None, limit=9) == [kept.id]
    with pytest.raises(IndexUnavailable):
        index.put("g2", [point("late")])
    index.create("g2", 4)  # another one of this name has nothing of it
    assert index.count("g2") == 0


def test_files_of_a_removal_that_was_cut_short_go(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    (folder / "g2.removed").mkdir(parents=True)
    index = EdgePassageIndex(folder)
    assert index.generations() == []
    assert list(folder.iterdir()) == []
    index.close()
