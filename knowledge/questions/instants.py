"""From the dates of a question to its instant or period. Pure: now and the tenant's zone are arguments."""

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from knowledge.questions.attachment import Edge, Hold, Relation, TimePhrase, attach
from knowledge.questions.calendar_spans import ONE_DAY, Days, day, months
from knowledge.questions.relative_dates import find_now, find_relative_dates, latest
from knowledge.questions.written_dates import FoundDate, find_written_dates
from knowledge.time_windows import Window

MOST_DATES = 20  # looked at in one question: the cost of each grows with the length of the text
_RANGE_MIDDLE = re.compile(
    r"\s*(?:and|to|until|till|through|thru|up\s+to|[-\u2013\u2014])\s*(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE
)
_RANGE_LEFT = re.compile(r"\b(?:between|from)\s+(?:the\s+)?(?:(?:start|beginning)\s+of\s+)?$", re.IGNORECASE)
_COMPARED = re.compile(
    r"\s*,?\s*(?:and|or|than|vs\.?|versus|compared\s+(?:to|with)|as\s+opposed\s+to)\s*(?:it\s+was\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """The time of a question, said at text[start:end]; `unclear` instead of an instant where it must be asked back."""

    start: int
    end: int
    as_of: dt.datetime | None
    period: Window | None = None
    unclear: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The present moment, and the zone that bare dates are read in."""

    now: dt.datetime
    zone: ZoneInfo

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.zone).date()

    def midnight(self, date: dt.date) -> dt.datetime:
        return dt.datetime.combine(date, dt.time(), self.zone).astimezone(dt.UTC)


def find_dates(text: str, clock: Clock) -> tuple[list[FoundDate], frozenset[int]]:
    """The first dates of a text in order, and the starts of those told from today."""
    written = find_written_dates(text)
    relative = find_relative_dates(text, clock.today)
    starts = frozenset(date.start for date in relative)
    kept = [w for w in written if all(w.end <= r.start or r.end <= w.start for r in relative)]
    return sorted([*kept, *relative], key=lambda date: date.start)[:MOST_DATES], starts


def find_instant(text: str, clock: Clock) -> tuple[Instant | None, list[TimePhrase]]:
    """The instant that the question names, and the dates in it that were read as conditions on what is asked."""
    dates, starts = find_dates(text, clock)
    between = _range(text, dates, clock)
    if between is not None:
        return between, []
    phrases = attach(text, dates, told_from_today=starts)
    tied = [phrase for phrase in phrases if not phrase.condition]
    conditions = [phrase for phrase in phrases if phrase.condition]
    if tied:
        best = max(tied, key=lambda phrase: (phrase.hold, _is_day(phrase), phrase.start))
        return _compared(text, tied, best, clock) or _instant(best, clock), conditions
    now = find_now(text)
    if now is not None:
        return Instant(start=now.start(), end=now.end(), as_of=clock.now), conditions
    return None, conditions


def _is_day(phrase: TimePhrase) -> bool:
    return phrase.days is None or phrase.days.single


def _range(text: str, dates: list[FoundDate], clock: Clock) -> Instant | None:
    """ "between March and June 2021", "from 1 May 2023 to 3 June 2023": a period, both ends included."""
    for one, two in pairwise(dates):
        opening = _RANGE_LEFT.search(text[: one.start])
        if opening is None or not _RANGE_MIDDLE.fullmatch(text[one.end : two.start]):
            continue
        problem = one.problem or two.problem
        if problem:
            return Instant(start=opening.start(), end=two.end, as_of=None, unclear=problem)
        last = two.days or latest(*(two.yearless or (1, None)), clock.today)
        first = one.days or _in_year(one, last.first.year)
        if first.first < last.after:
            return _over(opening.start(), two.end, Days(first.first, last.after), clock)
    return None


def _in_year(date: FoundDate, year: int) -> Days:
    month, number = date.yearless or (1, None)
    return months(year, month, 1) if number is None else latest(month, number, dt.date(year, 12, 31))


def _compared(text: str, tied: list[TimePhrase], best: TimePhrase, clock: Clock) -> Instant | None:
    """ "in 2021 and in 2023": the period from the one to the other, answered at its end."""
    for one, two in pairwise(tied):
        if best not in (one, two) or one.days is None or two.days is None:
            continue
        plain = one.relation is two.relation is Relation.AT and one.edge is two.edge is None
        if plain and _COMPARED.fullmatch(text[one.end : two.start]) and min(one.hold, two.hold) >= Hold.INSIDE:
            first, last = sorted((one.days, two.days), key=lambda days: days.first)
            return _over(one.start, two.end, Days(first.first, last.after), clock)
    return None


def _instant(phrase: TimePhrase, clock: Clock) -> Instant:
    if phrase.date.problem is not None:
        return Instant(start=phrase.start, end=phrase.end, as_of=None, unclear=phrase.date.problem)
    days = phrase.days or latest(*(phrase.date.yearless or (1, None)), clock.today)
    at = _edge(days, phrase.edge)
    period = None
    beside = {
        Relation.BEFORE: at.first - ONE_DAY,
        Relation.AFTER: at.after,
        Relation.FROM: at.first,
        Relation.BY: at.first,
    }
    if phrase.relation in beside:
        as_of = clock.midnight(beside[phrase.relation])
    elif phrase.relation is Relation.SINCE and at.first < clock.today:
        as_of, period = clock.now, Window(clock.midnight(at.first), clock.now)
    elif at.single:
        as_of = _moment(at.first, phrase.date.clock, clock)
    else:
        return _over(phrase.start, phrase.end, at, clock)
    return Instant(start=phrase.start, end=phrase.end, as_of=as_of, period=period)


def _edge(days: Days, edge: Edge | None) -> Days:
    if edge is Edge.START:
        return day(days.first)
    if edge is Edge.END:
        return day(days.last)
    return day(days.first + (days.after - days.first) // 2) if edge is Edge.MIDDLE else days


def _moment(date: dt.date, time: dt.time | None, clock: Clock) -> dt.datetime:
    if time is None:
        return clock.midnight(date)
    return dt.datetime.combine(date, time, time.tzinfo or clock.zone).astimezone(dt.UTC)


def _over(start: int, end: int, days: Days, clock: Clock) -> Instant:
    """A period is answered on its last day, or now where it is not over."""
    period = Window(clock.midnight(days.first), clock.midnight(days.after))
    as_of = clock.now if period.contains(clock.now) else clock.midnight(days.last)
    return Instant(start=start, end=end, as_of=as_of, period=period)
