"""Instants, closed-open windows and the viewpoint of a read. Pure; knows nothing of facts or stores.

Every instant is an aware `datetime` in UTC. `None` as a bound is an open bound.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.errors import InvalidInstant, InvalidWindow

OPEN_END_SECONDS = 253402300799  # 9999-12-31T23:59:59Z, the open end of an index window
OPEN_START_SECONDS = -62135596800  # 0001-01-01T00:00:00Z

Scope = tuple[tuple[str, str], ...]
"""For whom or what something holds beside time: sorted pairs, `(("audience", "contractors"),)`."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Window:
    """`[start, end)` in UTC."""

    start: dt.datetime | None
    end: dt.datetime | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise InvalidWindow(f"a window ends after it starts: {self.start.isoformat()} .. {self.end.isoformat()}")

    def contains(self, instant: dt.datetime) -> bool:
        return (self.start is None or self.start <= instant) and (self.end is None or instant < self.end)

    def overlaps(self, other: "Window") -> bool:
        return _before(self.start, other.end) and _before(other.start, self.end)

    def touches(self, other: "Window") -> bool:
        """Whether the two overlap or meet, so that their union is one window."""
        return self.overlaps(other) or _meets(self.end, other.start) or _meets(other.end, self.start)

    def union(self, other: "Window") -> "Window":
        """The one window that covers both; they must touch."""
        start = None if self.start is None or other.start is None else min(self.start, other.start)
        end = None if self.end is None or other.end is None else max(self.end, other.end)
        return Window(start, end)

    def minus(self, other: "Window") -> list["Window"]:
        """What is left of this window without the other: none, one or two windows."""
        if not self.overlaps(other):
            return [self]
        left = []
        if other.start is not None and (self.start is None or self.start < other.start):
            left.append(Window(self.start, other.start))
        if other.end is not None and (self.end is None or other.end < self.end):
            left.append(Window(other.end, self.end))
        return left


ALWAYS = Window(None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """From where a read looks: an instant in valid time, one in recorded time, and a scope."""

    tenant: str
    as_of: dt.datetime
    known_at: dt.datetime
    scope: Scope = ()


def join_windows(windows: Iterable[Window]) -> list[Window]:
    """The same instants as disjoint windows that do not touch, in order of time."""
    joined: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.start is not None, w.start)):
        if joined and joined[-1].touches(window):
            joined[-1] = joined[-1].union(window)
        else:
            joined.append(window)
    return joined


def read_instant(text: str, zone: ZoneInfo, *, name: str = "the date") -> dt.datetime:
    """The instant that an ISO 8601 text names, in UTC. A bare date is 00:00 in `zone`.

    Raises `InvalidInstant` for an impossible date, and for a time without an offset: which hour it means is unknown.
    """
    text = text.strip()
    try:
        if _DATE.fullmatch(text):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), zone).astimezone(dt.UTC)
        instant = dt.datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInstant(
            f"{name} {text!r} is not a date: write 2024-03-01, or a time with its offset as 2024-03-01T09:00:00+01:00"
        ) from error
    raise InvalidInstant(f"{name} {text!r} has no time zone: add one, as in {text}Z or {text}+01:00")


def index_bounds(window: Window) -> tuple[int, int]:
    """`(from, to)` in whole seconds, rounded outwards: the index may hold too much, never too little.

    A reader tests `from <= t` and `t < to` with `t` floored to a second, hence `to` is rounded up past it.
    """
    start = OPEN_START_SECONDS if window.start is None else int(window.start.timestamp() // 1)
    end = OPEN_END_SECONDS if window.end is None else int(-(-window.end.timestamp() // 1))
    return start, end


def _before(start: dt.datetime | None, end: dt.datetime | None) -> bool:
    return start is None or end is None or start < end


def _meets(end: dt.datetime | None, start: dt.datetime | None) -> bool:
    return end is not None and end == start
