"""Publication on a real Postgres and a real index: any order of arrival, any crash, the same rows."""

import datetime as dt
import random
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from ingestion.documents import DocumentStore
from ingestion.publication import Publication
from ingestion.sequence import EditedSequence, Stretch
from ingestion.uploads import Retraction, Upload, UploadReceipt, Withdrawal
from knowledge.adapters.postgres.pool import open_pool
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.errors import EmptyDocument, IndexUnavailable, IngestionNotFound, VersionNotFound
from knowledge.ports import IndexPoint
from knowledge.time_windows import Window
from tests.fixtures.publishing import DAY, GENERATION, START, System

VERSIONS = [
    (0, "notice 10 days\ncarry none"),
    (10, "notice 20 days\ncarry none"),
    (20, "notice 20 days\ncarry 5 days\nsick 1 day"),
    (20, "notice 20 days\ncarry 6 days"),
    (30, "notice 10 days"),
]


@pytest.mark.parametrize("seed", range(4))
def test_versions_and_a_withdrawal_in_any_order_of_arrival_give_the_same_picture(system: System, seed: int) -> None:
    receipts = [system.accept(text, day) for day, text in VERSIONS]
    withdrawal = system.store.accept_withdrawal(
        Withdrawal(tenant="default", actor="local", document="leave", effective_at=START + 25 * DAY, reason="pause")
    )
    receipts.append(withdrawal)
    random.Random(seed).shuffle(receipts)
    for receipt in receipts:
        system.ingest(receipt)
    facts = [(text, window) for text, window in system.picture() if text.startswith("fact ")]
    at = [START + day * DAY for day in (0, 10, 20, 25, 30)]
    assert facts == [
        ("fact carry 6 days", Window(at[2], at[3])),
        ("fact carry none", Window(at[0], at[2])),
        ("fact notice 10 days", Window(at[0], at[1])),
        ("fact notice 10 days", Window(at[4], None)),
        ("fact notice 20 days", Window(at[1], at[3])),
    ]
    passages = [(text.removeprefix("passage "), window) for text, window in system.picture() if text not in dict(facts)]
    assert passages == [(text.removeprefix("fact "), window) for text, window in facts]


def test_the_index_holds_exactly_the_recorded_rows_with_their_windows(system: System) -> None:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    with system.pool.connection() as connection:
        rows: dict[UUID, bool] = dict(connection.execute("SELECT id, upper_inf(recorded) FROM passage").fetchall())
        waiting = connection.execute("SELECT count(*) FROM index_outbox").fetchone()
    held = system.index.windows_of(GENERATION, list(rows))
    assert system.index.count(GENERATION) == len(rows) == len(held)
    assert {id_: windows.recorded_to == 253402300799 for id_, windows in held.items()} == rows
    assert waiting == (0,)


def test_publishing_twice_changes_nothing(system: System) -> None:
    receipt = system.accept(VERSIONS[0][1], 0)
    system.ingest(receipt)
    before = system.rows("fact"), system.rows("passage")
    system.publish(receipt)
    assert (system.rows("fact"), system.rows("passage")) == before


class Breaking(EdgePassageIndex):
    """An index that takes the points and is then lost: the publication must not commit."""

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        super().put(generation, points)
        raise IndexUnavailable("lost after the points were added")


def test_points_of_a_publication_that_never_commits_are_removed_again(system: System, tmp_path: Path) -> None:
    system.index.close()
    breaking = Breaking(tmp_path / "index")
    receipt = system.accept(VERSIONS[0][1], 0)
    system.prepare(receipt)
    with pytest.raises(IndexUnavailable):
        Publication(system.pool, breaking).publish(
            receipt.version_id, str(receipt.ingestion_id), stage=lambda _: None, gated=False
        )
    assert breaking.count(GENERATION) == 2
    assert system.rows("passage") == set()
    assert Publication(system.pool, breaking).settle() == 1
    assert breaking.count(GENERATION) == 0
    breaking.close()


def test_recorded_instants_never_go_backwards_and_the_watermark_is_the_last(system: System) -> None:
    with system.pool.connection() as connection:
        connection.execute("UPDATE tenant SET watermark = clock_timestamp() + interval '1 hour'")
    receipts = [system.accept(text, day) for day, text in VERSIONS]
    for receipt in receipts:
        system.ingest(receipt)
    with system.pool.connection() as connection:
        instants = connection.execute("SELECT recorded_at FROM version ORDER BY recorded_at").fetchall()
        ordered = connection.execute(
            "SELECT recorded_at FROM version ORDER BY array_position(%s, id)", ([r.version_id for r in receipts],)
        ).fetchall()
        watermark = connection.execute("SELECT watermark FROM tenant WHERE name = 'default'").fetchone()
    assert len(set(instants)) == len(VERSIONS)
    assert ordered == instants
    assert watermark == instants[-1]


