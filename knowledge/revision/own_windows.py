"""The fold of one key whose statements carry windows of their own: "80 EUR from 1 June 2027", "until 31 March 2026".

- A window in a statement wins over the run of its version: a start in the past holds from then on, also where earlier
  versions said otherwise; a start in the future waits for its day. An end is kept also while the text still stands.
- Before the first start that a version announces, what held until then goes on: a predecessor lives until its
  successor's start. What was only announced, and is no longer stated, never comes.
- A version that does not state the key ends it, and with it what waited. What it said about the past stays.
- A hand edit comes to this as what it makes of a statement: another fact, one with another window, or none.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from uuid import UUID

from knowledge.revision.fold import Content, Entry, runs
from knowledge.time_windows import ALWAYS, Window, join_windows


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that a version states under a key, and the window that it states of itself."""

    fact: UUID
    own: Window | None = None


def winners_first(facts: Iterable[Said]) -> list[Said]:
    """What one version says of a key, in the order in which it wins where it overlaps."""
    latest_first = sorted(facts, key=_start, reverse=True)
    return sorted(latest_first, key=lambda one: one.own is None)


def _start(one: Said) -> float:
    return -inf if one.own is None or one.own.start is None else one.own.start.timestamp()


@dataclass(frozen=True, slots=True)
class Segment:
    """A fact holds in a window; by its own words and its version it would until `limit`."""

    window: Window
    fact: UUID
    limit: dt.datetime | None


def fold_key(entries: Iterable[Entry[Content]], said: Mapping[int, Sequence[Said]]) -> dict[UUID, list[Window]]:
    """The unbroken windows in which each fact of one key holds; no two of them overlap.

    `entries` is the whole sequence, `said` what each states under the key, by number and in reading order. Where
    windows of one version overlap, the one that starts last wins; a statement without a window gives way to all.
    """
    windows: dict[UUID, list[Window]] = defaultdict(list)
    for segment in picture_of(entries, said):
        windows[segment.fact].append(segment.window)
    return {fact: join_windows(found) for fact, found in windows.items()}


def picture_of(
    entries: Iterable[Entry[Content]], said: Mapping[int, Sequence[Said]], under: UUID | None = None
) -> list[Segment]:
    """What holds when, in order, without overlap. `under` stands for whatever the entries find there before them."""
    picture = [] if under is None else [Segment(ALWAYS, under, None)]
    for entry, run in runs(entries):
        if run is None:  # another of the same day speaks in its place
            continue
        facts = winners_first(said.get(entry.number, ()))
        held = end_at(picture, entry.effective_at)
        for claim in reversed(_claims(facts, entry.effective_at)):
            picture += _over(_taken_from(picture, claim.window.start), claim)
        picture += _spoken(entry, facts, held)
    return picture


def end_at(picture: list[Segment], at: dt.datetime) -> Segment | None:
    """Leaves what lies before an instant; gives what holds until then as it would go on if nothing else came."""
    after = Window(at, None)
    reaching = _taken_from(picture, at)
    picture += [replace(one, window=part) for one in reaching for part in one.window.minus(after)]
    last = picture[-1] if picture else None
    if last is None or last.window.end != at or (last.limit is not None and last.limit <= at):
        return None
    return replace(last, window=Window(at, last.limit))


def _taken_from(picture: list[Segment], at: dt.datetime | None) -> list[Segment]:
    """Takes out what reaches beyond an instant: the end of the picture, which is in order."""
    start = len(picture)
    while start and (at is None or (end := picture[start - 1].window.end) is None or end > at):
        start -= 1
    taken = picture[start:]
    del picture[start:]
    return taken


def _over(segments: Sequence[Segment], winner: Segment) -> list[Segment]:
    """The segments with one that wins over what it overlaps."""
    left = [replace(one, window=part) for one in segments for part in one.window.minus(winner.window)]
    return sorted([*left, winner], key=lambda one: (one.window.start is not None, one.window.start))


def _claims(facts: Sequence[Said], effective_at: dt.datetime) -> list[Segment]:
    """What statements say of the time before their version took effect."""
    return [
        Segment(part, one.fact, one.own.end)
        for one in facts
        if one.own is not None and one.own.start is not None and one.own.start < effective_at
        for part in one.own.minus(Window(effective_at, None))
    ]


def _spoken(entry: Entry[Content], facts: Sequence[Said], held: Segment | None) -> list[Segment]:
    """What holds from the entry's day on, as long as no other entry speaks."""
    if not facts or (entry.expires_at is not None and entry.expires_at <= entry.effective_at):
        return []
    reach = Window(entry.effective_at, entry.expires_at)
    starts = [reach.start if one.own is None or one.own.start is None else one.own.start for one in facts]
    first = min(start for start in starts if start is not None)
    spoken: list[Segment] = []
    if held is not None and first > entry.effective_at:
        until = Window(held.window.start, first)
        spoken = [replace(held, window=part) for part in shared(held.window, until, reach)]
    for one in reversed(facts):
        for part in shared(one.own or reach, reach):
            spoken = _over(spoken, Segment(part, one.fact, part.end))
    return spoken


def shared(*windows: Window) -> list[Window]:
    """The one window in which all of them hold, or none."""
    both = windows[0]
    for window in windows[1:]:
        if not both.overlaps(window):
            return []
        starts = [one.start for one in (both, window) if one.start is not None]
        ends = [one.end for one in (both, window) if one.end is not None]
        both = Window(max(starts, default=None), min(ends, default=None))
    return [both]
