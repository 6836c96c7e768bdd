"""From the dates of a question to its instant or period. Pure: now and the tenant's zone are arguments."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from knowledge.questions.attachment import Edge, Hold, Relation, TimePhrase, attach
from knowledge.questions.calendar_spans import ONE_DAY, Days, day, months
from knowledge.questions.named_dates import find_named_dates
from knowledge.questions.refined_dates import refine
from knowledge.questions.relative_dates import coming, find_now, find_relative_dates, latest
from knowledge.questions.written_dates import FoundDate, find_written_dates
from knowledge.time_windows import Window

ONE_SECOND = dt.timedelta(seconds=1)
MOST_DATES = 20  # looked at in one question: the cost of each grows with the length of the text
_RANGE_MIDDLE = re.compile(
    r"(?:\s+(?:version|edition|revision|text|policy|terms|rules))?\s*(?:and|to|until|till|through|thru|up\s+to|[-\u2013\u2014])\s*"
    r"(?:the\s+)?(?:(?:end|start|beginning)\s+of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_RANGE_LEFT = re.compile(r"\b(?:between|from)\s+(?:the\s+)?(?:(?:start|beginning)\s+of\s+)?$", re.IGNORECASE)
_VERSIONS = re.compile(r"\s+(?:versions?|editions?|revisions?|texts?|policies|policy|terms|rules)\b", re.IGNORECASE)
_TO_NOW = re.compile(
    r"\s*,?\s*(?:and|to|until|till|through|up\s+to)\s+(?:today|now|the\s+present(?:\s+day)?|date|this\s+day)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\s*,?\s*(?:and|or|than|vs\.?|versus|compared\s+(?:to|with)|as\s+opposed\s+to|with(?=\s+th))\s*(?:it\s+was\s+|th(?:at|ose)\s+)?"
    r"(?:(?:as\s+of|in|on|during|at)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """The time of a question, said at text[start:end]; `unclear` instead of an instant where it must be asked back."""

    start: int
    end: int
    as_of: dt.datetime | None
    period: Window | None = None
    unclear: str | None = None
    span: Window | None = None  # from the first instant to the second, where a change over time may be asked about
    paired: bool = False  # both are named: "in 2021 and in 2023"
    notices: tuple[str, ...] = ()
    of_any: bool = False  # told by a change of some document that the words do not name


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The present moment, and the zone that bare dates are read in."""

    now: dt.datetime
    zone: ZoneInfo
    ahead: bool = False  # the question looks ahead: "on 1 January" is the next one

    def days_of(self, date: FoundDate) -> Days:
        """Its days; a date without a year is the latest that has begun, or the next one."""
        if date.days is not None:
            return date.days
        return (coming if self.ahead else latest)(*(date.yearless or (1, None)), self.today)

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.zone).date()

    def end_of(self, days: Days) -> dt.datetime:
        """The midnight of a day; the last second of a longer stretch, or now where it is not over."""
        if days.single:
            return self.midnight(days.first)
        return (
            min(self.midnight(days.after) - ONE_SECOND, self.now)
            if self.midnight(days.first) < self.now
            else self.midnight(days.last)
        )

    def midnight(self, date: dt.date) -> dt.datetime:
        return dt.datetime.combine(date, dt.time(), self.zone).astimezone(dt.UTC)


def find_dates(text: str, clock: Clock) -> tuple[list[FoundDate], frozenset[int]]:
    """The first dates of a text in order, and the starts of those told from today."""
    kept, starts = find_named_dates(text, clock.today)
    relative = _beside(kept, find_relative_dates(text, clock.today))
    kept = [*kept, *relative]
    kept += _beside(kept, find_written_dates(text))
    ordered = sorted(kept, key=lambda date: date.start)[:MOST_DATES]
    refined = [refine(text, date) for date in ordered]
    moved = {date.start: new.start for date, new in zip(ordered, refined, strict=True)}
    free = starts | {date.start for date in relative}
    counted = {new.start for date, new in zip(ordered, refined, strict=True) if new.counted}
    return refined, frozenset({moved[start] for start in free if start in moved} | counted)


def _beside(kept: Sequence[FoundDate], found: Sequence[FoundDate]) -> list[FoundDate]:
    return [one for one in found if all(one.end <= other.start or other.end <= one.start for other in kept)]


def span_of(start: dt.datetime, end: dt.datetime) -> Window | None:
    """The window between two instants, where the second is the later one."""
    return Window(start, end) if start < end else None


