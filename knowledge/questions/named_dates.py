"""Dates that a name and a year make up: "April last year", "Q1 of last year", "Easter 2022", "week 12 of 2023". Pure.

Tried before the plain forms, which know nothing of today. Where a name stands without a year it is the latest one that
has begun. Names of seasons and feasts need a year: alone they rather say when a rule applies ("open at Christmas?").
"""

# ruff: noqa: ARG001, E501 - all readers have one signature; a pattern broken over lines reads worse

import datetime as dt
import re
from collections.abc import Callable

from knowledge.questions.calendar_spans import MONTHS, WEEKDAYS, Days, Unit, day, month_number, months, shift, whole
from knowledge.questions.feasts import FEAST, feast
from knowledge.questions.written_dates import DAY, MONTH, WEEKDAY, YEAR, FoundDate, one_day, ordinal
from knowledge.questions.year_words import NUMBER_WORDS, YEAR_TOLD, YEAR_WORDS, number_of, year_of

Reading = Days | str | None
"""The days, what is wrong with them, or nothing where the words are no date after all."""

_OF = r"(?:,?\s+(?:of|in)\s+|,?\s+)(?:the\s+year\s+)?"
_WHICH = r"(?P<which>last|this|next)\s+"
_NTHS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": -1,
    "final": -1,
}
_NTH = rf"(?P<nth>{'|'.join(_NTHS)})"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_MONTH_NAME = "|".join(name for name in MONTHS if name)
_WEEKDAY_NAME = "|".join(WEEKDAYS)
_DECADES = {"seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000, "twenties": 2020}


def _day_of_month(match: re.Match[str], today: dt.date) -> Reading:
    return one_day(_year(match, today), month_number(match["month"]), ordinal(match["day"]), match.group())


def _month(match: re.Match[str], today: dt.date) -> Reading:
    return months(_year(match, today), month_number(match["month"]), 1)


def _months(match: re.Match[str], today: dt.date) -> Reading:
    """ "January and February 2021": from the one to the other."""
    first, last = month_number(match["month"]), month_number(match["until"])
    return months(_year(match, today), first, last - first + 1) if first < last else None


def _part_of_year(match: re.Match[str], today: dt.date) -> Reading:
    count = 6 if match["unit"].lower().startswith("h") else 3
    nth = match["nth"].lower()
    number = int(nth) if nth.isdigit() else _NTHS[nth]
    number = 12 // count if number < 0 else number
    if number > 12 // count or not number:
        return f"“{match.group()}” is not a date: a year has {12 // count} of them. Which one is meant?"
    if match["year"]:
        return months(_year(match, today), (number - 1) * count + 1, count)
    span = months(today.year, (number - 1) * count + 1, count)
    return span if span.first <= today else months(today.year - 1, (number - 1) * count + 1, count)


def _season(match: re.Match[str], today: dt.date) -> Reading:
    month = _SEASONS[match["season"].lower()]
    if "which" not in match.re.groupindex:
        return months(_year(match, today), month, 3)
    begun = today.year if dt.date(today.year, month, 1) <= today else today.year - 1
    now = months(begun, month, 3)
    running = now.first <= today < now.after
    which = match["which"].lower()
    if which == "last":
        return months(begun - running, month, 3)
    return now if which == "this" and running else months(today.year if which == "this" else begun + 1, month, 3)


def _feast(match: re.Match[str], today: dt.date) -> Reading:
    name = match["feast"]
    if "which" not in match.re.groupindex:
        return day(feast(name, _year(match, today)))
    past, ahead = match["which"].lower() == "last", match["which"].lower() == "next"
    year = today.year
    if past and feast(name, year) >= today:
        year -= 1
    elif ahead and feast(name, year) <= today:
        year += 1
    return day(feast(name, year))


def _week(match: re.Match[str], today: dt.date) -> Reading:
    """A week of ISO 8601, from Monday."""
    try:
        return whole(Unit.WEEK, dt.date.fromisocalendar(_year(match, today), int(match["week"]), 1))
    except ValueError:
        return f"“{match.group()}” is not a date: there is no week {match['week']} in that year. Which days are meant?"


def _part_of_month(match: re.Match[str], today: dt.date) -> Reading:
    """The first or last week of a month (seven days), or its first, second, last Monday."""
    span = months(_year(match, today), month_number(match["month"]), 1)
    nth, unit = _NTHS[match["nth"].lower()], match["unit"].lower()
    if unit == "week":
        if nth < 0:
            return Days(span.after - dt.timedelta(days=7), span.after)
        first = span.first + dt.timedelta(days=7 * (nth - 1))
        return Days(first, min(first + dt.timedelta(days=7), span.after))
    weekday = WEEKDAYS.index(unit)
    if nth < 0:
        return day(span.last - dt.timedelta(days=(span.last.weekday() - weekday) % 7))
    return day(span.first + dt.timedelta(days=(weekday - span.first.weekday()) % 7 + 7 * (nth - 1)))


def _share_of_year(match: re.Match[str], today: dt.date) -> Reading:
    """ "the first two months of 2021"."""
    span, count = months(_year(match, today), 1, 12), number_of(match["count"]) or 1
    unit = Unit(match["unit"].lower())
    if match["nth"].lower() == "first":
        return Days(span.first, shift(span.first, unit, count))
    return Days(shift(span.after, unit, -count), span.after)


def _of_month_told(match: re.Match[str], today: dt.date) -> Reading:
    """ "the 15th of last month"."""
    month = shift(whole(Unit.MONTH, today).first, Unit.MONTH, _STEPS[match["which"].lower()])
    return one_day(month.year, month.month, ordinal(match["day"]), match.group())


def _of_week_told(match: re.Match[str], today: dt.date) -> Reading:
    monday = whole(Unit.WEEK, today).first + dt.timedelta(days=7 * _STEPS[match["which"].lower()])
    return day(monday + dt.timedelta(days=WEEKDAYS.index(match["weekday"].lower())))


_STEPS = {"last": -1, "this": 0, "next": 1}


def _days_of_month(match: re.Match[str], today: dt.date) -> Reading:
    """ "3 to 9 May 2021"."""
    month = month_number(match["month"])
    year = _year(match, today) if match["year"] else today.year
    first, last = (one_day(year, month, ordinal(match[name]), match.group()) for name in ("day", "until"))
    if isinstance(first, str) or isinstance(last, str):
        return first if isinstance(first, str) else last
    return Days(first.first, last.after) if first.first < last.first else None


def _years(match: re.Match[str], today: dt.date) -> Reading:
    first, last = int(match["year"]), match["until"]
    after = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if len(last) == 2 and after != first + 1:
        return None
    return months(first, 1, 12 * (after - first + 1)) if first < after < first + 30 else None


def _decade(match: re.Match[str], today: dt.date) -> Reading:
    word = match["decade"].lower()
    first = int(word[:4]) if word[0].isdigit() else _DECADES[word]
    return months(first, 1, 120)


def _compact(match: re.Match[str], today: dt.date) -> Reading:
    try:
        return day(dt.date(int(match["year"]), int(match["month"]), int(match["day"])))
    except ValueError:
        return None


def _year_before(match: re.Match[str], today: dt.date) -> Reading:
    return months(today.year - 2, 1, 12)


def _whole_year(match: re.Match[str], today: dt.date) -> Reading:
    return months(_year(match, today), 1, 12)


def _owned_year(match: re.Match[str], today: dt.date) -> Reading:
    """ "2021's fee"."""
    return _whole_year(match, today)


def _beside_year(match: re.Match[str], today: dt.date) -> Reading:
    """ "pre-2022": the day before it; "post-2022": the day after."""
    span = months(int(match["year"]), 1, 12)
    return day(span.first - dt.timedelta(days=1)) if match["side"].lower() == "pre" else day(span.after)


def _no_such_year(match: re.Match[str], today: dt.date) -> Reading:
    return f"“{match.group()}” is not a date: no year has that number. Which day is meant?"


def _fiscal(match: re.Match[str], today: dt.date) -> Reading:
    if match["until"]:
        return f"When “{match.group().strip()}” begins and ends differs from one organisation to another. Which dates are meant?"
    return months(_year(match, today), 1, 12)


def _year(match: re.Match[str], today: dt.date) -> int:
    words = match["year"]
    return 2000 + int(words) if len(words) == 2 and words.isdigit() else year_of(words, today.year)


FISCAL = r"(?:fy|(?:fiscal|financial|tax)(?:\s+year)?)"
_YEAR = rf"(?P<year>{YEAR_WORDS})"
_TOLD = rf"(?P<year>{YEAR_TOLD})"
_UNTIL = r"\s*(?:to|until|till|through|and|[-\u2013\u2014])\s*(?:the\s+)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$€£/.-]){pattern}", re.IGNORECASE)


