"""The fold of one key whose statements carry windows of their own: "80 EUR from 1 June 2027", "until 31 March 2026".

- A window in a statement wins over the run of its version: a start in the past holds from then on, also where earlier
  versions said otherwise; a start in the future waits for its day. An end is kept also while the text still stands.
- Before the first start that a version announces, what the version before would say goes on: a predecessor lives until
  its successor's start.
- A version that does not state the key ends it, and with it what waited. What it said about the past stays.
- A hand edit comes to this as what it makes of a statement: another fact, one with another window, or none.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from knowledge.revision.fold import Content, Entry, runs
from knowledge.time_windows import Window, join_windows

Segment = tuple[Window, UUID]  # in order, disjoint


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that a version states under a key, and the window that it states of itself."""

    fact: UUID
    own: Window | None = None


def fold_key(entries: Iterable[Entry[Content]], said: Mapping[int, Sequence[Said]]) -> dict[UUID, list[Window]]:
    """The unbroken windows in which each fact of one key holds; no two of them overlap.

    `entries` is the whole sequence, `said` what each states under the key, by number and in reading order. Of two
    windows of one version that overlap the one that is read first wins; one without a window gives way to both.
    """
    picture: list[Segment] = []
    for entry, run in runs(entries):
        if run is None:  # another of the same day speaks in its place
            continue
        facts = sorted(said.get(entry.number, ()), key=lambda one: one.own is None)
        past, ahead = _parted(picture, entry.effective_at)
        for window, fact in reversed(_claims(facts, entry.effective_at)):
            past = _over(past, window, fact)
        picture = past + _spoken(entry, facts, ahead)
    held: dict[UUID, list[Window]] = defaultdict(list)
    for window, fact in picture:
        held[fact].append(window)
    return {fact: join_windows(windows) for fact, windows in held.items()}


def _parted(picture: Sequence[Segment], at: dt.datetime) -> tuple[list[Segment], list[Segment]]:
    """What lies before an instant, and what lies after it."""
    before, after = Window(None, at), Window(at, None)
    past = [(part, fact) for window, fact in picture for part in window.minus(after)]
    return past, [(part, fact) for window, fact in picture for part in window.minus(before)]


def _over(segments: Sequence[Segment], window: Window, fact: UUID) -> list[Segment]:
    """The segments with one that wins over what it overlaps."""
    left = [(part, other) for covered, other in segments for part in covered.minus(window)]
    return sorted([*left, (window, fact)], key=lambda segment: (segment[0].start is not None, segment[0].start))


def _claims(facts: Sequence[Said], effective_at: dt.datetime) -> list[Segment]:
    """What statements say of the time before their version took effect."""
    before = Window(None, effective_at)
    return [
        (part, one.fact)
        for one in facts
        if one.own is not None and one.own.start is not None and one.own.start < effective_at
        for part in one.own.minus(Window(effective_at, None))
        if part.overlaps(before)
    ]


def _spoken(entry: Entry[Content], facts: Sequence[Said], ahead: Sequence[Segment]) -> list[Segment]:
    """What holds from the entry's day on, as long as no other entry speaks."""
    if not facts or (entry.expires_at is not None and entry.expires_at <= entry.effective_at):
        return []
    reach = Window(entry.effective_at, entry.expires_at)
    first = min((one.own.start for one in facts if one.own and one.own.start), default=entry.effective_at)
    announced = all(one.own is not None and one.own.start is not None for one in facts)
    spoken: list[Segment] = []
    if announced and first > entry.effective_at:
        waiting = Window(first, None)
        spoken = [(part, fact) for window, fact in _within(ahead, reach) for part in window.minus(waiting)]
    for one in reversed(facts):
        for part, fact in _within([(one.own or reach, one.fact)], reach):
            spoken = _over(spoken, part, fact)
    return spoken


def _within(segments: Iterable[Segment], reach: Window) -> list[Segment]:
    return [
        (Window(_later(window.start, reach.start), _sooner(window.end, reach.end)), fact)
        for window, fact in segments
        if window.overlaps(reach)
    ]


def _later(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return other if one is None else one if other is None else max(one, other)


def _sooner(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return other if one is None else one if other is None else min(one, other)
