"""The kinds of edit, and which one a publication makes of a key. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from knowledge.changes import EditKind
from knowledge.time_windows import Window, join_windows


class Happening(StrEnum):
    """What was submitted: the kinds of what may change facts."""

    VERSION = "version"
    WITHDRAWAL = "withdrawal"
    CORRECTION = "correction"
    REDATING = "redating"
    RETRACTION = "retraction"
    RE_EXTRACTION = "re-extraction"
    UNDO = "undo"
    HAND_FACT = "hand-fact"
    HAND_CORRECTION = "hand-correction"
    HAND_RETRACTION = "hand-retraction"
    HAND_EXPIRY = "hand-expiry"


class Outcome(StrEnum):
    """What became of a key, as an ingestion counts it."""

    ADDED = "added"
    SUPERSEDED = "superseded"
    REMOVED = "removed"
    KEPT = "kept"  # other words, another reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A row of a key that an edit retires or records."""

    fact: UUID
    value: tuple[str, str]  # kind and canonical
    valid: Window


_OF_HAPPENING = {
    Happening.RE_EXTRACTION: EditKind.RE_EXTRACTION,
    Happening.RETRACTION: EditKind.RETRACTION,
    Happening.HAND_RETRACTION: EditKind.RETRACTION,
    Happening.CORRECTION: EditKind.CORRECTION,
    Happening.REDATING: EditKind.CORRECTION,
    Happening.UNDO: EditKind.CORRECTION,
    Happening.HAND_CORRECTION: EditKind.CORRECTION,
}


def edit_kind(
    happening: Happening, *, retired: Sequence[Holding], recorded: Sequence[Holding], rekeyed: bool
) -> EditKind:
    """The kind of edit that `happening` makes of one key, whose rows it retires and records.

    `rekeyed`: the same words hold another key, because another version stands before theirs.
    """
    if happening in _OF_HAPPENING:
        return _OF_HAPPENING[happening]
    if rekeyed:
        return EditKind.RE_EXTRACTION
    same = bool(retired) and _windows_of_values(retired) == _windows_of_values(recorded)
    return EditKind.EDITORIAL if same else EditKind.CHANGE


def outcome(*, retired: Sequence[Holding], recorded: Sequence[Holding]) -> Outcome:
    """By value: what is said otherwise where something was said is superseded, whatever else comes or goes."""
    if any(one.value != other.value and one.valid.overlaps(other.valid) for one in retired for other in recorded):
        return Outcome.SUPERSEDED
    before, after = ([holding.valid for holding in holdings] for holdings in (retired, recorded))
    if _reaches_beyond(after, before):
        return Outcome.ADDED
    return Outcome.REMOVED if _reaches_beyond(before, after) else Outcome.KEPT


def _windows_of_values(holdings: Iterable[Holding]) -> dict[tuple[str, str], list[Window]]:
    windows: dict[tuple[str, str], list[Window]] = defaultdict(list)
    for holding in holdings:
        windows[holding.value].append(holding.valid)
    return {value: join_windows(found) for value, found in windows.items()}


def _reaches_beyond(windows: Iterable[Window], others: Sequence[Window]) -> bool:
    for window in windows:
        left = [window]
        for other in others:
            left = [part for one in left for part in one.minus(other)]
        if left:
            return True
    return False
