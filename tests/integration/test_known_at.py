"""A read at a fixed `known_at` gives the same before, during and after a slow commit."""

import datetime as dt
import threading

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from ingestion.uploads import UploadReceipt
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.ports import FactQuery
from knowledge.time_windows import Viewpoint
from tests.fixtures.publishing import DAY, START, System


def said(system: System, known_at: dt.datetime) -> list[tuple[str, str, str]]:
    viewpoint = Viewpoint(tenant="default", as_of=START + 5 * DAY, known_at=known_at)
    facts, _ = PostgresReader(system.pool).facts(viewpoint, FactQuery())
    return [(fact.source.quote, str(fact.valid), str(fact.recorded.start)) for fact in facts]


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
    slow: UploadReceipt = system.accept("notice 20 days", 3)
    system.prepare(slow)
    before = reader.watermark("default")
    first = said(system, before)

    with system.pool.connection() as holder:
        # The last statement of the publication waits here: its instant is taken, its rows stand, nothing is committed.
        holder.execute("SELECT 1 FROM ingestion WHERE id = %s FOR UPDATE", [slow.ingestion_id])
        publishing = threading.Thread(target=system.publish, args=(slow,))
        publishing.start()
        a_statement_waits_for(system.pool, "SET status = 'done'")
        assert reader.watermark("default") == before
        assert said(system, before) == first
        holder.rollback()
    publishing.join(20)

    after = reader.watermark("default")
    assert after > before
    assert said(system, before) == first
    assert [quote for quote, *_ in said(system, after)] == ["notice 20 days"]
