"""Dates told from today: "yesterday", "last quarter", "two years ago", "a year earlier". Pure: today is an argument."""

import datetime as dt
import re
from dataclasses import dataclass

from knowledge.questions.calendar_spans import MONTHS, ONE_DAY, WEEKDAYS, Days, Unit, day, months, shift, whole
from knowledge.questions.written_dates import FoundDate
from knowledge.questions.year_words import NUMBER_WORDS, NUMBERS, number_of

_UNIT = r"(?P<unit>day|week|fortnight|month|quarter|year)s?"
_COUNT = rf"(?P<count>\d{{1,4}}|an?(?:\s+couple\s+of)?|half\s+an?|the|{NUMBER_WORDS})"
_NAMES = "|".join(name for name in (*MONTHS, *WEEKDAYS) if name)

_NAMED_DAYS = re.compile(
    r"\b(?:the\s+day\s+(?P<far>before\s+yesterday|after\s+tomorrow)|yesterday|tomorrow)\b", re.IGNORECASE
)
_AGO = re.compile(
    rf"(?<![.\w])(?:exactly\s+|about\s+|just\s+)?{_COUNT}\s+{_UNIT}\s+(?:ago(?:\s+today)?|back)\b", re.IGNORECASE
)
_HALVES_AGO = re.compile(
    rf"\b(?:(?P<one>a)\s+year\s+and\s+a\s+half|(?P<count>{NUMBER_WORDS}|\d{{1,2}})(?:\s+and\s+a\s+half|\.5)\s+years)\s+(?:ago|back)\b",
    re.IGNORECASE,
)
_DECADES_AGO = re.compile(rf"\b(?P<count>an?|{NUMBER_WORDS})\s+decades?\s+ago\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:(?:a\s+few|several|some|many|a\s+number\s+of)\s+(?:day|week|month|year|decade)s\s+(?:ago|back|earlier)"
    r"|(?:some\s+time|a\s+(?:long\s+)?(?:while|time)|not\s+(?:so\s+)?long|long)\s+ago|in\s+the\s+(?:good\s+)?old\s+days|once\s+upon\s+a\s+time)\b",
    re.IGNORECASE,
)
_ROLLING = re.compile(
    rf"\b(?:in|over|during|within|for|throughout)\s+(?:the\s+)?(?:last|past|previous)\s+(?P<count>\d{{1,4}}|{NUMBER_WORDS})\s+{_UNIT}\b"
    r"(?!\s+(?:of|before)\b)",
    re.IGNORECASE,
)
_TOLD_FROM_ANOTHER = re.compile(r"the\s+(?:previous|next|coming)\b", re.IGNORECASE)  # "what is kept in the next year"
_OTHER_TENSE = re.compile(r"\b(?:was|were|will)\b|^\W*(?:\w+\s+){0,3}(?:did|had)\b", re.IGNORECASE)
_LOOKS_BACK = re.compile(r"\b(?:was|were|did|has|have|had|changed|changes|been)\b", re.IGNORECASE)
_AHEAD = re.compile(rf"\b{_COUNT}\s+{_UNIT}(?:['\u2019]s?\s+time|\s+from\s+(?:now|today))\b", re.IGNORECASE)
_THIS_TIME_LAST = re.compile(
    r"\b(?:this\s+(?:time|day)|(?:on\s+)?(?:this|the\s+same)\s+(?:day|date))\s+last\s+year\b", re.IGNORECASE
)
_NEIGHBOUR = re.compile(
    rf"\b(?:the\s+)?(?:(?:earlier|later)\s+)?(?P<which>last|previous|past|this|current|next|coming)\s+(?P<what>week|month|quarter|year|{_NAMES})\b"
    r"(?!\s+(?:of|version|edition|change|update|amendment|revision)\b|[-\w])(?:['\u2019]s\b)?",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:as\s+of\s+)?(?:today(?:['\u2019]s)?|right\s+now|nowadays|these\s+days|currently|at\s+(?:the\s+moment|present|this\s+time))\b"
    r"|\b(?:as\s+of\s+)?now(?=\s*[?.!]*\s*$)",
    re.IGNORECASE,
)
_SHIFTED = re.compile(
    rf"\b(?:(?P<half>half\s+)?{_COUNT}\s+{_UNIT}\s+(?P<way>earlier|later|before|prior|after|previously|afterwards?|on)"
    rf"(?:\s+(?:that|then|this))?|the\s+(?P<side>previous|preceding|following|next|same)\s+(?P<what>day|week|month|quarter|year)"
    r"|the\s+(?P<one>day|week|month|quarter|year)\s+(?P<turn>before|after)(?:\s+that)?)(?=\s*(?:[?.!,;]|$))",
    re.IGNORECASE,
)
_FROM_THAT = re.compile(r"\bthat$|\b(?:earlier|later)$", re.IGNORECASE)
_BACKWARDS = frozenset({"earlier", "before", "prior", "previously", "previous", "preceding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeDate:
    """A shift of the conversation's own date: "a year earlier" at text[start:end]."""

    start: int
    end: int
    unit: Unit
    count: int
    from_that: bool  # it says what it counts from: "two months before that"

    def of(self, date: dt.date) -> dt.date:
        return shift(date, self.unit, self.count)


def find_relative_dates(text: str, today: dt.date) -> list[FoundDate]:
    """The dates told from today, in order."""
    found = _halves(text, today)
    for match in _NAMED_DAYS.finditer(text):
        step = (
            {"y": -1, "t": 1}[match.group()[0].lower()] if not match["far"] else (-2 if "before" in match["far"] else 2)
        )
        found.append(_found(match, day(today + step * ONE_DAY)))
    for pattern, sign in ((_AGO, -1), (_AHEAD, 1)):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            try:
                found.append(_found(match, day(_counted(match, today, sign))))
            except (ValueError, OverflowError):
                found.append(_found(match, None, f"“{match.group()}” lies outside the calendar. Which date is meant?"))
    found += [_found(match, None, _ask_when(match.group())) for match in _VAGUE.finditer(text)]
    if _LOOKS_BACK.search(text):
        for match in _ROLLING.finditer(text):
            found.append(_found(match, Days(_counted(match, today, -1), today + ONE_DAY)))
    found += [_found(match, day(shift(today, Unit.YEAR, -1))) for match in _THIS_TIME_LAST.finditer(text)]
    for match in _NEIGHBOUR.finditer(text):
        told = _TOLD_FROM_ANOTHER.match(match.group()) and not _OTHER_TENSE.search(text)
        if not told and all(match.end() <= other.start or other.end <= match.start() for other in found):
            days = _neighbour(match["which"].lower(), match["what"].lower(), today)
            found.append(_found(match, _side_of(today, match.group().lower(), days)))
    return sorted(found, key=lambda date: date.start)


def find_now(text: str) -> re.Match[str] | None:
    """Words that say the present moment: "today", "currently"."""
    return _NOW.search(text)


def find_shift(text: str) -> RelativeDate | None:
    """A date told from the date of the turn before: "a year earlier", "the day before"."""
    match = _SHIFTED.search(text)
    if match is None:
        return None
    if match["way"]:
        unit, count = _unit_and_count(match, 1)
        if match["half"] and unit is Unit.YEAR:
            unit, count = Unit.MONTH, 6
        sign = -1 if match["way"].lower() in _BACKWARDS else 1
    else:
        unit = Unit((match["what"] or match["one"]).lower())
        side = (match["side"] or match["turn"]).lower()
        count, sign = (0 if side == "same" else 1), (-1 if side in _BACKWARDS else 1)
    return RelativeDate(
        start=match.start(),
        end=match.end(),
        unit=unit,
        count=sign * count,
        from_that=bool(_FROM_THAT.search(match.group())),
    )


def coming(month: int, number: int | None, today: dt.date) -> Days:
    """The next such month, or day of a month, that is not over."""
    for year in range(today.year, today.year + 9):
        try:
            days = months(year, month, 1) if number is None else day(dt.date(year, month, number))
        except ValueError:
            continue
        if days.after > today:
            break
    return days


def latest(month: int, number: int | None, today: dt.date) -> Days:
    """The most recent such month, or day of a month, that has begun."""
    for year in range(today.year, today.year - 9, -1):
        try:
            days = months(year, month, 1) if number is None else day(dt.date(year, month, number))
        except ValueError:  # 29 February of a common year
            continue
        if days.first <= today:
            break
    return days


def _halves(text: str, today: dt.date) -> list[FoundDate]:
    """ "a year and a half ago", "two decades ago"."""
    found = []
    for match in _HALVES_AGO.finditer(text):
        years = 1 if match["one"] else number_of(match["count"]) or 0
        found.append(_found(match, day(shift(today, Unit.MONTH, -12 * years - 6))))
    decades = ((match, number_of(match["count"]) or 0) for match in _DECADES_AGO.finditer(text))
    return [*found, *(_found(match, day(shift(today, Unit.YEAR, -10 * count))) for match, count in decades)]


def _ask_when(words: str) -> str:
    return f"“{words}” names no date. As of which date should it be answered?"


def _found(match: re.Match[str], days: Days | None, problem: str | None = None) -> FoundDate:
    return FoundDate(start=match.start(), end=match.end(), days=days, problem=problem)


def _unit_and_count(match: re.Match[str], sign: int) -> tuple[Unit, int]:
    word, unit = match["count"].lower(), match["unit"].lower()
    if word.isdigit():
        count = int(word)
    elif word in NUMBERS:
        count = NUMBERS.index(word) + 1
    else:
        count = 2 if "couple" in word else 1
    if unit == "fortnight":
        return Unit.WEEK, sign * 2 * count
    if word.startswith("half") and unit == "year":
        return Unit.MONTH, sign * 6
    return Unit(unit), sign * count


def _counted(match: re.Match[str], today: dt.date, sign: int) -> dt.date:
    unit, count = _unit_and_count(match, sign)
    return shift(today, unit, count)


def _side_of(today: dt.date, words: str, days: Days) -> Days:
    """ "earlier this year" is over yesterday; "later this year" begins tomorrow."""
    if "earlier " in words and days.first < today:
        return Days(days.first, min(days.after, today))
    if "later " in words and today < days.last:
        return Days(max(days.first, today + ONE_DAY), days.after)
    return days


def _neighbour(which: str, what: str, today: dt.date) -> Days:
    step = {"this": 0, "current": 0, "next": 1, "coming": 1}.get(which, -1)
    if what in WEEKDAYS:
        away = (today.weekday() - WEEKDAYS.index(what)) % 7
        return day(today - dt.timedelta(days=away or (7 if step < 0 else 0)) + max(step, 0) * dt.timedelta(days=7))
    if what in MONTHS:
        month = MONTHS.index(what)
        year = today.year + (month <= today.month if step > 0 else -(month >= today.month) if step < 0 else 0)
        return months(year, month, 1)
    return whole(Unit(what), shift(whole(Unit(what), today).first, Unit(what), step))
