"""A read at a fixed `known_at` gives the same before, during and after a slow commit."""

import datetime as dt
import threading
from dataclasses import replace
from typing import TypeVar

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from ingestion.uploads import UploadReceipt
from knowledge.adapters.postgres.history import HistoryReader, Recording
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.ports import FactQuery, StoredFact, StoredPassage
from knowledge.time_windows import Viewpoint, Window
from tests.fixtures.publishing import DAY, START, System


def everything(system: System, known_at: dt.datetime) -> dict[str, object]:
    """Whatever may be read as known at an instant."""
    reader, history = PostgresReader(system.pool), HistoryReader(system.pool)
    viewpoint = Viewpoint(tenant="default", as_of=START + 5 * DAY, known_at=known_at)
    with system.pool.connection() as connection:
        facts = [id_ for (id_,) in connection.execute("SELECT id FROM fact ORDER BY id")]
        passages = [id_ for (id_,) in connection.execute("SELECT id FROM passage ORDER BY id")]
    recordings = {
        (one.fact.id, one.fact.valid, one.fact.source, one.edit, one.cause, known_until(one, known_at))
        for fact in facts
        for one in history.recordings("default", fact)
        if one.fact.recorded.start <= known_at
    }
    return {
        "facts": [as_known(fact, known_at) for fact in reader.facts(viewpoint, FactQuery())[0]],
        "passages": {id_: as_known(one, known_at) for id_, one in reader.passages(viewpoint, passages).items()},
        "facts in passages": {
            passage: [as_known(fact, known_at) for fact in found]
            for passage, found in reader.facts_in(viewpoint, passages).items()
            if found
        },
        "history": recordings,
        "versions": PostgresReader(system.pool).changes("default", known_at),
        "changes": history.changes(
            "default",
            start=START - DAY,
            end=START + 9 * DAY,
            known_at=known_at,
            document=None,
            limit=100,
            cursor=None,
        ),
        "text": history.text_at("default", "leave", as_of=viewpoint.as_of, known_at=known_at),
    }


T = TypeVar("T", StoredFact, StoredPassage)


def as_known(stored: T, known_at: dt.datetime) -> T:
    """That a row is retired later was not known: the end of its recorded window is no part of the reading."""
    assert stored.recorded.contains(known_at)
    return replace(stored, recorded=Window(stored.recorded.start, None))


def known_until(recording: Recording, known_at: dt.datetime) -> dt.datetime | None:
    end = recording.fact.recorded.end
    return None if end is None or end > known_at else end


@retry(retry=retry_if_result(lambda waits: not waits), wait=wait_fixed(0.02), stop=stop_after_delay(20))
def a_statement_waits_for(pool: Pool, words: str) -> bool:
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s", [f"%{words}%"]
        ).fetchone()
    return row is not None and row[0] > 0


def test_a_slow_commit_changes_nothing_that_was_known_before_it(system: System) -> None:
    reader = PostgresReader(system.pool)
    system.ingest(system.accept("notice 10 days\ncarry none", 0))
    system.ingest(system.accept("notice 11 days\ncarry none", 0))
    slow: UploadReceipt = system.accept("notice 20 days", 3)
    system.prepare(slow)
    before = reader.watermark("default")
    first = everything(system, before)
    assert all(first.values())

    with system.pool.connection() as holder:
        # The last statement of the publication waits here: its instant is taken, its rows stand, nothing is committed.
        holder.execute("SELECT 1 FROM ingestion WHERE id = %s FOR UPDATE", [slow.ingestion_id])
        publishing = threading.Thread(target=system.publish, args=(slow,))
        publishing.start()
        a_statement_waits_for(system.pool, "SET status = 'done'")
        assert reader.watermark("default") == before
        assert everything(system, before) == first
        holder.rollback()
    publishing.join(20)

    after = reader.watermark("default")
    assert after > before
    assert everything(system, before) == first
    known = everything(system, after)
    assert [fact.source.quote for fact in known["facts"]] == ["notice 20 days"]
    assert [name for name in known if known[name] == first[name]] == []
