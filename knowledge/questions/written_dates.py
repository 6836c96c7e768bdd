"""Dates written out in a text: "3 March 2024", "March 3rd, 2024", "2024-03-03", "Q3 2025", "March 2021", "2021".

Forms are tried from the most to the least specific; a stretch of text that one has taken is closed to the others.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.questions.calendar_spans import MONTHS, Days, day, month_number, months

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?:the\s+)?)?"
YEAR = r"(?:(?:19|20|21)\d\d)(?![\d%]|[.,]\d)"
SHORT_YEAR = rf"(?:{YEAR}|['\u2019]\d\d\b)"
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\b|{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
_CLOCK = (
    r"(?:(?:T|,?\s+(?:at\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"\s*(?P<offset>Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d)?)?"
)
_NTH = r"(?P<nth>first|second|third|fourth|last|final|1st|2nd|3rd|4th)"
_NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date at text[start:end]: its days, or what is wrong with it (`problem`), or a month and day without a year."""

    start: int
    end: int
    days: Days | None
    clock: dt.time | None = None  # aware where the text gives an offset
    problem: str | None = None
    yearless: tuple[int, int | None] | None = None  # month, day
    bare_year: bool = False  # "2021": a number unless words around it make it a date
    counted: bool = False  # told from another date: "two days after 3 May 2021"
    notice: str | None = None  # how it was read, where another reading was possible


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    days: Days | None = None
    problem: str | None = None
    yearless: tuple[int, int | None] | None = None


def find_written_dates(text: str) -> list[FoundDate]:
    """All dates of the text, in order; they never overlap."""
    found: list[FoundDate] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            result = read(match)
            if result is not None:
                found.append(
                    FoundDate(
                        start=match.start(),
                        end=match.end(),
                        days=result.days,
                        clock=_clock(match),
                        problem=result.problem,
                        yearless=result.yearless,
                        bare_year=pattern is _BARE_YEAR,
                    )
                )
    return sorted(found, key=lambda date: date.start)


def _clock(match: re.Match[str]) -> dt.time | None:
    groups = match.groupdict()
    if not groups.get("hour") or int(groups["hour"]) > 23 or int(groups["minute"]) > 59:
        return None
    offset = groups.get("offset")
    zone: dt.tzinfo | None = None
    if offset:
        sign = -1 if offset.startswith("-") else 1
        digits = re.sub(r"\D", "", offset) or "0000"
        away = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if away >= dt.timedelta(days=1):
            return None
        zone = dt.timezone(sign * away)
    return dt.time(int(groups["hour"]), int(groups["minute"]), min(int(groups.get("second") or 0), 59), tzinfo=zone)


def one_day(year: int, month: int, number: int, written: str) -> Days | str:
    """That day, or what is wrong with it, `written` so."""
    if not 1 <= month <= 12:
        return f"“{written}” is not a date: there is no month {month}. Which day is meant?"
    length = calendar.monthrange(year, month)[1]
    if not 1 <= number <= length:
        name = MONTHS[month].capitalize()
        return f"“{written}” is not a date: {name} {year} has {length} days. Which day is meant?"
    return day(dt.date(year, month, number))


def _one_day(year: int, month: int, number: int, written: str) -> _Read:
    found = one_day(year, month, number, written)
    return _Read(problem=found) if isinstance(found, str) else _Read(days=found)


def _year(word: str) -> int:
    return int(word) if len(word) == 4 else 2000 + int(word[-2:])


def ordinal(word: str) -> int:
    """3 for "3", "3rd" or "third"."""
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else _ORDINALS.index(word.lower()) + 1


def _iso(match: re.Match[str]) -> _Read:
    return _one_day(int(match["year"]), int(match["month"]), int(match["day"]), match.group().strip())


def _named(match: re.Match[str]) -> _Read:
    year, month = _year(match["year"]), month_number(match["month"])
    return _one_day(year, month, ordinal(match["day"]), match.group().strip())


def _numeric(match: re.Match[str]) -> _Read:
    """n/n/yyyy: which number is the month can be told only where one is above 12, both are equal, or dots part them."""
    one, two, year = int(match["one"]), int(match["two"]), _year(match["year"])
    written = match.group()
    if match["mark"] == "." or one > 12 or one == two:
        return _one_day(year, two, one, written)
    if two > 12:
        return _one_day(year, one, two, written)
    return _Read(
        problem=(
            f"“{written}” can be read in two ways: {one} {MONTHS[two].capitalize()} {year} "
            f"or {two} {MONTHS[one].capitalize()} {year}. Which one is meant?"
        )
    )


