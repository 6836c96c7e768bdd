"""The fold: from a document's sequence to the windows in which each content holds. Pure; knows no store.

An entry of the sequence is a version or a withdrawal (an empty version). A content is one passage or one fact as an
opaque id. `fold` is the definition; `difference` reaches the same picture from what is recorded by looking only at
the runs that an edit touches (an entry that comes, goes, moves or says something else), so that its cost does not grow
with the sequence.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from knowledge.time_windows import Window, join_windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a sequence; ordered by (effective_at, number), the later upload winning a tie."""

    number: int
    effective_at: dt.datetime
    expires_at: dt.datetime | None = None
    contents: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """A row whose recorded window is open: what we hold now."""

    id: UUID
    content: UUID
    valid: Window


@dataclass(frozen=True, slots=True)
class Difference:
    """What a publication does: rows to retire, and (content, valid window) pairs to record."""

    retire: tuple[RecordedRow, ...]
    record: tuple[tuple[UUID, Window], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Inside `run` these contents hold, and no others: in its part `held`, or nowhere where that is None."""

    run: Window
    held: Window | None
    contents: frozenset[UUID]


def run_of(entry: Entry, following: dt.datetime | None) -> Window | None:
    """The window that the entry governs: until the following entry takes effect. None where a tie leaves it empty."""
    if following is not None and following <= entry.effective_at:
        return None
    return Window(entry.effective_at, following)


def held_in(entry: Entry, run: Window) -> Window | None:
    """The part of a run in which the entry's contents hold: an expiry ends it sooner, or leaves nothing."""
    expiry = entry.expires_at
    if expiry is None or (run.end is not None and run.end <= expiry):
        return run
    return Window(run.start, expiry) if run.start is None or run.start < expiry else None


def runs(entries: Iterable[Entry]) -> list[tuple[Entry, Window | None]]:
    """Every entry in order of effect, with the window that it governs."""
    ordered = in_order(entries)
    following = [*(entry.effective_at for entry in ordered[1:]), None]
    return [(entry, run_of(entry, after)) for entry, after in zip(ordered, following, strict=False)]  # none has no next


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.effective_at, entry.number))


def fold(entries: Iterable[Entry]) -> dict[UUID, list[Window]]:
    """The whole valid-time picture: for each content its unbroken windows, in order of time."""
    held: dict[UUID, list[Window]] = defaultdict(list)
    for entry, run in runs(entries):
        window = None if run is None else held_in(entry, run)
        if window is not None:
            for content in entry.contents:
                held[content].append(window)
    return {content: join_windows(windows) for content, windows in held.items()}


def rulings(
    *, vacated: Window | None, heir: Entry | None, taken: Window | None, entry: Entry | None
) -> tuple[Ruling, ...]:
    """What an edit of a sequence changes: the run that an entry leaves, and the one that an entry takes.

    `vacated` falls to the `heir`, the entry before it (to none where there is none), except where `entry` takes it.
    """
    ruled = []
    if taken is not None and entry is not None:
        ruled.append(Ruling(run=taken, held=held_in(entry, taken), contents=entry.contents))
    left = [] if vacated is None else [vacated] if taken is None else vacated.minus(taken)
    for part in left:
        held = None if heir is None else held_in(heir, part)
        ruled.append(Ruling(run=part, held=held, contents=heir.contents if heir else frozenset()))
    return tuple(ruled)


def difference(recorded: Sequence[RecordedRow], ruled: Sequence[Ruling]) -> Difference:
    """What to retire and record so that each ruling holds inside its run, and nothing else changes.

    `recorded` are the open rows of the document whose windows touch one of the runs; others cannot change. The runs are
    disjoint.
    """
    rows: dict[UUID, list[RecordedRow]] = defaultdict(list)
    for row in recorded:
        rows[row.content].append(row)
    retire: list[RecordedRow] = []
    record: list[tuple[UUID, Window]] = []
    for content in sorted(rows.keys() | {content for ruling in ruled for content in ruling.contents}):
        wanted = [row.valid for row in rows[content]]
        for ruling in ruled:
            wanted = [part for window in wanted for part in window.minus(ruling.run)]
        wanted += [ruling.held for ruling in ruled if ruling.held is not None and content in ruling.contents]
        wanted = join_windows(wanted)
        retire += [row for row in rows[content] if row.valid not in wanted]
        standing = [row.valid for row in rows[content]]
        record += [(content, window) for window in wanted if window not in standing]
    return Difference(tuple(retire), tuple(record))