NO_NAME = re.compile(
    rf"(?!.*(?:{YEAR_TOLD}|\b(?:20|19)\d\d|['\u2019]\d\d|\d{{4}}|[a-z]-\d\d\b|last|this|next|\bfy|fiscal|nineties|eighties|seventies|"
    rf"noughties|twenties|quarter|half|[qh]\d|[qh]\s?\d))",
    re.IGNORECASE,
)
_ONLY_IN = r"(?:(?<=\bin )|(?<=\bduring )|(?<=\bsince )|(?<=\bof )|(?<=\bin the )|(?<=\bduring the )|(?<=\bsince the ))"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date], Reading]], ...] = (
    (_form(rf"{FISCAL}\s*(?P<year>{YEAR}|\d\d\b|['\u2019]\d\d\b)(?:\s*[-/\u2013]\s*(?P<until>\d{{2,4}})\b)?"), _fiscal),
    (_form(rf"(?P<year>{YEAR})\s*[-/\u2013]\s*(?P<until>\d{{2,4}})\s+(?:{FISCAL}\s+year|{FISCAL})\b"), _fiscal),
    (
        _form(
            rf"(?:(?:from|between)\s+)?(?P<day>{DAY}){_UNTIL}(?P<until>{DAY})\s+(?:of\s+)?(?P<month>{MONTH}),?\s+{_YEAR}"
        ),
        _days_of_month,
    ),
    (
        _form(rf"(?:(?:from|between)\s+)?(?P<month>{MONTH})\s+(?P<day>{DAY}){_UNTIL}(?P<until>{DAY})(?:,?\s+{_YEAR})"),
        _days_of_month,
    ),
    (_form(rf"{WEEKDAY}(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{MONTH}),?\s+(?:of\s+|in\s+)?{_TOLD}"), _day_of_month),
    (_form(rf"{WEEKDAY}(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{MONTH}),?\s+in\s+{_YEAR}"), _day_of_month),
    (_form(rf"{WEEKDAY}(?P<month>{MONTH})\s+(?:the\s+)?(?P<day>{DAY}),?\s+(?:of\s+|in\s+)?{_TOLD}"), _day_of_month),
    (_form(rf"{WEEKDAY}(?P<month>{MONTH})\s+(?:the\s+)?(?P<day>{DAY}),?\s+in\s+{_YEAR}"), _day_of_month),
    (_form(rf"{WEEKDAY}(?P<day>\d{{1,2}})\.\s+(?P<month>{MONTH}),?\s+(?P<year>{YEAR})"), _day_of_month),
    (_form(rf"(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{MONTH}),?\s+\d{{5,8}}\b"), _no_such_year),
    (_form(rf"(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{MONTH}),?\s+(?P<year>1[0-8]\d\d|2[2-9]\d\d)\b"), _day_of_month),
    (_form(rf"{_NTH}\s+(?P<unit>week|{_WEEKDAY_NAME})\s+(?:of|in)\s+(?P<month>{MONTH}){_OF}{_YEAR}"), _part_of_month),
    (_form(rf"(?P<month>{MONTH})\s+(?:and|or|&)\s+(?P<until>{MONTH}){_OF}{_YEAR}"), _months),
    (_form(rf"(?P<month>{_MONTH_NAME}),?\s+(?:of\s+|in\s+)?{_TOLD}"), _month),
    (_form(rf"(?P<month>{_MONTH_NAME}),?\s+in\s+{_YEAR}"), _month),
    (_form(r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)-(?P<year>\d\d)\b"), _month),
    (_form(rf"(?P<nth>[1-4])\s?(?P<unit>q|h)\s?(?P<year>{YEAR}|['\u2019]?\d\d\b)"), _part_of_year),
    (_form(rf"(?P<unit>q|h)(?P<nth>[1-9]){_OF}{_YEAR}"), _part_of_year),
    (_form(rf"(?P<unit>q|h)(?P<nth>[5-9])\s*[/-]?\s*(?P<year>{YEAR})"), _part_of_year),
    (_form(rf"{_NTH}\s+(?P<unit>quarter|half){_OF}{_YEAR}"), _part_of_year),
    (re.compile(rf"{_ONLY_IN}(?P<unit>[QH])(?P<nth>[1-4])\b(?![-/\w])(?P<year>)"), _part_of_year),
    (
        re.compile(
            r"(?:(?<=\bin the )|(?<=\bduring the )|(?<=\bsince the ))(?P<nth>first|second|third|fourth) (?P<unit>quarter)"
            r"(?=\s*(?:[?.!,]|$))(?P<year>)",
            re.IGNORECASE,
        ),
        _part_of_year,
    ),
    (
        _form(rf"{_NTH}\s+(?P<count>{NUMBER_WORDS}|\d{{1,2}})\s+(?P<unit>day|week|month|quarter)s{_OF}{_YEAR}"),
        _share_of_year,
    ),
    (_form(rf"(?P<season>winter)\s+(?:of\s+)?(?P<year>{YEAR})\s*[-/\u2013]\s*\d{{2,4}}\b"), _season),
    (_form(rf"{_WHICH}{_SEASON}\b"), _season),
    (_form(rf"{_SEASON}{_OF}{_YEAR}"), _season),
    (_form(rf"{_WHICH}{FEAST}\b"), _feast),
    (_form(rf"{FEAST}{_OF}{_YEAR}"), _feast),
    (_form(rf"(?:calendar\s+)?(?:week|kw|cw)\s+(?P<week>\d{{1,2}}){_OF}{_YEAR}"), _week),
    (_form(rf"(?P<year>{YEAR})-?W(?P<week>\d\d)\b"), _week),
    (_form(rf"(?:the\s+)?(?P<day>{DAY})\s+of\s+{_WHICH}month\b"), _of_month_told),
    (_form(rf"(?P<weekday>{_WEEKDAY_NAME})\s+(?:of\s+)?{_WHICH}week\b"), _of_week_told),
    (_form(rf"(?P<year>{YEAR})\s?[-\u2013]\s?(?P<until>{YEAR}|\d\d\b)(?![-/\w])"), _years),
    (
        re.compile(r"(?<=\bthe )(?P<decade>seventies|eighties|nineties|noughties|(?:19|20)\d0s)\b", re.IGNORECASE),
        _decade,
    ),
    (re.compile(r"(?:(?<=\bthe early )|(?<=\bthe late ))(?P<decade>nineties|(?:19|20)\d0s)\b", re.IGNORECASE), _decade),
    (_form(r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)\b"), _compact),
    (_form(r"the\s+year\s+before\s+last\b"), _year_before),
    (re.compile(r"(?<=\bin )(?P<year>['\u2019]\d\d)\b(?!['\u2019])"), _whole_year),
    (_form(rf"(?P<year>{YEAR})['\u2019]s\b"), _owned_year),
    (_form(rf"(?P<side>pre|post)[-\u2011](?P<year>{YEAR})"), _beside_year),
)
_NEEDS_NO_PREPOSITION = frozenset((_year_before, _beside_year, _days_of_month, _owned_year))
_FISCAL_NOTICE = "“{}” was read as the calendar year: when a fiscal year begins is not known here."


def find_named_dates(text: str, today: dt.date) -> tuple[list[FoundDate], frozenset[int]]:
    """The dates, never overlapping, and the starts of those that need no preposition ("last summer")."""
    found: list[FoundDate] = []
    free: set[int] = set()
    if NO_NAME.match(text):
        return found, frozenset()
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            try:
                reading = read(match, today)
            except (ValueError, OverflowError):
                reading = f"“{match.group()}” lies outside the calendar. Which date is meant?"
            if reading is None:
                continue
            found.append(
                FoundDate(
                    start=match.start(),
                    end=match.end(),
                    days=None if isinstance(reading, str) else reading,
                    problem=reading if isinstance(reading, str) else None,
                    notice=_FISCAL_NOTICE.format(match.group().strip()) if read is _fiscal else None,
                )
            )
            if read in _NEEDS_NO_PREPOSITION or "which" in pattern.groupindex:
                free.add(match.start())
    return found, frozenset(free)
