"""Last step of an ingestion: the short transaction in which a version becomes visible, and the index's outbox.

Order of locks: the document's row, then the tenant's row. Everything heavy is done before the tenant's lock.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import dict_row

from ingestion.fact_recording import record_facts, set_keys
from ingestion.generations import Generation, fed
from ingestion.invalidation import gate
from ingestion.keying import Alignments
from ingestion.messages import Published
from ingestion.notifications.telling import tell_published
from ingestion.plan import Plan, plan_publication
from ingestion.slices import in_slices
from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import NotEmbedded, VersionNotFound
from knowledge.ports import IndexPoint, IndexWindows, PassageIndex
from knowledge.time_windows import Window, index_bounds

sql = load_queries("ingestion")
Row = dict[str, Any]
POINTS_AT_ONCE = 256  # of a document of any length: their texts and vectors are in no process all at once


class Publication:
    """Makes versions visible, and brings the index to the truth after each."""

    def __init__(self, pool: Pool, index: PassageIndex) -> None:
        """The pool must give two connections or more: one is always left for what a publication does aside."""
        self._pool = pool
        self._index = index
        self._room = threading.BoundedSemaphore(pool.max_size - 1)
        self._alignments = Alignments()

    def publish(
        self, version_id: int, ingestion_id: str, *, stage: Callable[[str], None], gated: bool = True
    ) -> Published:
        """Idempotent: a version that is visible already is left as it is. Settles the document's outbox in the end.

        `gated`: rules may make it wait for a person; it is then left unpublished, and the reply names the proposal.
        """
        stage("comparing with its neighbours")
        with (
            self._room,
            translated(),
            self._pool.connection() as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            cursor.execute(sql("document_lock"), entry_to_publish(cursor, version_id))
            entry = entry_to_publish(cursor, version_id)  # as it is now: another worker may have had the lock
            counts = None
            if entry["recorded_at"] is None:
                counts = self._publish_locked(cursor, entry, ingestion_id, stage, gated=gated)
        self.settle(entry["document_id"])
        return counts or self._counts(ingestion_id)

    def _publish_locked(
        self, cursor: Cursor[Row], entry: Row, ingestion_id: str, stage: Callable[[str], None], *, gated: bool
    ) -> Published:
        plan = plan_publication(cursor, entry, self._alignments)
        judged = gate.judge(cursor, entry, plan)
        if judged is not None and judged.waiting and gated:
            at = _next_instant(cursor, entry)
            gate.keep_waiting(cursor, entry, judged, ingestion_id, at)
            return waiting(judged.proposal.id)
        guard = self._put_points(cursor, entry, plan, stage)
        set_keys(cursor, entry, plan.facts)
        stage("publishing")
        at = _next_instant(cursor, entry)
        record(cursor, entry, plan, at)
        if plan.passages.retire:
            _insert_outbox(cursor, entry, [row.id for row in plan.passages.retire])
        if guard is not None:
            cursor.execute(sql("outbox_delete"), {"id": guard})
        if judged is not None:
            gate.keep_applied(cursor, entry, judged, ingestion_id, at)
        cursor.execute(sql("ingestion_done"), {"id": ingestion_id, **plan.counts.model_dump()})
        tell_published(cursor, entry, plan.counts, at)
        return plan.counts

    def _put_points(self, cursor: Cursor[Row], entry: Row, plan: Plan, stage: Callable[[str], None]) -> int | None:
        """Adds the new rows' points before the commit. The guard is an outbox row that is committed first and deleted
        with the publication: where that never commits, it removes the points again.
        """
        if not plan.passage_ids:
            return None
        stage("adding to the index")
        generations = fed(cursor)
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as aside:
            guard = _insert_outbox(aside, entry, plan.passage_ids)
        # The database's clock, before the commit: rounded outwards the recorded window starts a little early.
        now = cast(Row, cursor.execute("SELECT clock_timestamp() AS now").fetchone())["now"]
        for generation in generations:
            for points in _points(cursor, entry, plan, generation, now):
                self._index.put(generation.name, points)
        return guard

    def _counts(self, ingestion_id: str) -> Published:
        with transaction(self._pool) as cursor:
            return Published(**cast(Row, cursor.execute(sql("ingestion_counts"), {"id": ingestion_id}).fetchone()))

    # -- the outbox -------------------------------------------------------------------------------

    def settle(self, document_id: int | None = None) -> int:
        """Brings every point named in the outbox (of one document, or of all) to what Postgres says; how many rows."""
        settled = 0
        while self._settle_one(document_id):
            settled += 1
        return settled

    def _settle_one(self, document_id: int | None) -> bool:
        query = "outbox_waiting" if document_id is None else "outbox_waiting_of_document"
        with transaction(self._pool) as cursor:
            found = cursor.execute(sql(query), {"document_id": document_id}).fetchone()
            if found is None:
                return False
            # A publication under way holds this lock until its rows stand or never will. Document before outbox row:
            # the other order would wait for a publication that waits for this row.
            cursor.execute(sql("document_share"), found)
            waiting = cursor.execute(sql("outbox_claim"), found).fetchone()
            if waiting is None:
                return True
            rows = cursor.execute(sql("passage_windows"), {"ids": waiting["points"]}).fetchall()
            windows = {row["id"]: windows_of_row(row) for row in rows}
            orphans = [point for point in waiting["points"] if point not in windows]
            for generation in fed(cursor):
                if windows:
                    self._index.set_windows(generation.name, windows)
                if orphans:
                    self._index.delete(generation.name, orphans)
            cursor.execute(sql("outbox_delete"), waiting)
        return True


def record(cursor: Cursor[Row], entry: Row, plan: Plan, at: dt.datetime) -> None:
    """Everything of a plan that is recorded at one instant, but the keys, which are set before it."""
    _record_passages(cursor, entry, plan, at)
    record_facts(cursor, entry, plan.facts, plan.fact_ids, at)
    if plan.retired_entry is not None:
        cursor.execute(sql("entry_retire"), {**entry, "number": plan.retired_entry, "at": at})
    if plan.undone is not None:
        cursor.execute(sql("hand_edit_retire"), {"undone": plan.undone, "at": at})
    if plan.entry is not None:
        cursor.execute(sql("entry_record"), {**plan.entry, "cause": entry["id"], "at": at})
    cursor.execute(sql("version_publish"), {"version_id": entry["id"], "at": at})
    if entry["rank"] is not None:
        cursor.execute(sql("document_rank"), entry)


def live_points(cursor: Cursor[Row], entry: Row, plan: Plan, at: dt.datetime) -> tuple[str, list[IndexPoint]]:
    """The live generation, and the points that a publication at this instant would put there."""
    live = fed(cursor)[0]
    return live.name, [point for some in _points(cursor, entry, plan, live, at) for point in some]


def _points(
    cursor: Cursor[Row], entry: Row, plan: Plan, generation: Generation, at: dt.datetime
) -> Iterator[list[IndexPoint]]:
    """A slice after the other, as their vectors are large."""
    rows = list(zip(plan.passage_ids, plan.passages.record, strict=True))
    for some in in_slices(rows, POINTS_AT_ONCE):
        known = _contents(cursor, {content for _, (content, _) in some}, generation)
        yield [
            index_point(entry, row_id, known[content], index_windows(window, Window(at, None)))
            for row_id, (content, window) in some
            if content in known
        ]


def entry_to_publish(cursor: Cursor[Row], version_id: int) -> Row:
    entry = cursor.execute(sql("entry_to_publish"), {"version_id": version_id}).fetchone()
    if entry is None:
        raise VersionNotFound(f"version {version_id} was discarded")
    return entry


def _contents(cursor: Cursor[Row], ids: set[UUID], generation: Generation) -> dict[UUID, Row]:
    """What some points of one generation are made of. One that is being built by another model lacks texts that have no
    embedding by it yet: it catches up before it goes live. Raises `NotEmbedded` where the live one lacks any.
    """
    rows = cursor.execute(sql("points_of_contents"), {"ids": list(ids), **generation.embedded_by}, binary=True)
    known = {row["id"]: row for row in rows.fetchall()}
    if generation.is_live and len(known) < len(ids):
        raise NotEmbedded(f"{len(ids) - len(known)} passages have no embedding by {generation.model} yet")
    return known


def _next_instant(cursor: Cursor[Row], entry: Row) -> dt.datetime:
    """Takes the tenant's lock."""
    return cast(dt.datetime, cast(Row, cursor.execute(sql("next_instant"), entry).fetchone())["watermark"])


