"""What words beside a date make of it: an hour of the day, days counted from it, a weekday that it is not. Pure."""

import datetime as dt
import re
from dataclasses import replace

from knowledge.questions.calendar_spans import WEEKDAYS, Unit, day, shift, written
from knowledge.questions.written_dates import FoundDate
from knowledge.questions.year_words import NUMBER_WORDS, number_of

_HOUR = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?"
_AFTER = re.compile(
    rf"\s*,?\s*(?:at\s+)?(?:{_HOUR}\s*(?P<half>[ap])\.?m\b\.?|(?P<word>noon|midday|midnight)\b)", re.IGNORECASE
)
_BEFORE = re.compile(
    rf"\bat\s+(?:(?P<word>noon|midday|midnight)|{_HOUR}(?:\s*(?P<half>[ap])\.?m\.?)?)\s+(?:on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_HALF = re.compile(r"\s*(?P<half>[ap])\.?m\b\.?", re.IGNORECASE)
_COUNTED = re.compile(
    rf"\b(?:exactly\s+)?(?P<count>an?|{NUMBER_WORDS}|\d{{1,3}})\s+(?P<unit>day|week|month|quarter|year)s?\s+"
    r"(?P<way>before|prior\s+to|after|following|from)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"(?P<weekday>{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)


def refine(text: str, date: FoundDate) -> FoundDate:
    """The date with what stands around it taken in."""
    if date.days is None or not date.days.single:
        return date
    first = date.days.first
    date = _with_hour(text, date)
    weekday = _WEEKDAY.match(text, date.start, date.end)
    if weekday and date.notice is None and WEEKDAYS.index(weekday["weekday"].lower()) != first.weekday():
        name = WEEKDAYS[first.weekday()].capitalize()
        date = replace(date, notice=f"{written(first)} was read as the date, which is a {name}.")
    counted = _COUNTED.search(text, 0, date.start)
    return _counted(date, first, counted) if counted else date


def _with_hour(text: str, date: FoundDate) -> FoundDate:
    if date.clock is not None:
        half = _HALF.match(text, date.end)
        time = _time(str(date.clock.hour), str(date.clock.minute), half["half"], None) if half else None
        return replace(date, clock=time, end=half.end()) if half and time else date
    after = _AFTER.match(text, date.end)
    if after:
        time = _time(after["hour"], after["minute"], after["half"], after["word"])
        return replace(date, clock=time, end=after.end()) if time else date
    before = _BEFORE.search(text, 0, date.start)
    if before:
        time = _time(before["hour"], before["minute"], before["half"], before["word"])
        return replace(date, clock=time, start=before.start(), counted=True) if time else date
    return date


def _time(hour: str | None, minute: str | None, half: str | None, word: str | None) -> dt.time | None:
    if word:
        return dt.time(0 if word.lower() == "midnight" else 12)
    number = int(hour or 0)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half.lower() == "p" else 0)
    return dt.time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None


def _counted(date: FoundDate, first: dt.date, match: re.Match[str]) -> FoundDate:
    """ "two days after 3 May 2021"."""
    sign = -1 if match["way"].lower().startswith(("before", "prior")) else 1
    try:
        counted = shift(first, Unit(match["unit"].lower()), sign * (number_of(match["count"]) or 0))
    except (ValueError, OverflowError):
        return date
    return replace(date, days=day(counted), start=match.start(), counted=True)
