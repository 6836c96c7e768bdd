"""When a fact lapses that nobody has confirmed for a while, and when somebody is reminded of it. Pure.

A fact is confirmed by a version that states it in the same words, from that version's date of effect on, and by a
person who says that it still holds or edits it, from that instant on.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryRule:
    """Facts of these documents and with this predicate (None asks nothing) lapse `months` after they were confirmed."""

    id: UUID
    name: str
    months: int
    remind_days: int  # before it lapses; 0: at the same instant
    enabled: bool = True
    documents: frozenset[str] | None = None  # slugs
    predicate: str | None = None  # words that the predicate holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Instants of what a rule does about one fact."""

    reminds_at: dt.datetime
    lapses_at: dt.datetime


def due_after(confirmed_at: dt.datetime, rule: ExpiryRule) -> Due:
    lapses_at = months_after(confirmed_at, rule.months)
    return Due(reminds_at=lapses_at - dt.timedelta(days=rule.remind_days), lapses_at=lapses_at)


def months_after(instant: dt.datetime, months: int) -> dt.datetime:
    """The same day and time so many months later; the last day of a month that has no such day."""
    year, month = divmod(instant.year * 12 + instant.month - 1 + months, 12)
    day = min(instant.day, calendar.monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)
