"""What a publication makes of a document's facts: the rows to retire and to record, and the kind of edit of each key.

Keys whose statements speak for the run of their version alone are compared around what is edited. A key with windows of
its own, or edited by hand, is folded whole: that takes the entries that state it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg import Cursor

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
    RecordedRow,
    Ruling,
    Said,
    difference,
    difference_of_key,
    edit_kind,
    fold_key,
    held_in,
    outcome,
    rulings,
)
from knowledge.time_windows import Window

sql = load_queries("ingestion")
Row = dict[str, Any]
KeyedFact = tuple[UUID, UUID]  # fact, key


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


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a document's statements say of their own time, and what persons made of them."""

    own: Mapping[UUID, Window]  # by fact
    instead: Mapping[UUID, Said | None]  # by fact: what is held in its place

    @classmethod
    def read(cls, cursor: Cursor[Row], document_id: int, *, undone: int | None = None) -> "Bounds":
        """Without the hand edit `undone` (an id of `version`)."""
        names = {"document_id": document_id, "undone": undone}
        own = {row["id"]: row["own_valid"] for row in cursor.execute(sql("facts_bounded"), names)}
        by_hand = cursor.execute(sql("hand_edits_held"), names).fetchall()
        return cls(
            own,
            {
                row["fact"]: None if row["instead"] is None else Said(row["instead"], row["own_valid"])
                for row in by_hand
            },
        )

    def held(self, fact: UUID) -> Said | None:
        """What is held where a text states the fact."""
        return self.instead[fact] if fact in self.instead else Said(fact, self.own.get(fact))

    def concern(self, fact: UUID) -> bool:
        return fact in self.own or fact in self.instead


def plan_facts(cursor: Cursor[Row], sequence: EditedSequence, row: Row, alignments: Alignments) -> FactPlan:
    """`row` is of `entry_to_publish`."""
    bounds = Bounds.read(cursor, row["document_id"])
    keying = Keying(cursor, sequence, alignments, bounds.own)
    keying.rekey()
    apart = _apart(cursor, row, keying, bounds)
    ruled = [_among(ruling, lambda key: key not in apart) for ruling in _rulings(sequence, keying)]
    touching = rows_touching(cursor, "fact_rows_touching", row["document_id"], ruled, _recorded)
    touching = [held for held in touching if held.content[1] not in apart]
    change = difference(touching, ruled) + fold_keys(cursor, sequence, keying.stated() & apart, keying.keyed, bounds)
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
        bounds = Bounds.read(cursor, row["document_id"], undone=undone)
        keys |= {found["key"] for found in cursor.execute(sql("keys_of_hand_edit"), {"undone": undone})}
        change = fold_keys(cursor, sequence, keys, {}, bounds)
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
    recorded = [_recorded(found) for found in rows]
    return Difference(
        tuple(held for held, found in zip(recorded, rows, strict=True) if found["recorded"]),
        tuple((held.content, held.valid) for held, found in zip(recorded, rows, strict=True) if not found["recorded"]),
    )


def fold_keys(
    cursor: Cursor[Row],
    sequence: EditedSequence,
    keys: Iterable[UUID],
    keyed: Mapping[int, KeyedEntry],
    bounds: Bounds,
) -> Difference[KeyedFact]:
    """What must change so that these keys hold what the whole sequence says."""
    folded = sorted(keys)
    names = {"document_id": sequence.document_id, "keys": folded}
    change: Difference[KeyedFact] = Difference((), ())
    if not folded:
        return change
    said = _said(cursor.execute(sql("facts_under_keys"), names).fetchall(), sequence, keyed, bounds)
    rows = defaultdict[UUID, list[RecordedRow[KeyedFact]]](list)
    for row in rows_of_keys(cursor, sequence.document_id, folded):
        rows[row.content[1]].append(row)
    entries = [as_entry(entry) for entry in sequence.entries()]
    for key in folded:
        held = fold_key(entries, said.get(key, {}))
        change += difference_of_key(rows[key], {(fact, key): windows for fact, windows in held.items()})
    return change


def rows_of_keys(cursor: Cursor[Row], document_id: int, keys: Sequence[UUID]) -> list[RecordedRow[KeyedFact]]:
    """The open rows of these keys."""
    names = {"document_id": document_id, "keys": keys}
    return [_recorded(row) for row in cursor.execute(sql("fact_rows_of_keys"), names)]


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
    """Keys that are folded whole, known as such or from now on."""
    known = {found["key"] for found in cursor.execute(sql("keys_apart"), row)}
    return known | {key for one in keying.keyed.values() for fact, key in one.keys.items() if bounds.concern(fact)}


def _said(
    recorded: Iterable[Row], sequence: EditedSequence, keyed: Mapping[int, KeyedEntry], bounds: Bounds
) -> dict[UUID, dict[int, list[Said]]]:
    """By key and number of the entry, in reading order. `recorded` is as the sequence stood before the edit."""
    gone = None if sequence.goes is None else sequence.goes["number"]
    stated = [
        (row["number"], row["fact"], row["key"])
        for row in recorded
        if row["number"] not in keyed and row["number"] != gone
    ]
    stated += [(number, fact, key) for number, one in keyed.items() for fact, key in one.keys.items()]
    said: dict[UUID, dict[int, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for number, fact, key in stated:
        held = bounds.held(fact)
        if held is not None:
            said[key][number].append(held)
    return said


def _recorded(row: Row) -> RecordedRow[KeyedFact]:
    return RecordedRow(row["id"], (row["content"], row["key"]), Window(row["valid_at"], row["expired_at"]))


def _pairs(keys: Keys) -> frozenset[KeyedFact]:
    return frozenset(keys.items())


def _among(ruling: Ruling[KeyedFact], wanted: Callable[[UUID], bool]) -> Ruling[KeyedFact]:
    contents = frozenset(content for content in ruling.contents if wanted(content[1]))
    return replace(ruling, contents=contents)
