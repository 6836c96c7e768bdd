"""What an edit changes in the picture of one key, from a stretch of the sequence around it.

An edit reaches no further than this:
- back to where a statement that comes or goes says that it began, and further to the nearest version that speaks of
  its own day, because one that only announces lets what held before go on;
- forward to the first version behind it before which the same holds as without the edit.
A version further on may speak of the same days too, and wins whatever the edit does: `rulings_of_turns`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic
from uuid import UUID

from knowledge.revision.difference import Ruling
from knowledge.revision.fold import Content, Entry
from knowledge.revision.own_windows import Said, Segment, end_at, picture_of, shared
from knowledge.time_windows import Window

_UNDER = UUID(int=0)  # whatever the entries before the stretch make of an instant, which the edit does not change


@dataclass(frozen=True, slots=True)
class Told(Generic[Content]):
    """A stretch of the sequence, all entries of its instants, and what each states under the key, by number."""

    entries: Sequence[Entry[Content]]
    said: Mapping[int, Sequence[Said]]


@dataclass(frozen=True, slots=True)
class Turn:
    """In a window the stretch said one fact before the edit (none: nothing) and says another after it.

    `before` is to be disregarded where no entry follows the stretch: there nothing else can have spoken.
    """

    window: Window
    before: UUID | None
    after: UUID | None


def turns_of_key(
    before: Told[Content], after: Told[Content], *, begins: bool, following: dt.datetime | None
) -> list[Turn] | None:
    """Where the edit changes what the stretch says of the key, in order of time; None: it is too short to tell.

    The stretch `begins` the sequence or not; the entry behind it takes effect at `following`, if there is one. All
    entries that come, go or say something else lie within it.
    """
    under = None if begins else _UNDER
    old: list[Segment] = picture_of(before.entries, before.said, under)
    new: list[Segment] = picture_of(after.entries, after.said, under)
    if following is not None and _going_on(old, following) != _going_on(new, following):
        return None
    turns = [Turn(window, _fact_at(old, window), _fact_at(new, window)) for window in _steps([*old, *new])]
    turns = [turn for turn in turns if turn.before != turn.after]
    told = all(turn.after != _UNDER and (following is None or turn.before != _UNDER) for turn in turns)
    return _joined(turns) if told else None


def rulings_of_turns(
    turns: Iterable[Turn],
    key: UUID,
    held: Mapping[UUID, Sequence[Window]],
    *,
    claimed: Collection[UUID],
    following: dt.datetime | None,
) -> list[Ruling[tuple[UUID, UUID]]]:
    """What the turns change of what the key holds: not the days of which a version behind the stretch speaks.

    `held` are the windows of each fact that holds near the turns. Where it is not what the stretch says, a version
    behind that speaks; where it is, one may say the same: facts that state their own start, and that such a version
    states too, are `claimed`.
    """
    ruled: list[Ruling[tuple[UUID, UUID]]] = []
    for turn in turns:
        parts = [turn.window] if following is None else _unspoken(turn, held, claimed)
        contents = frozenset() if turn.after is None else frozenset({(turn.after, key)})
        ruled += [Ruling(run=part, held=part if contents else None, contents=contents) for part in parts]
    return ruled


def _unspoken(turn: Turn, held: Mapping[UUID, Sequence[Window]], claimed: Collection[UUID]) -> list[Window]:
    """The part of a turn of which no version behind the stretch speaks."""
    if turn.before is None:
        parts = [turn.window]
        for window in (window for windows in held.values() for window in windows):
            parts = [left for part in parts for left in part.minus(window)]
        return parts
    if turn.before in claimed:
        return []
    return [part for window in held.get(turn.before, ()) for part in shared(window, turn.window)]


def _going_on(picture: list[Segment], at: dt.datetime) -> tuple[UUID, dt.datetime | None] | None:
    """Cuts the picture where the next entry takes effect; gives what that one may let go on, and how long."""
    held = end_at(picture, at)
    return None if held is None else (held.fact, held.limit)


def _fact_at(picture: Iterable[Segment], step: Window) -> UUID | None:
    return next((segment.fact for segment in picture if segment.window.overlaps(step)), None)


def _steps(segments: Iterable[Segment]) -> list[Window]:
    """The windows between all bounds: in each of them every segment holds throughout, or nowhere."""
    windows = [segment.window for segment in segments]
    instants = {at for window in windows for at in (window.start, window.end) if at is not None}
    bounds = [None, *sorted(instants), None]
    return [Window(start, end) for start, end in pairwise(bounds)]


def _joined(turns: Iterable[Turn]) -> list[Turn]:
    joined: list[Turn] = []
    for turn in turns:
        last = joined[-1] if joined else None
        if last and last.window.end == turn.window.start and (last.before, last.after) == (turn.before, turn.after):
            joined[-1] = Turn(last.window.union(turn.window), turn.before, turn.after)
        else:
            joined.append(turn)
    return joined