def find_instant(
    text: str, clock: Clock, dates: list[FoundDate], starts: frozenset[int]
) -> tuple[Instant | None, list[TimePhrase]]:
    """The instant that the question names, and the dates in it that were read as conditions on what is asked.

    `dates` and `starts` are those of `find_dates`.
    """
    between = _range(text, dates, clock)
    if between is not None:
        return between, []
    phrases = attach(text, dates, told_from_today=starts)
    tied = [phrase for phrase in phrases if not phrase.condition]
    conditions = [phrase for phrase in phrases if phrase.condition]
    if tied:
        best = max(tied, key=lambda phrase: (phrase.hold, _is_day(phrase), phrase.start))
        both = _compared(text, tied, best, clock) or _compared_bare(text, best, dates, clock)
        return both or _instant(best, clock), conditions
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
        last = clock.days_of(two)
        first = one.days or _in_year(one, last.first.year)
        if first.first < last.after:
            versions = _VERSIONS.match(text, two.end)
            end = versions.end() if versions else two.end
            over = _over(opening.start(), end, Days(first.first, last.after), clock)
            start = first.last if versions else first.first
            return replace(over, span=span_of(clock.midnight(start), clock.end_of(last)), paired=True)
    for one in dates:
        opening, now = _RANGE_LEFT.search(text[: one.start]), _TO_NOW.match(text, one.end)
        if opening is not None and now is not None and (one.days or one.yearless):
            start = clock.midnight(clock.days_of(one).first)
            if start < clock.now:
                period = Window(start, clock.now)
                return Instant(
                    start=opening.start(), end=now.end(), as_of=clock.now, period=period, span=period, paired=True
                )
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
        if plain and _COMPARED.fullmatch(text[one.end : two.date.start]) and min(one.hold, two.hold) >= Hold.INSIDE:
            return _both(one.start, two.end, one.days, two.days, clock)
    return None


def _compared_bare(text: str, one: TimePhrase, dates: Sequence[FoundDate], clock: Clock) -> Instant | None:
    """ "on 1 March 2022 and 1 March 2025": the second shares the word before the first."""
    two = next((date for date in dates if date.start >= one.end), None)
    if two is None or one.days is None or two.days is None or one.relation is not Relation.AT or one.edge is not None:
        return None
    if not _COMPARED.fullmatch(text[one.end : two.start]):
        return None
    return _both(one.start, two.end, one.days, two.days, clock)


def _both(start: int, end: int, one: Days, two: Days, clock: Clock) -> Instant:
    first, last = sorted((one, two), key=lambda days: days.first)
    over = _over(start, end, Days(first.first, last.after), clock)
    return replace(over, span=span_of(clock.midnight(first.last), clock.end_of(last)), paired=True)


def _instant(phrase: TimePhrase, clock: Clock) -> Instant:
    if phrase.date.problem is not None:
        return Instant(start=phrase.start, end=phrase.end, as_of=None, unclear=phrase.date.problem)
    days = clock.days_of(phrase.date)
    at = _edge(days, phrase.edge)
    period = None
    beside = {
        Relation.BEFORE: at.first - ONE_DAY,
        Relation.AFTER: at.after,
        Relation.FROM: at.first,
        Relation.BY: at.first,
    }
    span = None
    if phrase.relation in beside:
        as_of = clock.midnight(beside[phrase.relation])
        if phrase.relation in (Relation.AFTER, Relation.FROM):
            span = span_of(as_of, clock.now)
    elif phrase.relation is Relation.SINCE and at.first < clock.today:
        as_of, period = clock.now, Window(clock.midnight(at.first), clock.now)
        span = period
    elif at.single:
        as_of = _moment(at.first, phrase.date.clock, clock)
        span = span_of(as_of - ONE_SECOND, clock.midnight(at.after) - ONE_SECOND)
    else:
        return replace(_over(phrase.start, phrase.end, at, clock), notices=_notices(phrase.date))
    return Instant(
        start=phrase.start, end=phrase.end, as_of=as_of, period=period, span=span, notices=_notices(phrase.date)
    )


def _notices(date: FoundDate) -> tuple[str, ...]:
    return (date.notice,) if date.notice else ()


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
    span = span_of(clock.midnight(days.first), clock.end_of(days))
    return Instant(start=start, end=end, as_of=as_of, period=period, span=span)
