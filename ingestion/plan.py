"""What one publication will record: read under the document's lock, before the tenant's.

An upload takes a place in the document's sequence. An edit of an upload moves its entry, takes it out, or lets another
text speak in its place.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor

from ingestion.fact_plan import FactPlan, plan_facts, plan_undo
from ingestion.keying import Alignments
from ingestion.messages import Published
from ingestion.sequence import EditedSequence, as_entry, edit_to_undo, rows_touching, sequence_edit
from knowledge.adapters.postgres.queries import load_queries
from knowledge.facts import digest
from knowledge.revision import Difference, Outcome, RecordedRow, Ruling, difference, rulings
from knowledge.time_windows import Window

sql = load_queries("ingestion")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one publication records, and the ids of the new rows in the order of `record`."""

    retired_entry: int | None  # number in the sequence
    goes: Row | None  # the same as a row of table `entry`
    undone: int | None  # the hand edit that is taken back: an id of `version`
    entry: Row | None  # a row of table `entry` without its recorded window
    passages: Difference[UUID]
    facts: FactPlan
    passage_ids: list[UUID]
    fact_ids: list[UUID]
    counts: Published


def plan_publication(cursor: Cursor[Row], row: Row, alignments: Alignments) -> Plan:
    """`row` is of `entry_to_publish`. Raises `VersionSpeaksNoMore`, `InvalidWindow`."""
    before, after = sequence_edit(cursor, row)
    undone = edit_to_undo(cursor, row) if row["kind"] == "undo" else None
    by_hand = undone["id"] if undone is not None and undone["entry_number"] is None else None
    sequence = EditedSequence(cursor, row["document_id"], goes=before, comes=after)
    ruled = _passage_rulings(cursor, sequence)
    touching = rows_touching(cursor, "passage_rows_touching", row["document_id"], ruled, _recorded)
    passages = difference(touching, ruled)
    facts = (
        plan_facts(cursor, sequence, row, alignments) if by_hand is None else plan_undo(cursor, sequence, row, by_hand)
    )
    return Plan(
        retired_entry=None if before is None else before["number"],
        goes=before,
        undone=by_hand,
        entry=after,
        passages=passages,
        facts=facts,
        passage_ids=[_row_id("passage", row, str(content), window) for content, window in passages.record],
        fact_ids=fact_row_ids(row, facts),
        counts=_counts(touching, ruled, facts),
    )


def fact_row_ids(row: Row, facts: FactPlan) -> list[UUID]:
    return [_row_id("fact", row, f"{fact} {key}", window) for (fact, key), window in facts.change.record]


def _passage_rulings(cursor: Cursor[Row], sequence: EditedSequence) -> tuple[Ruling[UUID], ...]:
    vacated, heir = sequence.left()
    comes = sequence.comes
    return rulings(
        vacated=vacated,
        heir=None if heir is None else as_entry(heir, _passages(cursor, heir)),
        taken=None if comes is None else sequence.run(comes),
        entry=None if comes is None else as_entry(comes, _passages(cursor, comes)),
    )


def _passages(cursor: Cursor[Row], entry: Row) -> frozenset[UUID]:
    return frozenset(cast(Row, cursor.execute(sql("passages_of_version"), entry).fetchone())["passages"])


def _recorded(row: Row) -> RecordedRow[UUID]:
    return RecordedRow(row["id"], row["content"], Window(row["valid_at"], row["expired_at"]))


def _counts(touching: Sequence[RecordedRow[UUID]], ruled: Sequence[Ruling[UUID]], facts: FactPlan) -> Published:
    """Passages by what held at the start of the runs before the edit and after it, facts by what became of keys."""
    before, after = set[UUID](), set[UUID]()
    for ruling in ruled:
        at = cast(Any, ruling.run.start)
        before |= {row.content for row in touching if row.valid.contains(at)}
        after |= ruling.contents
    keys = Counter(edit.outcome for edit in facts.edits.values())
    return Published(
        passages_new=len(after - before),
        passages_kept=len(after & before),
        facts_added=keys[Outcome.ADDED],
        facts_superseded=keys[Outcome.SUPERSEDED],
        facts_removed=keys[Outcome.REMOVED],
    )


def _row_id(kind: str, entry: Row, content: str, window: Window) -> UUID:
    """Derives from content, window and cause: a publication that is killed and repeated records the same ids."""
    return digest(kind, entry["tenant"], entry["slug"], str(entry["number"]), content, str(window))
