"""What a publication makes of a document's facts: the rows to retire and to record, and the kind of edit of each key.

Keys whose statements speak for the run of their version alone are compared in the runs that are edited. A key with
windows of its own, or edited by hand, is folded by itself: `ingestion.key_folds`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ingestion.bounds import Bounds
from ingestion.key_folds import KeyedFact, KeyFolds, recorded_fact
from ingestion.keying import Alignments, KeyedEntry, Keying, Keys
from ingestion.sequence import EditedSequence, as_entry, rows_touching
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import NothingToUndo
from knowledge.revision import (
    Difference,
    EditKind,
    Happening,
    Holding,
    Outcome,
    Ruling,
    difference,
    edit_kind,
    held_in,
    outcome,
    rulings,
)

sql = load_queries("ingestion")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeyEdit:
    kind: EditKind
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPlan:
    change: Difference[KeyedFact]
    edits: Mapping[UUID, KeyEdit]  # by key
    keyed: Sequence[KeyedEntry]
    apart: frozenset[UUID]  # keys whose facts may hold where no text in force says them


def plan_facts(cursor: Cursor[Row], sequence: EditedSequence, row: Row, alignments: Alignments) -> FactPlan:
    """`row` is of `entry_to_publish`."""
    bounds = Bounds(cursor)
    keying = Keying(cursor, sequence, alignments, bounds)
    keying.rekey()
    apart = _apart(cursor, row, keying, bounds)
    ruled = [_among(ruling, lambda key: key not in apart) for ruling in _rulings(sequence, keying)]
    touching = rows_touching(cursor, "fact_rows_touching", row["document_id"], ruled, recorded_fact)
    touching = [held for held in touching if held.content[1] not in apart]
    change = difference(touching, ruled)
    change += KeyFolds(cursor, sequence, bounds).around_the_edit(keying.stated() & apart, keying.keyed)
    rekeyed = {key for one in keying.keyed.values() for key in one.changed()}
    return FactPlan(
        change=change,
        edits=edits_of(cursor, Happening(row["kind"]), change, rekeyed),
        keyed=list(keying.keyed.values()),
        apart=frozenset(apart),
    )


def plan_undo(cursor: Cursor[Row], sequence: EditedSequence, row: Row, undone: int) -> FactPlan:
    """What must change so that the hand edit `undone` (an id of `version`) counts no more. Raises `NothingToUndo`."""
    rows = cursor.execute(sql("rows_of_edit"), {"undone": undone}).fetchall()
    keys = {found["key"] for found in rows}
    if row["source_kind"] == "document":
        bounds = Bounds(cursor, undone=undone)
        edited = cursor.execute(sql("statement_of_hand_edit"), {"undone": undone}).fetchone()
        if edited is not None:
            keys |= {found["key"] for found in cursor.execute(sql("keys_of_statement"), edited)}
        change = KeyFolds(cursor, sequence, bounds).whole(keys)
    else:
        change = _restored(row, rows)
    return FactPlan(
        change=change,
        edits=edits_of(cursor, Happening.UNDO, change, set()),
        keyed=[],
        apart=frozenset(keys),
    )


def _restored(row: Row, rows: Sequence[Row]) -> Difference[KeyedFact]:
    """A source without a text holds what it held before: its rows are all that says when."""
    if any(found["recorded"] and not found["held"] for found in rows):
        raise NothingToUndo(f"later edits rest on edit {row['corrects']} of {row['slug']!r}: undo those first")
    recorded = [recorded_fact(found) for found in rows]
    return Difference(
        tuple(held for held, found in zip(recorded, rows, strict=True) if found["recorded"]),
        tuple((held.content, held.valid) for held, found in zip(recorded, rows, strict=True) if not found["recorded"]),
    )


def edits_of(
    cursor: Cursor[Row], happening: Happening, change: Difference[KeyedFact], rekeyed: set[UUID]
) -> dict[UUID, KeyEdit]:
    """The kind of edit of every key that changes."""
    facts = sorted({row.content[0] for row in change.retire} | {content[0] for content, _ in change.record})
    values = {
        row["id"]: (row["object_kind"], row["object_value"])
        for row in cursor.execute(sql("fact_values"), {"ids": facts if change.retire else []})
    }
    retired, recorded = defaultdict[UUID, list[Holding]](list), defaultdict[UUID, list[Holding]](list)
    for row in change.retire:
        fact, key = row.content
        retired[key].append(Holding(fact=fact, value=values[fact], valid=row.valid))
    for (fact, key), window in change.record:
        recorded[key].append(Holding(fact=fact, value=values.get(fact, ("", "")), valid=window))
    return {
        key: KeyEdit(
            edit_kind(happening, retired=retired[key], recorded=recorded[key], rekeyed=key in rekeyed),
            outcome(retired=retired[key], recorded=recorded[key]),
        )
        for key in list(retired.keys() | recorded.keys())
    }


def _rulings(sequence: EditedSequence, keying: Keying) -> list[Ruling[KeyedFact]]:
    """For the runs that entries leave and take, and for those of entries whose facts hold other keys now."""
    vacated, heir = sequence.left()
    comes = sequence.comes
    if heir is not None and heir["number"] in keying.keyed:
        vacated = None  # its whole run is ruled below
    ruled = rulings(
        vacated=vacated,
        heir=None if heir is None else as_entry(heir, _pairs(keying.keys(heir))),
        taken=None if comes is None else sequence.run(comes),
        entry=None if comes is None else as_entry(comes, _pairs(keying.keys(comes))),
    )
    others = [one.entry for number, one in keying.keyed.items() if comes is None or number != comes["number"]]
    governing = [(entry, sequence.run(entry)) for entry in others]
    return [
        *ruled,
        *(
            Ruling(run=run, held=held_in(as_entry(entry), run), contents=_pairs(keying.keys(entry)))
            for entry, run in governing
            if run is not None
        ),
    ]


def _apart(cursor: Cursor[Row], row: Row, keying: Keying, bounds: Bounds) -> set[UUID]:
    """Keys that are folded by themselves, known as such or from now on."""
    known = {found["key"] for found in cursor.execute(sql("keys_apart"), row)}
    concerned = bounds.concerned(fact for one in keying.keyed.values() for fact in one.keys)
    return known | {key for one in keying.keyed.values() for fact, key in one.keys.items() if fact in concerned}


def _pairs(keys: Keys) -> frozenset[KeyedFact]:
    return frozenset(keys.items())


def _among(ruling: Ruling[KeyedFact], wanted: Callable[[UUID], bool]) -> Ruling[KeyedFact]:
    contents = frozenset(content for content in ruling.contents if wanted(content[1]))
    return replace(ruling, contents=contents)