def _yearless(match: re.Match[str]) -> _Read | None:
    month, number = month_number(match["month"]), ordinal(match["day"])
    if number > calendar.monthrange(2024, month)[1]:
        name = MONTHS[month].capitalize()
        return _Read(problem=f"“{match.group()}” is not a date: {name} has no day {number}. Which day is meant?")
    return _Read(yearless=(month, number)) if number else None


def _parts_of_year(match: re.Match[str]) -> _Read | None:
    nth, year = match["nth"].lower(), _year(match["year"])
    count = 6 if match["unit"].lower() in ("half", "h") else 3
    parts = 12 // count
    number = parts if nth in ("last", "final") else int(_NTHS.get(nth, nth if nth.isdigit() else 0))
    return _Read(days=months(year, (number - 1) * count + 1, count)) if 1 <= number <= parts else None


def _month(match: re.Match[str]) -> _Read | None:
    word = match["month"]
    month = int(word) if word.isdigit() else month_number(word)
    return _Read(days=months(_year(match["year"]), month, 1)) if 1 <= month <= 12 else None


def _season(match: re.Match[str]) -> _Read:
    return _Read(days=months(int(match["year"]), _SEASONS[match["season"].lower()], 3))


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$€£/.])(?<!(?<!mid)(?<!end)-){pattern}", re.IGNORECASE)


_BARE_YEAR = _form(rf"(?:(?:the\s+)?(?:(?:fiscal|financial|calendar)\s+)?year\s+|fy\s?)?(?P<year>{YEAR})(?![-/\w])")
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Read | None]], ...] = (
    (_form(rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d){_CLOCK}"), _iso),
    (
        _form(
            rf"{WEEKDAY}(?P<day>{DAY})[\s-]*(?:day\s+)?(?:of\s+)?(?P<month>{MONTH}),?[\s-]*(?:of\s+)?"
            rf"(?P<year>{SHORT_YEAR}){_CLOCK}"
        ),
        _named,
    ),
    (
        _form(
            rf"{WEEKDAY}(?P<month>{MONTH})[\s-]*(?:the\s+)?(?P<day>{DAY}),?[\s-]*(?:of\s+)?(?P<year>{SHORT_YEAR}){_CLOCK}"
        ),
        _named,
    ),
    (
        _form(rf"(?P<one>\d{{1,2}})(?P<mark>[-/.])(?P<two>\d{{1,2}})(?P=mark)(?P<year>{YEAR}|\d\d(?![\d.])){_CLOCK}"),
        _numeric,
    ),
    (_form(rf"(?P<unit>q|h)(?P<nth>[1-4])\s*(?:of\s+|[/-]\s*)?(?P<year>{SHORT_YEAR})"), _parts_of_year),
    (_form(rf"(?P<year>{YEAR})\s*[/-]?\s*(?P<unit>q|h)(?P<nth>[1-4])\b"), _parts_of_year),
    (_form(rf"{_NTH}\s+(?P<unit>quarter|half)\s+(?:of\s+|in\s+)?(?:the\s+year\s+)?(?P<year>{YEAR})"), _parts_of_year),
    (_form(rf"(?P<month>{MONTH}),?[\s-]*(?:of\s+)?(?P<year>{SHORT_YEAR})"), _month),
    (_form(rf"(?P<year>{YEAR})\s+(?P<month>{MONTH})"), _month),
    (_form(rf"(?P<year>{YEAR})-(?P<month>\d\d)(?![\d-])"), _month),
    (_form(rf"(?P<month>\d{{1,2}})/(?P<year>{YEAR})"), _month),
    (_form(rf"(?P<season>spring|summer|autumn|fall|winter)\s+(?:of\s+)?(?P<year>{YEAR})"), _season),
    (_form(rf"{WEEKDAY}(?P<day>{DAY})\s*(?:of\s+)?(?P<month>{MONTH})"), _yearless),
    (_form(rf"{WEEKDAY}(?P<month>{MONTH})\s+(?:the\s+)?(?P<day>{DAY})"), _yearless),
    (_BARE_YEAR, lambda match: _Read(days=months(int(match["year"]), 1, 12))),
    (_form(rf"(?P<month>{MONTH})(?!\s+\d)"), lambda match: _Read(yearless=(month_number(match["month"]), None))),
)
