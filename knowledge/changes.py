"""What changed from one date to another: facts as pairs of before and after, and texts line by line. Pure."""

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from knowledge.time_windows import Scope
from knowledge.values import Value


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    EDITORIAL = "editorial"  # other words, the same value


class EditKind(StrEnum):
    """What an edit of a key says, and what it does to both windows. The recorded window of a row that an edit replaces
    ends with it, and nothing is overwritten.

    | kind | says | the valid window of what it replaces |
    |---|---|---|
    | change | the world changed | is recorded again, ending where the new one begins |
    | correction | we were wrong about the same window | is left to what is right |
    | retraction | it never held, and nothing is said instead | falls to what held before, or to nothing |
    | editorial | other words, the same meaning | goes on: the fact keeps its start |
    | re-extraction | a better reading of the same text | is left to the better reading |
    """

    CHANGE = "change"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    EDITORIAL = "editorial"
    RE_EXTRACTION = "re-extraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSide:
    """A fact as it stands on one side of an instant."""

    id: UUID
    key: UUID
    subject: str
    predicate: str
    value: Value
    scope: Scope
    section: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An upload, a withdrawal, or an edit of an upload, by its number in the sequence."""

    version: int
    kind: str
    reason: str | None
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    at: dt.datetime
    document: str
    title: str
    before: FactSide | None
    after: FactSide | None
    edit: EditKind  # that recorded it so
    cause: Cause | None  # what takes effect at the instant; none where a window simply begins or ends

    @property
    def sides(self) -> tuple[FactSide | None, FactSide | None]:
        return self.before, self.after

    @property
    def kind(self) -> ChangeKind:
        if self.before is None or self.after is None:
            return ChangeKind.ADDED if self.before is None else ChangeKind.REMOVED
        one, other = self.before.value, self.after.value
        same = (one.kind, one.canonical) == (other.kind, other.canonical)
        return ChangeKind.EDITORIAL if same else ChangeKind.CHANGED


class LineKind(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    SKIPPED = "skipped"  # lines that both texts hold, left out; `text` counts them


@dataclass(frozen=True, slots=True)
class DiffLine:
    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenText:
    """What a document says at an instant: no version before its first, no text where it is withdrawn."""

    version: int | None
    kind: str | None
    title: str
    text: str


def diff_lines(before: str, after: str, *, context: int = 2) -> list[DiffLine]:
    """The lines of both texts in order, without blank ones; of a long run that both hold only its ends.

    Ratcliff and Obershelp's gestalt matching, as `difflib` has it.
    """
    old, new = ([line for line in text.splitlines() if line.strip()] for text in (before, after))
    lines: list[DiffLine] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal":
            lines += _shortened(old[a:a_end], context, first=a == 0, last=a_end == len(old))
        else:
            lines += [DiffLine(LineKind.REMOVED, line) for line in old[a:a_end]]
            lines += [DiffLine(LineKind.ADDED, line) for line in new[b:b_end]]
    return lines


def _shortened(kept: Sequence[str], context: int, *, first: bool, last: bool) -> list[DiffLine]:
    head, tail = 0 if first else context, 0 if last else context
    skipped = len(kept) - head - tail
    if skipped <= 1:
        return [DiffLine(LineKind.KEPT, line) for line in kept]
    shown = [DiffLine(LineKind.KEPT, line) for line in kept]
    return [*shown[:head], DiffLine(LineKind.SKIPPED, str(skipped)), *shown[len(kept) - tail :]]
