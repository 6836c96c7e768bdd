"""What must change so that keys with windows of their own, or edited by hand, hold what the sequence says.

An edit of the sequence is looked at in a stretch around it, which grows until it tells what the whole would. An edit by
hand comes to every entry that states its fact, so there the whole sequence is folded.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ingestion.bounds import Bounds
from ingestion.keying import KeyedEntry
from ingestion.sequence import EditedSequence, Stretch, as_entry
from knowledge.adapters.postgres.queries import load_queries
from knowledge.revision import (
    Difference,
    Entry,
    RecordedRow,
    Said,
    Told,
    Turn,
    difference,
    difference_of_key,
    fold_key,
    rulings_of_turns,
    turns_of_key,
)
from knowledge.time_windows import Window

sql = load_queries("ingestion")
Row = dict[str, Any]
KeyedFact = tuple[UUID, UUID]  # fact, key
Stated = tuple[int, UUID, UUID]  # number of the entry, fact, key

_FIRST_REACH, _GROWTH = 1, 4  # in entries on either side


class KeyFolds:
    """Of the keys of one document, while its lock is held."""

    def __init__(self, cursor: Cursor[Row], sequence: EditedSequence, bounds: Bounds) -> None:
        self._cursor = cursor
        self._sequence = sequence
        self._bounds = bounds

    def whole(self, keys: Iterable[UUID]) -> Difference[KeyedFact]:
        """What must change so that these keys hold what the sequence, which stays as it is, says."""
        folded = sorted(keys)
        change: Difference[KeyedFact] = Difference((), ())
        if not folded:
            return change
        said = self._said(self._stated(folded, Stretch()))
        rows = defaultdict[UUID, list[RecordedRow[KeyedFact]]](list)
        for row in rows_of_keys(self._cursor, self._sequence.document_id, folded):
            rows[row.content[1]].append(row)
        entries = [as_entry(entry) for entry in self._sequence.held(Stretch())]
        for key in folded:
            held = fold_key(entries, said.get(key, {}))
            change += difference_of_key(rows[key], {(fact, key): windows for fact, windows in held.items()})
        return change

    def around_the_edit(self, keys: Iterable[UUID], keyed: Mapping[int, KeyedEntry]) -> Difference[KeyedFact]:
        """What must change so that these keys hold what the edited sequence says, in which `keyed` hold other keys."""
        change: Difference[KeyedFact] = Difference((), ())
        waiting, reach = sorted(keys), _FIRST_REACH
        instants = self._instants(waiting, keyed)
        while waiting and instants:
            stretch = self._sequence.around(min(instants), max(instants), reach)
            stated = self._stated(waiting, stretch)
            said, said_after = self._said(stated), self._said(self._restated(stated, keyed))
            held = self._sequence.held(stretch)
            entries: list[Entry[KeyedFact]] = [as_entry(entry) for entry in held]
            entries_after: list[Entry[KeyedFact]] = [as_entry(entry) for entry in self._sequence.edited(held)]
            unsettled: list[UUID] = []
            for key in waiting:
                before, after = Told(entries, said.get(key, {})), Told(entries_after, said_after.get(key, {}))
                turns = turns_of_key(before, after, begins=stretch.starts is None, following=stretch.following)
                if turns is None:
                    unsettled.append(key)
                elif turns:
                    change += self._turned(key, turns, before, stretch.following)
            waiting, reach = unsettled, reach * _GROWTH
        return change

    def _instants(self, keys: Sequence[UUID], keyed: Mapping[int, KeyedEntry]) -> list[dt.datetime]:
        """When entries take effect that come, go, or state one of the keys otherwise than before."""
        edited = [entry for entry in (self._sequence.goes, self._sequence.comes) if entry is not None]
        edited += [one.entry for one in keyed.values() if not one.changed().isdisjoint(keys)]
        return [entry["effective_at"] for entry in edited]

    def _turned(
        self, key: UUID, turns: Sequence[Turn], before: Told[KeyedFact], following: dt.datetime | None
    ) -> Difference[KeyedFact]:
        near = Window(turns[0].window.start, turns[-1].window.end)
        names = {"document_id": self._sequence.document_id, "key": key, "near": near, "following": following}
        rows = [recorded_fact(row) for row in self._cursor.execute(sql("fact_rows_near"), names)]
        held = defaultdict[UUID, list[Window]](list)
        for row in rows:
            held[row.content[0]].append(row.valid)
        claimed = set() if following is None else self._claimed_behind(turns, before, names)
        return difference(rows, rulings_of_turns(turns, key, held, claimed=claimed, following=following))

    def _claimed_behind(self, turns: Iterable[Turn], before: Told[KeyedFact], names: Row) -> set[UUID]:
        """Facts that give way in the stretch, and of which an entry behind it says from when on they hold."""
        starting = {one.fact for facts in before.said.values() for one in facts if one.own and one.own.start}
        gives_way = {turn.before for turn in turns if turn.before is not None} & starting
        if not gives_way:
            return set()
        states = {self._bounds.stated(fact): fact for fact in gives_way}
        found = self._cursor.execute(sql("facts_claimed_behind"), {**names, "facts": list(states)})
        return {states[row["fact"]] for row in found}

    def _stated(self, keys: Sequence[UUID], stretch: Stretch) -> list[Stated]:
        """What the entries of a stretch state before the edit, in reading order."""
        names = {"document_id": self._sequence.document_id, "keys": keys, **asdict(stretch)}
        found = self._cursor.execute(sql("facts_under_keys"), names)
        return [(row["number"], row["fact"], row["key"]) for row in found]

    def _restated(self, stated: Iterable[Stated], keyed: Mapping[int, KeyedEntry]) -> list[Stated]:
        """The same after the edit."""
        gone = None if self._sequence.goes is None else self._sequence.goes["number"]
        kept = [one for one in stated if one[0] not in keyed and one[0] != gone]
        return [*kept, *((number, fact, key) for number, one in keyed.items() for fact, key in one.keys.items())]

    def _said(self, stated: Sequence[Stated]) -> Mapping[UUID, Mapping[int, Sequence[Said]]]:
        """By key and number of the entry, in reading order."""
        held = self._bounds.held(fact for _, fact, _ in stated)
        said: dict[UUID, dict[int, list[Said]]] = defaultdict(lambda: defaultdict(list))
        for number, fact, key in stated:
            if fact in held:
                said[key][number].append(held[fact])
        return said


def rows_of_keys(cursor: Cursor[Row], document_id: int, keys: Sequence[UUID]) -> list[RecordedRow[KeyedFact]]:
    """The open rows of these keys."""
    names = {"document_id": document_id, "keys": keys}
    return [recorded_fact(row) for row in cursor.execute(sql("fact_rows_of_keys"), names)]


def recorded_fact(row: Row) -> RecordedRow[KeyedFact]:
    return RecordedRow(row["id"], (row["content"], row["key"]), Window(row["valid_at"], row["expired_at"]))
