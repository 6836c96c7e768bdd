"""The days that the dates of a sentence speak of, set beside windows. Pure."""

import calendar
import datetime as dt
import re
from zoneinfo import ZoneInfo

from knowledge.time_windows import Window
from knowledge.values import FoundValue, ValueKind, find_values

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")
_LONE_YEAR = re.compile(r"(?<![\w.,/-])(?:19|20)\d{2}(?![\w/-]|[.,]\d)")
SLACK = dt.timedelta(days=1)  # "until 30 June" and "from 1 July on" speak of one instant


def dates_in(text: str) -> list[str]:
    """Canonical dates of a text, years that stand alone among them."""
    found = find_values(text)
    dates = [one.value.canonical for one in found if one.value.kind is ValueKind.DATE]
    taken = [(one.start, one.end) for one in found if one.value.kind is ValueKind.DATE]
    dates += [
        year.group()
        for year in _LONE_YEAR.finditer(text)
        if not any(start <= year.start() < end for start, end in taken)
    ]
    return [end for date in dates for end in date.split("..")]


def is_lone_year(found: FoundValue) -> bool:
    return found.value.kind is ValueKind.NUMBER and _LONE_YEAR.fullmatch(found.value.text) is not None


def window_of(canonical: str, zone: ZoneInfo) -> Window | None:
    """The days of "2024-03-01", "2024-03", "2024-Q1" or "2024"; `None` for a day of no year."""
    if match := _DAY.fullmatch(canonical):
        first = after = dt.date(*map(int, match.groups()))
        after = first + dt.timedelta(days=1)
    elif match := _MONTH.fullmatch(canonical):
        first, after = _months(int(match[1]), int(match[2]), 1)
    elif match := _QUARTER.fullmatch(canonical):
        first, after = _months(int(match[1]), 3 * int(match[2]) - 2, 3)
    elif _YEAR.fullmatch(canonical):
        first, after = dt.date(int(canonical), 1, 1), dt.date(int(canonical) + 1, 1, 1)
    else:
        return None
    return Window(*(dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC) for day in (first, after)))


def near(days: Window, window: Window) -> bool:
    """Whether the days lie in the window, or at one of its ends."""
    start = None if window.start is None else window.start - SLACK
    end = None if window.end is None else window.end + SLACK
    return days.overlaps(Window(start, end))


def _months(year: int, month: int, count: int) -> tuple[dt.date, dt.date]:
    last_month = month + count - 1
    last = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return dt.date(year, month, 1), last + dt.timedelta(days=1)
