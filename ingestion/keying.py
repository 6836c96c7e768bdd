"""The keys that an edit of a document's sequence gives to the facts of its versions.

A version inherits from its neighbour before it, so an edit may hand other keys down to the versions that follow: they
are looked at one by one, until one keeps the keys that it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ingestion.bounds import Bounds
from ingestion.sequence import EditedSequence, place
from knowledge.adapters.postgres.queries import load_queries
from knowledge.alignment import ComparedStatement, KeylessFact, PlacedFact, align, compared_text, heirs_of, keys_of

sql = load_queries("ingestion")
Row = dict[str, Any]
Keys = dict[UUID, UUID]  # fact -> key


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedEntry:
    """An entry whose facts hold other keys than before, or had none."""

    entry: Row
    before: Keys | None  # none yet
    keys: Keys

    def changed(self) -> set[UUID]:
        """Keys of facts that held another one before."""
        old = self.before or {}
        moved = [fact for fact in self.keys if fact in old and old[fact] != self.keys[fact]]
        return {key for fact in moved for key in (old[fact], self.keys[fact])}


class Keying:
    """What `rekey` found, and the keys of every entry that it looked at."""

    def __init__(self, cursor: Cursor[Row], sequence: EditedSequence, alignments: "Alignments", bounds: Bounds) -> None:
        self._cursor = cursor
        self._sequence = sequence
        self._alignments = alignments
        self._bounds = bounds
        self.keyed: dict[int, KeyedEntry] = {}  # by number
        self.neighbours: dict[int, Row] = {}

    def rekey(self) -> None:
        waiting = {place(entry): entry for entry in self._first_to_look_at()}
        while waiting:
            entry = waiting.pop(min(waiting))
            predecessor = self._seen(self._sequence.text_before(entry))
            follower = self._seen(self._sequence.text_after(entry))
            if self._gets_other_keys(entry, predecessor) and follower is not None:
                waiting[place(follower)] = follower

    def keys(self, entry: Row | None) -> Keys:
        """Of an entry of the sequence as it is after the edit; none for one without a text."""
        if entry is None:
            return {}
        if entry["number"] in self.keyed:
            return self.keyed[entry["number"]].keys
        if "facts" in entry:
            return _keys(entry) or {}
        found = self._cursor.execute(sql("keying_of_version"), entry).fetchone()
        return {} if found is None else _keys(found) or {}

    def stated(self) -> set[UUID]:
        """Keys that are stated next to what is edited, before the edit or after it."""
        keys = {key for entry in self.neighbours.values() for key in self.keys(entry).values()}
        for one in self.keyed.values():
            keys |= {*one.keys.values(), *(one.before or {}).values()}
        goes = self._sequence.goes
        found = None if goes is None else self._cursor.execute(sql("keying_of_version"), goes).fetchone()
        return keys | set((_keys(found) or {}).values() if found else ())

    def _first_to_look_at(self) -> list[Row]:
        sequence = self._sequence
        first = [sequence.comes_with_text]
        for edited in (sequence.goes, sequence.comes):
            if edited is not None:
                self._seen(sequence.text_before(edited))
                first.append(self._seen(sequence.text_after(edited)))
        return [entry for entry in first if entry is not None]

    def _seen(self, entry: Row | None) -> Row | None:
        if entry is not None:
            self.neighbours[entry["number"]] = entry
        return entry

    def _gets_other_keys(self, entry: Row, predecessor: Row | None) -> bool:
        held = None if entry is self._sequence.comes_with_text else _keys(entry)
        keys = self._succeed(entry, predecessor)
        if keys == held:
            return False
        self.keyed[entry["number"]] = KeyedEntry(entry=entry, before=held, keys=keys)
        return True

    def _succeed(self, entry: Row, predecessor: Row | None) -> Keys:
        handed_down = self.keys(predecessor)
        unseen = [fact for fact in entry["facts"] if fact not in handed_down]
        inherited = {fact: handed_down[fact] for fact in entry["facts"] if fact in handed_down}
        if not unseen:
            return inherited
        if predecessor is not None and len(inherited) < len(handed_down):
            heirs = self._alignments.heirs(self._cursor, predecessor["version_id"], entry["version_id"])
            inherited |= {heir: handed_down[ancestor] for heir, ancestor in heirs.items()}
        allotted = {row["id"]: row["key"] for row in self._cursor.execute(sql("facts_to_key"), {"ids": entry["facts"]})}
        own = self._bounds.own(entry["facts"])
        return keys_of(
            [KeylessFact(id=fact, allotted=allotted[fact], own=own.get(fact)) for fact in entry["facts"]],
            inherited,
        )


def _keys(entry: Row) -> Keys | None:
    return None if entry["keys"] is None else dict(zip(entry["facts"], entry["keys"], strict=True))


class Alignments:
    """Which fact of a version inherits from which of another: a function of two texts that never change, so kept."""

    _MOST = 1024

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Mapping[UUID, UUID]] = {}

    def heirs(self, cursor: Cursor[Row], before: int, after: int) -> Mapping[UUID, UUID]:
        """Ids of versions; see `knowledge.alignment.heirs_of`."""
        known = self._known.pop((before, after), None)
        if known is None:
            (old, old_facts), (new, new_facts) = _statements(cursor, before), _statements(cursor, after)
            known = heirs_of(old_facts, new_facts, align(old, new))
        self._known[before, after] = known
        if len(self._known) > self._MOST:
            self._known.pop(next(iter(self._known)), None)
        return known


def _statements(cursor: Cursor[Row], version_id: int) -> tuple[list[ComparedStatement], list[PlacedFact]]:
    rows = cursor.execute(sql("statements_of_version"), {"version_id": version_id}).fetchall()
    statements: list[ComparedStatement] = []
    facts: list[PlacedFact] = []
    for ordinal, (_, said) in enumerate(groupby(rows, key=lambda row: row["start"])):
        placed = list(said)
        statements.append(compared_text(tuple(placed[0]["section"]), placed[0]["quote"]))
        facts += [_placed(row, ordinal) for row in placed]
    return statements, facts


def _placed(row: Row, statement: int) -> PlacedFact:
    scope: Sequence[Sequence[str]] = row["scope"]
    return PlacedFact(
        id=row["id"],
        statement=statement,
        kind=row["object_kind"],
        value=row["object_value"],
        scope=tuple((dimension, value) for dimension, value in scope),
        form=row["form"] or row["id"],
    )
