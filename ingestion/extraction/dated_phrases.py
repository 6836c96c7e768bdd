"""The phrases of a sentence that set a bound by a date: "from 1 June 2027", "between 1 and 31 December 2024". Pure.

What a phrase bounds, the rule or an act, is for `own_window` to say.
"""

# ruff: noqa: RUF001 - people write any dash

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from knowledge.questions.calendar_spans import Days, day, months
from knowledge.questions.written_dates import FoundDate, find_written_dates
from knowledge.values import FoundValue, ValueKind


class Manner(StrEnum):
    """How a phrase sets its bound, as far as its meaning hangs on it."""

    EFFECT = "effect"  # starting, effective, with effect from: bounds a rule and little else
    AS_OF = "as of"  # may also be the day of a measurement
    FROM = "from"
    AFTER = "after"
    UNTIL = "until"
    BEFORE = "before"
    BETWEEN = "between"
    BY = "by"  # bounds an act alone: "tickets bought by 31 March"
    DURING = "during"  # also "in 2026"
    ENDS = "ends"  # behind "ends" or "expires", which is no part of the phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A side of a phrase: the local day that it begins on, or the instant where the text gives a time of day."""

    day: dt.date
    clock: dt.time | None = None

    def instant(self, zone: ZoneInfo) -> dt.datetime:
        """In UTC; 00:00 in `zone` where no time is given."""
        clock = self.clock or dt.time()
        return dt.datetime.combine(self.day, clock, clock.tzinfo or zone).astimezone(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPhrase:
    """text[start:end] bounds something to `[first, after)`; either side may be open."""

    start: int
    end: int
    manner: Manner
    first: Bound | None
    after: Bound | None

    def said(self) -> str:
        """The bounds in one form, closed-open: "from 2024-12-01 before 2025-01-01"."""
        sides = (("from", self.first), ("before", self.after))
        return " ".join(f"{name} {_iso(bound)}" for name, bound in sides if bound is not None)


_THE = r"(?:the\s+)?"
_LEAD_INS: tuple[tuple[Manner, str], ...] = (
    (
        Manner.EFFECT,
        r"with\s+effect\s+(?:as\s+)?(?:from|of|on)|effective(?:\s+(?:as\s+of|as\s+from|from|on|starting|beginning))?"
        r"|(?:starting|beginning|commencing)(?:\s+(?:on|in|from|with|as\s+of))?|as\s+from",
    ),
    (Manner.AS_OF, r"as\s+of"),
    (Manner.FROM, r"from(?:\s+and\s+including)?|since|on\s+or\s+after|on\s+and\s+after|on\s+and\s+from"),
    (Manner.AFTER, r"after"),
    (Manner.UNTIL, r"up\s+to(?:\s+and\s+including)?|(?:up\s+)?until(?:\s+and\s+including)?|till|through(?:\s+to)?"),
    (Manner.BEFORE, r"on\s+or\s+before|before|prior\s+to"),
    (Manner.BETWEEN, r"between"),
    (Manner.BY, r"by"),
    (Manner.ENDS, r"(?:(?<=\bends\s)|(?<=\bend\s)|(?<=\bexpires\s)|(?<=\bexpire\s)|(?<=\blapses\s))(?:on|in|at)"),
    (Manner.DURING, r"during|throughout|in"),
)
_VALID = r"(?:(?:^|(?<=[(])|(?<=,\s))(?:valid|applicable|in\s+force)\s+)?"
_OPENING = re.compile(
    rf"(?<![\w-]){_VALID}(?:{'|'.join(rf'(?P<{manner.name}>{words})' for manner, words in _LEAD_INS)})"
    rf"(?:\s+(?:the\s+)?(?:month|quarter)\s+of)?(?P<edge>\s+(?:the\s+)?(?:start|beginning|end)(?:\s+of)?)?\s+{_THE}$",
    re.IGNORECASE,
)
_OTHER_END = re.compile(
    rf"\s*(?P<join>to|until|till|through|up\s+to|and|[-–—])(?:\s+and\s+including)?\s*{_THE}", re.IGNORECASE
)
_FIRST_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:to|until|till|through|and|[-–—])\s*{_THE}$", re.IGNORECASE
)
_ONWARDS = re.compile(
    r"\s+(?:(?:and\s+)?onwards?|and\s+after|and\s+later|on\b(?!\s+\w)|forward)|,?\s+\(?inclusive\b\)?", re.IGNORECASE
)
_REFUSED = re.compile(
    r"(?:\b(?:not|by|never|or|rather\s+than|earlier\s+than|later\s+than|dated?|dating|except)|\d+\.)\s+$", re.IGNORECASE
)
_SPAN = r"\b(?:second|minute|hour|day|week|month|quarter|year)s?\s+$"
_COUNTED = re.compile(_SPAN, re.IGNORECASE)  # "30 days after 1 June"
_WITHIN = re.compile(
    rf"\b(?:within|for|of|than|least|most|over|after|due|every|per|up\s+to)\s+[^,;.]{{1,25}}{_SPAN}", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_ONE_SIDED = (Manner.AFTER, Manner.BEFORE, Manner.UNTIL, Manner.ENDS, Manner.BY)
_BETWEEN_TWO = re.compile(r"\s*,?\s*(?:(?:and|but)\s+)?(?:ending\s+)?", re.IGNORECASE)
_LATEST = re.compile(r",?\s+(?:at\s+the\s+latest|or\s+(?:until|earlier|later|sooner|when|if))\b", re.IGNORECASE)


def find_dated_phrases(text: str, values: Sequence[FoundValue]) -> list[DatedPhrase]:
    """All phrases that bound something by a date of the calendar, in order; impossible ones are left out.

    `values`: those of `find_values(text)`; a year that is part of a sum of money is no date. Relative dates ("90 days
    after hiring"), days without a year and deadlines ("by", "no later than") give no phrase.
    """
    dates = [date for date in map(partial(_unmodal, text), find_written_dates(text)) if not _taken(date, values)]
    phrases: list[DatedPhrase] = []
    loose = -1  # where the last date ends that no phrase has
    for index, date in enumerate(dates):
        if phrases and date.start < phrases[-1].end:
            continue
        phrase = _phrase(text, date, dates[index + 1] if index + 1 < len(dates) else None)
        if phrase is None:
            loose = date.end
        elif loose < 0 or text[loose : phrase.start].strip():  # "2020 through 2023" by itself is a stretch, no end
            phrases.append(phrase)
    return _joined(text, phrases)


def _unmodal(text: str, date: FoundDate) -> FoundDate:
    """The year of "leave accrued in 2025 may be taken", which is not the month of May 2025."""
    year = _YEAR.match(text, date.start)
    if year is None or text[year.end() : date.end].strip() != "may":
        return date
    return FoundDate(start=date.start, end=year.end(), days=months(int(year.group()), 1, 12), bare_year=True)


def _taken(date: FoundDate, values: Sequence[FoundValue]) -> bool:
    """Whether the figures belong to another value: "2000 EUR"."""
    return any(
        one.value.kind is not ValueKind.DATE
        and not _YEAR.fullmatch(one.value.text)
        and not (date.clock is not None and date.start < one.start)
        and one.start < date.end
        and date.start < one.end
        for one in values
    )


def _phrase(text: str, date: FoundDate, following: FoundDate | None) -> DatedPhrase | None:
    begin = date.start
    first_day = _FIRST_DAY.search(text, 0, begin) if date.days is not None and date.days.single else None
    if first_day is not None:
        begin = first_day.start()
    opening = _OPENING.search(text, max(0, begin - 60), begin)
    if opening is None:
        return None
    manner = next(manner for manner in Manner if opening[manner.name])
    if _refused(text[: opening.start()], manner):
        return None
    if first_day is not None and date.days is not None:
        first = _day_of(date.days.first, int(first_day["day"]))
        low = FoundDate(start=begin, end=begin, days=first)
        return None if first is None else _both(text, opening.start(), manner, low, date)
    join = _OTHER_END.fullmatch(text, date.end, following.start) if following is not None else None
    if following is not None and join is not None and (join["join"].lower() == "and") == (manner is Manner.BETWEEN):
        return _both(text, opening.start(), manner, date, following)
    return _single(text, opening, manner, date)


def _refused(before: str, manner: Manner) -> bool:
    """Whether the words before a phrase make it a deadline, a list or the count of a duration."""
    counted = {Manner.AFTER: _COUNTED, Manner.BEFORE: _COUNTED, Manner.FROM: _WITHIN}.get(manner)
    return bool(_REFUSED.search(before)) or (counted is not None and bool(counted.search(before)))


def _single(text: str, opening: re.Match[str], manner: Manner, date: FoundDate) -> DatedPhrase | None:
    days, words = date.days, opening.group().lower()
    if days is None or manner is Manner.BETWEEN or _LATEST.match(text, date.end):
        return None
    edge = (opening["edge"] or "").split()
    at_end = "end" in edge
    starts, ends = Bound(day=days.first, clock=date.clock), Bound(day=days.after)
    if date.clock is not None:
        ends = Bound(day=days.first, clock=date.clock)
    first = after = None
    if manner in (Manner.EFFECT, Manner.AS_OF, Manner.FROM):
        first = ends if at_end else starts
    elif manner is Manner.AFTER:
        first = ends
    elif manner in (Manner.UNTIL, Manner.ENDS, Manner.BY) or "or" in words.split():
        if edge and not at_end:
            return None
        after = ends
    elif manner is Manner.BEFORE:
        after = ends if at_end else starts
    elif days.single or edge:
        return None  # "in 1 June": no English
    else:
        first, after = starts, ends
    onwards = _ONWARDS.match(text, date.end)
    end = onwards.end() if onwards is not None and manner is not Manner.DURING else date.end
    return DatedPhrase(start=opening.start(), end=end, manner=manner, first=first, after=after)


def _both(text: str, start: int, manner: Manner, low: FoundDate, high: FoundDate) -> DatedPhrase | None:
    if high.days is None:
        return None
    days = low.days or _in_year_of(low, high.days)
    if days is None or days.first >= high.days.after or manner in _ONE_SIDED:
        return None
    onwards = _ONWARDS.match(text, high.end)
    after = Bound(day=high.days.after) if high.clock is None else Bound(day=high.days.first, clock=high.clock)
    return DatedPhrase(
        start=start,
        end=high.end if onwards is None else onwards.end(),
        manner=Manner.BETWEEN,
        first=Bound(day=days.first, clock=low.clock),
        after=after,
    )


def _in_year_of(low: FoundDate, high: Days) -> Days | None:
    """ "1 May" of "1 May to 30 June 2026"; the year before where it would come after its end."""
    if low.yearless is None:
        return None
    month, number = low.yearless
    year = high.last.year - ((month, number or 1) > (high.last.month, high.last.day))
    return months(year, month, 1) if number is None else _day_of(dt.date(year, month, 1), number)


def _day_of(date: dt.date, number: int) -> Days | None:
    try:
        return day(date.replace(day=number))
    except ValueError:
        return None


def _joined(text: str, phrases: list[DatedPhrase]) -> list[DatedPhrase]:
    """A start and an end that stand side by side, as one: "starting 1 May 2026 and until 30 June 2026"."""
    joined: list[DatedPhrase] = []
    for phrase in phrases:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.after is None
            and phrase.first is None
            and _BETWEEN_TWO.fullmatch(text, before.end, phrase.start)
        ):
            joined[-1] = replace(before, end=phrase.end, after=phrase.after, manner=Manner.BETWEEN)
        else:
            joined.append(phrase)
    return joined


def _iso(bound: Bound) -> str:
    return bound.day.isoformat() + (f"T{bound.clock.isoformat('minutes')}" if bound.clock is not None else "")
