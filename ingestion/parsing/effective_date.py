"""The date from which a document says that it holds. Pure."""

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from knowledge.passages import ParsedDocument

HEAD = 1500  # characters: a date in a sentence further down belongs to a clause, not to the document
LONG_HEAD = 8000  # characters: a line that is nothing but "Effective date: ..." may follow a summary

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?)"
)
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_DATE = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?(?:"
    r"(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?!\d)"
    rf"|{_DAY.format('d2')}(?:\s+of)?[\s-]+{_MONTH.format('m2')},?[\s-]+(?P<y2>\d{{4}})(?!\d)"
    rf"|{_MONTH.format('m3')}\s+{_DAY.format('d3')},?\s+(?P<y3>\d{{4}})(?!\d)"
    rf"|{_MONTH.format('m4')},?\s+(?P<y4>\d{{4}})(?!\d)"
    r"|(?P<d5>\d{1,2})\.(?P<m5>\d{1,2})\.(?P<y5>\d{4})(?!\d)"
    r"|(?P<x6>\d{1,2})/(?P<z6>\d{1,2})/(?P<y6>\d{4})(?!\d))"
)
_DATE_RE = re.compile(_DATE, re.IGNORECASE)
_JOIN = (
    r"[\s:\-\u2013\u2014(|]*(?:(?:date|as\s+of|from|on|since|is|are|at|with\s+effect|and)\b[\s:\-\u2013\u2014|]*){0,4}"
)
_EFFECTIVE = re.compile(
    rf"(?<!until\s)\b(?:(?:in\s+)?effect(?:ive)?|in\s+force|valid|applies|applicable|takes\s+effect|come[s]?\s+into\s+(?:force|effect)){_JOIN}{_DATE}",
    re.IGNORECASE,
)
_EFFECTIVE_LINE = re.compile(rf"(?:\w+\s+)?(?:effective|in\s+force|valid|applies){_JOIN}{_DATE}[.)]?", re.IGNORECASE)
_EDITED = re.compile(
    rf"\b(?:last\s+(?:updated?|modified|revised|amended|changed|reviewed)|updated|revised|amended|modified|revision|"
    rf"version|published|issued|adopted|approved|date[d]?|dated|as\s+of|posted)\b[\s,:\-\u2013\u2014]*(?:v?\d+(?:\.\d+)*[\s,:\-\u2013\u2014(]+)??(?:of\s+|last\s+)?{_JOIN}{_DATE}",
    re.IGNORECASE,
)
_PAST_END = re.compile(
    r"\b(?:until|through|expires?|ends?|terminat\w+|superseded|replaces?)\b[^.\n]{0,30}$", re.IGNORECASE
)
_EFFECTIVE_KEYS = (
    "effective",
    "effective_date",
    "effective_at",
    "effective_from",
    "valid_from",
    "in_force",
    "in_force_from",
)
_DATE_KEYS = (
    "date",
    "last_updated",
    "updated",
    "updated_at",
    "last_modified",
    "last_revised",
    "revised",
    "revision_date",
    "version_date",
    "published",
    "publish_date",
    "issued",
    "approved",
)


def stated_effective_date(parsed: ParsedDocument, zone: ZoneInfo) -> dt.datetime | None:
    """The start of the day, in `zone`, from which the document says that it holds; None when it says nothing.

    In order: front matter that names an effective date, such a phrase in the document's head, a date of the last
    edit in front matter, such a phrase, a date in the title. Ambiguous (03/04/2024) and impossible dates say nothing.
    """
    day = next(_stated_days(parsed), None)
    return None if day is None else dt.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(dt.UTC)


def _stated_days(parsed: ParsedDocument) -> Iterator[dt.date]:
    metadata = {re.sub(r"[\s-]+", "_", name.strip().lower()): value for name, value in parsed.metadata.items()}
    head = parsed.text[:HEAD]
    yield from _of_keys(metadata, _EFFECTIVE_KEYS)
    yield from _of_phrases(_EFFECTIVE, head)
    for statement in parsed.statements:
        if HEAD <= statement.start < LONG_HEAD:
            match = _EFFECTIVE_LINE.fullmatch(statement.text)
            yield from _days(match) if match is not None else ()
    yield from _of_keys(metadata, _DATE_KEYS)
    yield from _of_phrases(_EDITED, head)
    for match in _DATE_RE.finditer(parsed.title or ""):
        yield from _days(match)


def _of_keys(metadata: dict[str, str], keys: tuple[str, ...]) -> Iterator[dt.date]:
    for key in keys:
        match = _DATE_RE.search(metadata.get(key, ""))
        if match is not None:
            yield from _days(match)


def _of_phrases(phrase: re.Pattern[str], head: str) -> Iterator[dt.date]:
    for match in phrase.finditer(head):
        if not _PAST_END.search(head, max(0, match.start() - 60), match.start()):
            yield from _days(match)


def _days(match: re.Match[str]) -> Iterator[dt.date]:
    """The day that a match of `_DATE` names, if it exists and can be meant in one way only."""
    named = {name: value for name, value in match.groupdict().items() if value is not None}
    form = next(name[1] for name in named if name[0] == "y")
    year = int(named[f"y{form}"])
    if form == "6":
        first, second = int(named["x6"]), int(named["z6"])
        pairs = {(month, day) for month, day in ((first, second), (second, first)) if month <= 12}
        if len(pairs) != 1:
            return
        month, day = pairs.pop()
    else:
        month, day = _month(named[f"m{form}"]), int(named.get(f"d{form}", "1"))
    try:
        yield dt.date(year, month, day)
    except ValueError:
        return


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return _MONTHS.index(text[:3].lower()) + 1