def waiting(proposal: UUID) -> Published:
    """Nothing is published yet."""
    nothing = dict.fromkeys(("passages_new", "passages_kept", "facts_added", "facts_superseded", "facts_removed"), 0)
    return Published(**nothing, waiting=str(proposal))


def index_point(entry: Row, row_id: UUID, content: Row, windows: IndexWindows) -> IndexPoint:
    """Of one recorded row: `entry` has tenant and slug, `content` has embedded_text and vector."""
    return IndexPoint(
        id=row_id,
        tenant=entry["tenant"],
        document=entry["slug"],
        text=content["embedded_text"],
        vector=content["vector"].to_list(),
        windows=windows,
    )


def index_windows(valid: Window, recorded: Window) -> IndexWindows:
    valid_from, valid_to = index_bounds(valid)
    recorded_from, recorded_to = index_bounds(recorded)
    return IndexWindows(valid_from=valid_from, valid_to=valid_to, recorded_from=recorded_from, recorded_to=recorded_to)


def windows_of_row(row: Row) -> IndexWindows:
    """Of a recorded row that names its four bounds."""
    return index_windows(Window(row["valid_at"], row["expired_at"]), Window(row["recorded_at"], row["retired_at"]))


def _record_passages(cursor: Cursor[Row], entry: Row, plan: Plan, at: dt.datetime) -> None:
    if plan.passages.retire:
        cursor.execute(sql("passages_retire"), {"ids": [row.id for row in plan.passages.retire], "at": at})
    if plan.passages.record:
        cursor.execute(
            sql("passages_record"),
            {
                "tenant": entry["tenant"],
                "cause": entry["id"],
                "at": at,
                "ids": plan.passage_ids,
                "contents": [content for content, _ in plan.passages.record],
                "valid_at": [window.start for _, window in plan.passages.record],
                "expired_at": [window.end for _, window in plan.passages.record],
            },
        )


def _insert_outbox(cursor: Cursor[Row], entry: Row, points: list[UUID]) -> int:
    names = {"tenant": entry["tenant"], "document_id": entry["document_id"], "points": points}
    return cast(int, cast(Row, cursor.execute(sql("outbox_insert"), names).fetchone())["id"])
