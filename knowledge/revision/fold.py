"""Entries in order of effect, the run that each governs, and what holds in it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from knowledge.time_windows import Window, join_windows

Content = TypeVar("Content", UUID, tuple[UUID, UUID])
"""A passage, or a fact and its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[Content]):
    """One entry of a sequence; ordered by (effective_at, number), the later upload winning a tie."""

    number: int
    effective_at: dt.datetime
    expires_at: dt.datetime | None = None
    contents: frozenset[Content] = frozenset()


def run_of(entry: Entry[Content], following: dt.datetime | None) -> Window | None:
    """The window that the entry governs: until the following entry takes effect. None where a tie leaves it empty."""
    if following is not None and following <= entry.effective_at:
        return None
    return Window(entry.effective_at, following)


def held_in(entry: Entry[Content], run: Window) -> Window | None:
    """The part of a run in which the entry's contents hold: an expiry ends it sooner, or leaves nothing."""
    expiry = entry.expires_at
    if expiry is None or (run.end is not None and run.end <= expiry):
        return run
    return Window(run.start, expiry) if run.start is None or run.start < expiry else None


def runs(entries: Iterable[Entry[Content]]) -> list[tuple[Entry[Content], Window | None]]:
    """Every entry in order of effect, with the window that it governs."""
    ordered: list[Entry[Content]] = in_order(entries)
    following = [*(entry.effective_at for entry in ordered[1:]), None]
    return [(entry, run_of(entry, after)) for entry, after in zip(ordered, following, strict=False)]  # none has no next


def in_order(entries: Iterable[Entry[Content]]) -> list[Entry[Content]]:
    return sorted(entries, key=lambda entry: (entry.effective_at, entry.number))


def fold(entries: Iterable[Entry[Content]]) -> dict[Content, list[Window]]:
    """The whole valid-time picture: for each content its unbroken windows, in order of time."""
    held: dict[Content, list[Window]] = defaultdict(list)
    for entry, run in runs(entries):
        window = None if run is None else held_in(entry, run)
        if window is not None:
            for content in entry.contents:
                held[content].append(window)
    return {content: join_windows(windows) for content, windows in held.items()}
