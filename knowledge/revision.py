"""The fold: from a document's sequence to the windows in which each content holds. Pure; knows no store.

An entry of the sequence is a version or a withdrawal (an empty version). A content is one passage or one fact as an
opaque id. `fold` is the definition; `difference` reaches the same picture from what is recorded by looking only at
the run of one entry, so that its cost does not grow with the sequence.
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


def run_of(entry: Entry, following: dt.datetime | None) -> Window | None:
    """The window that the entry governs: until the following entry takes effect. None where a tie leaves it empty."""
    if following is not None and following <= entry.effective_at:
        return None
    return Window(entry.effective_at, following)


def held_in(entry: Entry, run: Window) -> Window:
    """The part of its run in which the entry's contents hold: an expiry ends it sooner."""
    if entry.expires_at is None or (run.end is not None and run.end <= entry.expires_at):
        return run
    return Window(run.start, entry.expires_at)


def runs(entries: Iterable[Entry]) -> list[tuple[Entry, Window | None]]:
    """Every entry in order of effect, with the window that it governs."""
    ordered = sorted(entries, key=lambda entry: (entry.effective_at, entry.number))
    following = [*(entry.effective_at for entry in ordered[1:]), None]
    return [(entry, run_of(entry, after)) for entry, after in zip(ordered, following, strict=False)]  # none has no next


def fold(entries: Iterable[Entry]) -> dict[UUID, list[Window]]:
    """The whole valid-time picture: for each content its unbroken windows, in order of time."""
    held: dict[UUID, list[Window]] = defaultdict(list)
    for entry, run in runs(entries):
        if run is not None:
            for content in entry.contents:
                held[content].append(held_in(entry, run))
    return {content: join_windows(windows) for content, windows in held.items()}


def difference(recorded: Sequence[RecordedRow], entry: Entry, following: dt.datetime | None) -> Difference:
    """What to retire and record so that `entry` governs its run, and nothing else changes.

    `recorded` are the open rows of the document whose windows touch the run; others cannot change.
    """
    run = run_of(entry, following)
    if run is None:
        return Difference((), ())
    held = held_in(entry, run)
    rows: dict[UUID, list[RecordedRow]] = defaultdict(list)
    for row in recorded:
        rows[row.content].append(row)
    retire: list[RecordedRow] = []
    record: list[tuple[UUID, Window]] = []
    for content in sorted(rows.keys() | entry.contents):
        outside = [part for row in rows[content] for part in row.valid.minus(run)]
        wanted = join_windows([*outside, held] if content in entry.contents else outside)
        retire += [row for row in rows[content] if row.valid not in wanted]
        standing = [row.valid for row in rows[content]]
        record += [(content, window) for window in wanted if window not in standing]
    return Difference(tuple(retire), tuple(record))
