"""Calendar dates and clock times as people write them, read into ISO 8601. Pure."""

# ruff: noqa: E501 - people write any dash and quote; a pattern broken over lines reads worse

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "January Jan",
            "February Feb",
            "March Mar",
            "April Apr",
            "May",
            "June Jun",
            "July Jul",
            "August Aug",
            "September Sept Sep",
            "October Oct",
            "November Nov",
            "December Dec",
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?:(?:{'|'.join(sorted({*_MONTHS, *map(str.upper, _MONTHS)}, key=len, reverse=True))})\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20|21)\d\d(?!\d)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:the )?)?"

DATE = re.compile(
    rf"(?<![\w./\-])(?:"
    rf"(?P<iso>(?:1[89]|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d\-])(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+\-]\d\d:?\d\d)?)?)"
    rf"|(?P<figures>\d{{1,2}}(?P<mark>[./\-])\d{{1,2}}(?P=mark)(?:19|20|21)\d\d)(?![\w/\-])"
    rf"|(?P<ymd>(?:19|20|21)\d\d[/.](?:0?[1-9]|1[0-2])[/.](?:[12]\d|3[01]|0?[1-9]))(?![\w/])"
    rf"|{_WEEKDAY}(?P<day1>{_DAY}) (?:day )?(?:of )?(?P<month1>{_MONTH})(?:,? (?P<year1>{_YEAR}))?"
    rf"|{_WEEKDAY}(?P<month2>{_MONTH}) (?:the )?(?P<day2>{_DAY})(?![\w%]|[.,:/]\d)(?:,? (?P<year2>{_YEAR}))?"
    rf"|(?P<month3>{_MONTH}),? (?:of )?(?P<year3>{_YEAR})"
    rf"|(?P<quarter>Q[1-4]),? (?:of )?(?P<year4>{_YEAR})"
    rf"|(?P<bare>(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bduring )|(?<=\bbefore )|(?<=\bafter )|(?<=\byear )|(?<=\bFY ))"
    rf"(?P<year5>{_YEAR})(?![\w%/\-]|,\d|\.\d| [a-z]+s\b)"
    rf")"
)

TIME = re.compile(
    r"(?<![\w:.])(?:(?P<h12>1[0-2]|0?[1-9])(?:[:.](?P<m12>[0-5]\d))? ?(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?!\d|:\d))",
    re.IGNORECASE,
)


def read_date(match: re.Match[str]) -> str | None:
    """ISO 8601 of a match of `DATE`: 2024-03-01, 2024-03, 2024, 2024-Q1, or --03-31 for a day without a year.

    None for a day that the calendar does not have, and for "01/03/2024", which means two days in two countries.
    """
    parts = match.groupdict()
    if parts["iso"]:
        return _checked(parts["iso"][:10]) and parts["iso"]
    if parts["ymd"]:
        year, month, day = re.split(r"[/.]", parts["ymd"])
        return _date(int(year), int(month), int(day))
    if parts["figures"]:
        return _read_figures(parts["figures"], parts["mark"])
    if parts["day1"] or parts["day2"]:
        return _read_day(
            parts["day1"] or parts["day2"], parts["month1"] or parts["month2"], parts["year1"] or parts["year2"]
        )
    if parts["quarter"]:
        return f"{parts['year4']}-{parts['quarter']}"
    return parts["year5"] or f"{parts['year3']}-{_month(parts['month3']):02d}"


def _read_day(day: str, month: str, year: str | None) -> str | None:
    numbers = _month(month), int(re.sub(r"\D", "", day))
    if year:
        return _date(int(year), *numbers)
    return "--{:02d}-{:02d}".format(*numbers) if _date(2000, *numbers) else None


def read_time(match: re.Match[str]) -> str:
    """A match of `TIME` as hours and minutes, "17:30"."""
    if match["h24"] is not None:
        return f"{int(match['h24']):02d}:{match['m24']}"
    hour = int(match["h12"]) % 12 + (12 if match["half"][0] in "pP" else 0)
    return f"{hour:02d}:{match['m12'] or '00'}"


def _read_figures(text: str, mark: str) -> str | None:
    first, second, year = (int(part) for part in text.split(mark))
    if first > 12 or first == second or mark == ".":
        return _date(year, second, first)
    return _date(year, first, second) if second > 12 else None


def _month(name: str) -> int:
    return _MONTHS[name.rstrip(".").capitalize()]


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _checked(text: str) -> str | None:
    return _date(*(int(part) for part in text.split("-")))
