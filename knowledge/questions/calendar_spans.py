"""Stretches of calendar days, closed-open, as words name them: a day, a month, a quarter, last year. Pure."""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MONTHS = tuple(name.lower() for name in calendar.month_name)
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
ONE_DAY = dt.timedelta(days=1)


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Days:
    """The days `[first, after)`."""

    first: dt.date
    after: dt.date

    @property
    def last(self) -> dt.date:
        return self.after - ONE_DAY

    @property
    def single(self) -> bool:
        return self.last == self.first


def day(date: dt.date) -> Days:
    return Days(date, date + ONE_DAY)


def months(year: int, month: int, count: int) -> Days:
    """`count` whole months from that one on: 3 for a quarter, 12 for a year."""
    first = dt.date(year, month, 1)
    return Days(first, add_months(first, count))


def whole(unit: Unit, date: dt.date) -> Days:
    """The calendar day, week (from Monday), month, quarter or year that holds `date`."""
    if unit is Unit.DAY:
        return day(date)
    if unit is Unit.WEEK:
        first = date - dt.timedelta(days=date.weekday())
        return Days(first, first + dt.timedelta(days=7))
    if unit is Unit.MONTH:
        return months(date.year, date.month, 1)
    if unit is Unit.QUARTER:
        return months(date.year, (date.month - 1) // 3 * 3 + 1, 3)
    return months(date.year, 1, 12)


def add_months(date: dt.date, count: int) -> dt.date:
    """The same day of another month, or that month's last day where it is shorter."""
    index = date.year * 12 + date.month - 1 + count
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def shift(date: dt.date, unit: Unit, count: int) -> dt.date:
    """`count` units later, earlier where negative. Raises `ValueError` or `OverflowError` beyond the calendar."""
    if unit in (Unit.DAY, Unit.WEEK):
        return date + dt.timedelta(days=count * (7 if unit is Unit.WEEK else 1))
    return add_months(date, count * {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[unit])


def month_number(word: str) -> int:
    """1 for "January", "jan", "Jan."."""
    prefix = word.lower()[:3]
    return next(number for number, name in enumerate(MONTHS) if name[:3] == prefix and number)


def written(date: dt.date) -> str:
    """ "3 March 2024"."""
    return f"{date.day} {MONTHS[date.month].capitalize()} {date.year}"