def test_a_refused_upload_leaves_nothing_but_its_ingestion(system: System) -> None:
    receipt = system.accept(" ", 0)
    with pytest.raises(EmptyDocument):
        system.prepare(receipt)
    system.store.refuse(str(receipt.ingestion_id), {"type": "empty-document", "title": "", "detail": "nothing in it"})
    with system.pool.connection() as connection:
        for table in ("document", "version", "passage_content", "fact_content"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
    progress = system.store.progress("default", receipt.ingestion_id)
    assert (progress.status, (progress.error or {})["type"]) == ("failed", "empty-document")


def test_the_same_bytes_and_date_again_are_the_same_version(system: System) -> None:
    first = system.accept("notice 10 days", 0)
    again = system.accept("notice 10 days", 0)
    assert (again.version, again.ingestion_id, again.repeated) == (first.version, first.ingestion_id, True)
    assert system.accept("notice 10 days", 1).version == 2


def test_undated_bytes_equal_to_the_newest_version_are_that_version_but_may_return_after_another(
    system: System,
) -> None:
    def undated(text: str) -> UploadReceipt:
        receipt = system.store.accept(
            Upload(tenant="default", actor="local", document="leave", content=text.encode(), file_name="leave.txt")
        )
        if not receipt.repeated:
            system.ingest(receipt)
        return receipt

    versions = [undated(text).version for text in ("notice a", "notice a", "notice b", "notice a")]
    assert versions == [1, 1, 2, 3]


def test_a_progress_of_an_unknown_ingestion_is_not_found(system: System) -> None:
    with pytest.raises(IngestionNotFound):
        system.store.progress("default", uuid4())


def test_what_another_entry_of_the_date_replaced_is_restored_by_the_same_again(system: System) -> None:
    receipts = [system.accept(text, 0) for text in ("notice x", "notice y", "notice x", "notice x")]
    assert [receipt.version for receipt in receipts] == [1, 2, 3, 3]
    assert len({receipt.workflow_id for receipt in receipts}) == 3
    for receipt in receipts[:3]:
        system.ingest(receipt)
    assert [text for text, _ in system.picture()] == ["fact notice x", "passage notice x"]


def test_a_withdrawal_is_repeated_only_while_nothing_came_after_it(system: System) -> None:
    def withdraw() -> UploadReceipt:
        return system.store.accept_withdrawal(
            Withdrawal(tenant="default", actor="local", document="leave", effective_at=START, reason="pause")
        )

    system.ingest(system.accept("notice x", -1))
    versions = [withdraw().version, withdraw().version, system.accept("notice y", 0).version, withdraw().version]
    assert versions == [2, 2, 3, 4]


def upload_of(text: str, **given: object) -> Upload:
    fields = {"tenant": "default", "actor": "local", "document": "leave", "file_name": "leave.txt", **given}
    return Upload(content=text.encode(), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("date", [None, START])
def test_the_same_bytes_with_another_end_or_title_are_another_version_and_another_workflow(
    system: System, date: dt.datetime | None
) -> None:
    given: list[dict[str, object]] = [{}, {"title": "Leave"}, {"title": "Leave", "expires_at": START + 9000 * DAY}]
    receipts = []
    for fields in [*given, given[-1]]:
        receipts.append(system.store.accept(upload_of("notice x", effective_at=date, **fields)))
        if not receipts[-1].repeated:
            system.ingest(receipts[-1])
    assert [receipt.version for receipt in receipts] == ([1, 1, 2, 2] if date is None else [1, 2, 3, 3])
    assert len({receipt.workflow_id for receipt in receipts}) == len({receipt.version for receipt in receipts})


def test_a_rank_holds_from_publication_on_and_not_for_a_refused_upload(system: System) -> None:
    def rank() -> int:
        return DocumentStore(system.pool).document("default", "leave").rank

    first = system.store.accept(upload_of("notice x", effective_at=START, rank=3))
    assert rank() == 0
    system.ingest(first)
    assert rank() == 3
    refused = system.store.accept(upload_of(" ", effective_at=START, rank=5))
    system.store.refuse(str(refused.ingestion_id), {"type": "empty-document", "title": "", "detail": ""})
    system.ingest(system.accept("notice y", 1))
    assert rank() == 3


def test_a_prepared_upload_that_is_refused_leaves_nothing_but_its_ingestion(system: System) -> None:
    receipt = system.accept("notice x", 0)
    system.prepare(receipt)
    system.store.refuse(str(receipt.ingestion_id), {"type": "ingestion-failed", "title": "", "detail": "a fault"})
    with system.pool.connection() as connection:
        for table in ("document", "version", "passage_content", "fact_content", "fact_key"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
    system.ingest(system.accept("notice x", 0))
    assert len(system.picture()) == 2


def test_an_upload_waits_for_the_deletion_of_its_bare_document_and_makes_it_anew(system: System, database: str) -> None:
    system.accept("notice x", 0)
    with psycopg.connect(database) as deleting, ThreadPoolExecutor(1) as threads:
        for table in ("ingestion", "version", "document"):
            deleting.execute(f"DELETE FROM {table}")  # noqa: S608
        accepted = threads.submit(system.accept, "notice y", 0)
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
        with psycopg.connect(database, autocommit=True) as looking:
            while looking.execute(waiting).fetchone() == (0,):
                assert not accepted.done()
        deleting.commit()
        assert accepted.result().version == 1


def test_a_version_that_is_discarded_while_its_publication_waits_is_not_found(system: System, database: str) -> None:
    system.ingest(system.accept("notice x", 0))
    refused = system.accept("notice y", 1)
    system.prepare(refused)
    with psycopg.connect(database) as refusing, ThreadPoolExecutor(1) as threads:
        refusing.execute("SELECT 1 FROM document FOR UPDATE")
        published = threads.submit(system.publish, refused)
        with psycopg.connect(database, autocommit=True) as looking:
            while looking.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() == (0,):
                assert not published.done()
        refusing.execute("UPDATE ingestion SET version_id = NULL WHERE id = %s", [refused.ingestion_id])
        refusing.execute("DELETE FROM version WHERE id = %s", [refused.version_id])
        refusing.commit()
        with pytest.raises(VersionNotFound):
            published.result()


def test_more_publications_than_connections_all_end(system: System, database: str) -> None:
    receipts = [
        system.store.accept(upload_of(f"notice {i}", document=f"leave-{i}", effective_at=START)) for i in range(4)
    ]
    for receipt in receipts:
        system.prepare(receipt)
    with open_pool(database, max_size=2) as small, ThreadPoolExecutor(4) as threads:
        publication, together = Publication(small, system.index), threading.Barrier(4)

        def publish(receipt: UploadReceipt) -> None:
            together.wait()
            publication.publish(receipt.version_id, str(receipt.ingestion_id), stage=lambda _: None, gated=False)

        list(threads.map(publish, receipts))
    assert len(system.rows("passage")) == 4


def test_a_publication_reads_the_held_rows_by_their_index_alone(system: System) -> None:
    for number in range(30):
        system.ingest(system.accept(f"notice {number}\ncarry {number}", number))
    touching = load_queries("ingestion")("passage_rows_touching")
    with system.pool.connection() as connection:
        connection.execute("SET LOCAL enable_seqscan = off")
        names = {"document_id": 1, "run": Window(START + 5 * DAY, START + 6 * DAY)}
        plan = "\n".join(row[0] for row in connection.execute("EXPLAIN " + touching, names).fetchall())
        found = connection.execute(touching, names).fetchall()
    assert "passage_held" in plan
    assert "passage_of_content" not in plan
    assert len(found) == 6  # of the day itself and of its neighbours


def test_a_key_with_its_own_windows_is_folded_from_the_entries_around_an_edit(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        system.ingest(system.accept(f"notice {number} from {number}", number))
    read: list[int] = []
    held = EditedSequence.held

    def counted(self: EditedSequence, stretch: Stretch) -> list[dict[str, Any]]:
        entries = held(self, stretch)
        read.append(len(entries))
        return entries

    monkeypatch.setattr(EditedSequence, "held", counted)
    system.ingest(system.accept("notice 99 from 15", 15))  # wins over what was said of the day before
    system.ingest(system.accept("notice 30 from 30", 30))
    assert read
    assert max(read) <= 4
    near = load_queries("ingestion")("fact_rows_near")
    with system.pool.connection() as connection:
        (key,) = connection.execute("SELECT key FROM fact_key").fetchone() or ()
        names = {"document_id": 1, "key": key, "near": Window(START + 5 * DAY, START + 6 * DAY)}
        connection.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in connection.execute("EXPLAIN " + near, names).fetchall())
        found = connection.execute(near, names).fetchall()
    assert "fact_of_a_key_never_overlaps" in plan
    assert len(found) == 3  # of the day itself and of its neighbours


def test_a_statement_of_later_days_waits_for_them_when_the_version_after_it_goes(system: System) -> None:
    between = system.accept("carry 1", 6)
    system.ingest(between)
    system.ingest(system.accept("notice 1 from 9", 5))  # holds on no day: another version speaks from the sixth on
    retraction = Retraction(tenant="default", actor="mo", document="leave", corrects=between.version, reason="not ours")
    system.publish(system.store.accept_repair(retraction))
    facts = [(text, window) for text, window in system.picture() if text.startswith("fact")]
    assert facts == [("fact notice 1 from 9", Window(START + 9 * DAY, None))]
