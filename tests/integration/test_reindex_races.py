"""What happens between two reads or writes of a re-index: a publication under way, an erasure, a late attempt."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from ingestion.generations import fed
from ingestion.reindex.comparing import compare, repair
from ingestion.reindex.filling import Filling
from ingestion.reindex.messages import EXAMINE, FILL, GO_LIVE
from ingestion.reindex.runs import ReindexRun
from ingestion.reindex.store import Flip, ReindexStore
from knowledge.errors import ReindexOver, StoreUnavailable
from knowledge.ports import IndexPoint
from tests.fixtures.publishing import GENERATION, System
from tests.fixtures.reindexing import CountingEmbedders, Reindexer
from tests.integration.test_publication import VERSIONS


@pytest.fixture
def reindexer(system: System) -> Reindexer:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    return Reindexer(system)


class Interrupting:
    """An index that lets something happen right after the first points were put, before their rows are committed."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.then: list[object] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._system.index, name)

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        self._system.index.put(generation, points)
        while self.then:
            self.then.pop()()  # type: ignore[operator]


def test_points_of_a_publication_under_way_are_no_strangers(reindexer: Reindexer) -> None:
    """They stand in the index before their rows do: whoever compares or repairs then leaves them there."""
    system = reindexer.system
    interrupting = Interrupting(system)
    late = system.accept("notice 99 days", 60)
    system.prepare(late)
    seen: list[tuple[UUID, ...]] = []
    interrupting.then.append(lambda: seen.append(compare(system.pool, system.index, GENERATION).surplus))
    system.publication._index = interrupting  # type: ignore[assignment]
    system.publish(late)
    assert seen == [()]
    assert compare(system.pool, system.index, GENERATION).equal


def test_the_flip_waits_for_a_publication_under_way_and_holds_up_the_next(reindexer: Reindexer) -> None:
    run = reindexer.ask()
    reindexer.carry_out(run, until=GO_LIVE)
    flipped = threading.Event()

    def flip() -> None:
        reindexer.carry_out(run)
        flipped.set()

    with reindexer.pool.connection() as connection, connection.cursor() as cursor:
        assert [one.name for one in fed(cursor)] == [GENERATION, "g2"]
        flipping = threading.Thread(target=flip)
        flipping.start()
        while not _waits(reindexer):
            assert not flipped.is_set()
        assert reindexer.live() == GENERATION  # readers are not held up
    flipping.join()
    assert reindexer.live() == "g2"


def test_what_is_published_in_the_last_moment_before_the_flip_is_in_it(reindexer: Reindexer) -> None:
    """By the live model alone, as nobody has embedded it by the other."""
    system = reindexer.system

    class Overtaken(ReindexStore):
        @contextmanager
        def flipping(self, run: ReindexRun) -> Iterator[Flip]:
            system.ingest(system.accept("notice 99 days", 60))
            with super().flipping(run) as flip:
                yield flip

    overtaken = Reindexer(system, store=Overtaken(reindexer.pool))
    run = overtaken.carry_out(reindexer.ask(model="other"))
    assert (run.status, overtaken.embedders.asked) == ("done", {"other": run.embedded})
    assert reindexer.held("g2") == reindexer.rows()


def test_a_cancellation_while_the_flip_waits_counts(reindexer: Reindexer) -> None:
    run = reindexer.ask()
    reindexer.carry_out(run, until=GO_LIVE)
    with reindexer.pool.connection() as connection, connection.cursor() as cursor:
        fed(cursor)
        flipping = threading.Thread(target=reindexer.carry_out, args=[run], kwargs={"since": GO_LIVE})
        flipping.start()
        while not _waits(reindexer):
            assert flipping.is_alive()
        reindexer.store.cancel("default", run.id)
    flipping.join()
    assert reindexer.store.get("default", run.id).status == "cancelled"
    assert reindexer.generations() == {GENERATION: "live"}


def _waits(reindexer: Reindexer) -> bool:
    with reindexer.pool.connection() as connection:
        waiting = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return waiting.fetchall() == [(1,)]


def test_who_waits_too_long_for_writers_lets_others_pass(reindexer: Reindexer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.generations.PATIENCE", "10ms")
    with reindexer.pool.connection() as connection, connection.cursor() as cursor:
        fed(cursor)
        with pytest.raises(StoreUnavailable):
            reindexer.store.barrier()
    reindexer.store.barrier()


def test_what_is_erased_between_reading_and_putting_is_not_left_in_the_index(reindexer: Reindexer) -> None:
    system = reindexer.system
    interrupting = Interrupting(system)
    run = reindexer.ask()
    reindexer.carry_out(run, until=FILL)

    def erase() -> None:
        with system.pool.connection() as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("DELETE FROM passage_occurrence")
            connection.execute("DELETE FROM passage")
            connection.execute("SET session_replication_role = origin")

    interrupting.then.append(erase)
    filling = Filling(system.pool, interrupting, CountingEmbedders())  # type: ignore[arg-type]
    filling.fill_after(reindexer.store.generation(run), UUID(int=0))
    assert reindexer.held("g2") == set()


def test_an_embedding_that_comes_after_its_text_was_erased_is_not_kept(reindexer: Reindexer) -> None:
    system = reindexer.system
    run = reindexer.ask(model="other")
    reindexer.carry_out(run, until=FILL)

    class Slow(CountingEmbedders):
        def embedder(self, model: str, precision: str):  # type: ignore[no-untyped-def]
            with system.pool.connection() as connection:
                connection.execute("SET session_replication_role = replica")
                connection.execute("DELETE FROM passage")
                connection.execute("DELETE FROM passage_content")
                connection.execute("SET session_replication_role = origin")
            return super().embedder(model, precision)

    filling = Filling(system.pool, system.index, Slow())
    filling.fill_after(reindexer.store.generation(run), UUID(int=0))
    with system.pool.connection() as connection:
        assert connection.execute("SELECT 1 FROM embedding WHERE model = 'other'").fetchall() == []
    assert reindexer.held("g2") == set()


def test_an_attempt_that_comes_late_revives_nothing(reindexer: Reindexer) -> None:
    """A worker that was thought dead goes on at the beginning of a run that was cancelled meanwhile."""
    run = reindexer.ask()

    class Late(ReindexStore):
        def begin(self, run, dimensions):  # type: ignore[no-untyped-def]
            self.cancel(run.tenant, run.id)
            reindexer.carry_out(run)
            super().begin(run, dimensions)

    late = Reindexer(reindexer.system, store=Late(reindexer.pool))
    with pytest.raises(Exception, match="has ended"):
        ActivityEnvironment().run(late.activities.begin, run.message)
    assert reindexer.index.generations() == [GENERATION]
    assert reindexer.generations() == {GENERATION: "live"}
    with pytest.raises(ReindexOver):
        reindexer.store.begin(run, 8)


def test_repairing_while_versions_are_published_loses_none(reindexer: Reindexer) -> None:
    system = reindexer.system
    system.index.delete(GENERATION, system.index.ids(GENERATION, after=None, limit=3))
    found = compare(system.pool, system.index, GENERATION)
    assert len(found.missing) == 3
    system.ingest(system.accept("notice 99 days", 60))
    repair(
        system.pool,
        system.index,
        reindexer.store.live(),
        found,
        Filling(system.pool, system.index, CountingEmbedders()),
    )
    assert compare(system.pool, system.index, GENERATION).equal
    assert reindexer.carry_out(reindexer.ask(), until=EXAMINE).status == "running"
