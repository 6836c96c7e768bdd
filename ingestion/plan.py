"""What one publication will record: read under the document's lock, before the tenant's.

An upload takes a place in the document's sequence. An edit of an upload moves its entry, takes it out, or lets another
text speak in its place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor

from ingestion.messages import Published
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import InvalidWindow, VersionSpeaksNoMore
from knowledge.facts import digest
from knowledge.revision import Difference, Entry, RecordedRow, Ruling, difference, rulings, run_of
from knowledge.time_windows import Window

sql = load_queries("ingestion")
Row = dict[str, Any]

REPAIRS = ("correction", "redating", "retraction")
"""Kinds of entries that edit an upload, which they name by `corrects`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one publication records, and the ids of the new rows in the order of `record`."""

    retired_entry: int | None  # number in the sequence
    entry: Row | None  # a row of table `entry` without its recorded window
    passages: Difference
    facts: Difference
    passage_ids: list[UUID]
    fact_ids: list[UUID]
    counts: Published


def plan_publication(cursor: Cursor[Row], row: Row) -> Plan:
    """`row` is of `entry_to_publish`. Raises `VersionSpeaksNoMore`, `InvalidWindow`."""
    before, after = sequence_edit(cursor, row)
    number = (after or cast(Row, before))["number"]
    vacated, heir = _left_by(cursor, before)
    taken = None if after is None else _run(cursor, after, without=number)
    said_by_heir, said = _contents(cursor, heir), _contents(cursor, after)
    differences, counted = [], []
    for kind in ("passage", "fact"):
        ruled = rulings(
            vacated=vacated, heir=_entry(heir, said_by_heir, kind), taken=taken, entry=_entry(after, said, kind)
        )
        touching = _touching(cursor, f"{kind}_rows_touching", row["document_id"], ruled)
        differences.append(difference(touching, ruled))
        counted.append(_said_before_and_after(touching, ruled))
    passages, facts = differences
    return Plan(
        retired_entry=None if before is None else before["number"],
        entry=after,
        passages=passages,
        facts=facts,
        passage_ids=[_row_id("passage", row, content, window) for content, window in passages.record],
        fact_ids=[_row_id("fact", row, content, window) for content, window in facts.record],
        counts=_count(cursor, *counted),
    )


def sequence_edit(cursor: Cursor[Row], row: Row) -> tuple[Row | None, Row | None]:
    """The entry that goes and the one that comes, as rows of table `entry` without their recorded windows."""
    if row["kind"] not in REPAIRS:
        return None, _entry_row(row, version_id=row["id"])
    before = cursor.execute(sql("entry_of_version"), row).fetchone()
    if before is None:
        raise VersionSpeaksNoMore(
            f"version {row['corrects']} of {row['slug']!r} does not speak for it: it was retracted or replaced, or is"
            " not published yet"
        )
    if row["kind"] == "retraction":
        return before, None
    moved = {name: row[name] if row[name] is not None else before[name] for name in ("effective_at", "expires_at")}
    if moved["expires_at"] is not None and moved["expires_at"] <= moved["effective_at"]:
        raise InvalidWindow(
            f"expires_at {moved['expires_at'].isoformat()} is not after the effective date "
            f"{moved['effective_at'].isoformat()}"
        )
    says = row["id"] if row["kind"] == "correction" else before["version_id"]
    return before, _entry_row({**row, **moved, "number": before["number"]}, version_id=says)


def _entry_row(row: Row, *, version_id: int) -> Row:
    kept = ("document_id", "number", "effective_at", "expires_at")
    return {**{name: row[name] for name in kept}, "version_id": version_id}


def _left_by(cursor: Cursor[Row], before: Row | None) -> tuple[Window | None, Row | None]:
    """The run of an entry that goes, and the entry that it falls to."""
    if before is None:
        return None, None
    heir = cursor.execute(sql("preceding_entry"), {**before, "without": before["number"]}).fetchone()
    return _run(cursor, before, without=before["number"]), heir


def _run(cursor: Cursor[Row], entry: Row, *, without: int) -> Window | None:
    following = cast(Row, cursor.execute(sql("following_entry"), {**entry, "without": without}).fetchone())
    return run_of(Entry(number=entry["number"], effective_at=entry["effective_at"]), following["effective_at"])


def _contents(cursor: Cursor[Row], entry: Row | None) -> Row:
    """The `passages` and `facts` of the version that speaks in an entry."""
    return {} if entry is None else cast(Row, cursor.execute(sql("contents_of_version"), entry).fetchone())


def _entry(entry: Row | None, said: Row, kind: str) -> Entry | None:
    if entry is None:
        return None
    return Entry(
        number=entry["number"],
        effective_at=entry["effective_at"],
        expires_at=entry["expires_at"],
        contents=frozenset(said[f"{kind}s"]),
    )


def _touching(cursor: Cursor[Row], query: str, document_id: int, ruled: Sequence[Ruling]) -> list[RecordedRow]:
    found: dict[UUID, RecordedRow] = {}
    for ruling in ruled:
        for row in cursor.execute(sql(query), {"document_id": document_id, "run": ruling.run}):
            found[row["id"]] = RecordedRow(row["id"], row["content"], Window(row["valid_at"], row["expired_at"]))
    return list(found.values())


def _said_before_and_after(touching: Iterable[RecordedRow], ruled: Sequence[Ruling]) -> tuple[set[UUID], set[UUID]]:
    """What held at the start of the runs before the edit, and what holds there after it."""
    before, after = set[UUID](), set[UUID]()
    for ruling in ruled:
        at = cast(Any, ruling.run.start)
        before |= {row.content for row in touching if row.valid.contains(at)}
        after |= ruling.contents
    return before, after


def _count(cursor: Cursor[Row], passages: tuple[set[UUID], set[UUID]], facts: tuple[set[UUID], set[UUID]]) -> Published:
    """By content for passages, by key for facts."""
    changed = list(facts[0] ^ facts[1])
    keys = {row["id"]: row["key"] for row in cursor.execute(sql("keys_of_facts"), {"ids": changed}).fetchall()}
    went = {keys[fact] for fact in facts[0] - facts[1]}
    came = {keys[fact] for fact in facts[1] - facts[0]}
    return Published(
        passages_new=len(passages[1] - passages[0]),
        passages_kept=len(passages[1] & passages[0]),
        facts_added=len(came - went),
        facts_superseded=len(came & went),
        facts_removed=len(went - came),
    )


def _row_id(kind: str, entry: Row, content: UUID, window: Window) -> UUID:
    """Derives from content, window and cause: a publication that is killed and repeated records the same ids."""
    return digest(kind, entry["tenant"], entry["slug"], str(entry["number"]), str(content), str(window))
