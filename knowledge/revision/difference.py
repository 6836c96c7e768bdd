"""What a publication retires and records, from what is recorded and what must hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic
from uuid import UUID

from knowledge.revision.fold import Content, Entry, held_in
from knowledge.time_windows import Window, join_windows


@dataclass(frozen=True, slots=True)
class RecordedRow(Generic[Content]):
    """A row whose recorded window is open: what we hold now."""

    id: UUID
    content: Content
    valid: Window


@dataclass(frozen=True, slots=True)
class Difference(Generic[Content]):
    """What a publication does: rows to retire, and (content, valid window) pairs to record."""

    retire: tuple[RecordedRow[Content], ...]
    record: tuple[tuple[Content, Window], ...]

    def __add__(self, other: "Difference[Content]") -> "Difference[Content]":
        return Difference(self.retire + other.retire, self.record + other.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling(Generic[Content]):
    """Inside `run` these contents hold, and no others: in its part `held`, or nowhere where that is None."""

    run: Window
    held: Window | None
    contents: frozenset[Content]


def rulings(
    *, vacated: Window | None, heir: Entry[Content] | None, taken: Window | None, entry: Entry[Content] | None
) -> tuple[Ruling[Content], ...]:
    """What an edit of a sequence changes: the run that an entry leaves, and the one that an entry takes.

    `vacated` falls to the `heir`, the entry before it (to none where there is none), except where `entry` takes it.
    """
    ruled: list[Ruling[Content]] = []
    if taken is not None and entry is not None:
        ruled.append(Ruling(run=taken, held=held_in(entry, taken), contents=entry.contents))
    left = [] if vacated is None else [vacated] if taken is None else vacated.minus(taken)
    for part in left:
        held = None if heir is None else held_in(heir, part)
        ruled.append(Ruling(run=part, held=held, contents=heir.contents if heir else frozenset()))
    return tuple(ruled)


def difference(recorded: Iterable[RecordedRow[Content]], ruled: Sequence[Ruling[Content]]) -> Difference[Content]:
    """What to retire and record so that each ruling holds inside its run, and nothing else changes.

    `recorded` are the open rows of the document whose windows touch one of the runs; others cannot change. The runs are
    disjoint.
    """
    rows = _by_content(recorded)
    wanted: dict[Content, list[Window]] = {}
    for content in rows.keys() | {content for ruling in ruled for content in ruling.contents}:
        windows = [row.valid for row in rows[content]]
        for ruling in ruled:
            windows = [part for window in windows for part in window.minus(ruling.run)]
        windows += [ruling.held for ruling in ruled if ruling.held is not None and content in ruling.contents]
        wanted[content] = join_windows(windows)
    return _difference(rows, wanted)


def difference_of_key(
    recorded: Iterable[RecordedRow[Content]], wanted: Mapping[Content, Sequence[Window]]
) -> Difference[Content]:
    """What to retire and record so that `wanted` (`fold_key`) is all that holds; `recorded` are all the key's rows."""
    return _difference(_by_content(recorded), wanted)


def _by_content(recorded: Iterable[RecordedRow[Content]]) -> dict[Content, list[RecordedRow[Content]]]:
    rows: dict[Content, list[RecordedRow[Content]]] = defaultdict(list)
    for row in recorded:
        rows[row.content].append(row)
    return rows


def _difference(
    rows: Mapping[Content, Sequence[RecordedRow[Content]]], wanted: Mapping[Content, Sequence[Window]]
) -> Difference[Content]:
    retire: list[RecordedRow[Content]] = []
    record: list[tuple[Content, Window]] = []
    for content in sorted(rows.keys() | wanted.keys()):
        standing, windows = rows.get(content, ()), wanted.get(content, ())
        retire += [row for row in standing if row.valid not in windows]
        held = [row.valid for row in standing]
        record += [(content, window) for window in windows if window not in held]
    return Difference(tuple(retire), tuple(record))
