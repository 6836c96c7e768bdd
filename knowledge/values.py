"""Typed values in a text: durations, money, percentages, numbers, dates, addresses. Pure."""

# ruff: noqa: RUF001, E501 - people write any dash and quote; a pattern broken over lines reads worse

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from knowledge import written_addresses, written_dates, written_money
from knowledge.written_numbers import QUANTITY, QUANTITY_START, RANGE, plain, read_quantity


class ValueKind(StrEnum):
    DURATION = "duration"
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    URL = "url"
    ADDRESS = "address"
    YES_NO = "yes_no"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A typed literal: `canonical` to compare by ("P30D"), `text` the words of the source ("thirty (30) days").

    | kind | canonical |
    |---|---|
    | duration | ISO 8601; weeks as days, years as months: P14D, P24M, PT24H; business days and hours P1BD, PT4BH |
    | money | currency and amount, USD 500; `$` alone is the US dollar |
    | percent, number | 99.95%, 8, 10 GB |
    | date | 2024-03-01, 2024-03, 2024, 2024-Q1, or --03-31 for a day without a year |
    | URL, e-mail, address | as it is compared, without regard to case |
    | yes_no | yes, no |
    | text | the words in lower case; a clock time 17:30; a telephone number +14155550100 |

    A range holds both ends: P2D..P5D.
    """

    kind: ValueKind
    canonical: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundValue:
    """A value and its character span in the text that was searched: text[start:end] == value.text."""

    value: Value
    start: int
    end: int


def find_values(text: str) -> list[FoundValue]:
    """All typed values of the text, in order, none inside another. Cached by text."""
    return list(_find(text))


def whole_value(text: str) -> Value | None:
    """The value that the text is from its first character to its last, as `find_values` has it. Quick where it is none."""
    flat = text.translate(_SPACES)
    if not any(pattern.match(flat) for pattern in _BEGINNINGS):
        return None
    return next((found.value for found in _find(text) if found.value.text == text), None)


Read = tuple[ValueKind, str, int]  # kind, canonical, where it ends
Reader = Callable[[re.Match[str]], Read | None]

_SPACES = {ord(space): " " for space in "\t\n\r\f\v\u00a0\u202f\u2009\u2007"}
_UNIT = (
    r"(?P<business>(?:business|working|calendar|consecutive|full|additional|more|further)[ \-])?"
    r"(?P<unit>second|minute|hour|day|week|fortnight|month|quarter|year)s?\b(?![\-]\w)"
)
_DURATION = re.compile(
    rf"(?<![\w.$€£/\-])(?:{RANGE}(?P<high>{QUANTITY})[ \-]{_UNIT}|(?P<one>(?<=\bwithin )(?:an?|one) ){_UNIT.replace('P<business>', 'P<business1>').replace('P<unit>', 'P<unit1>')})",
    re.IGNORECASE,
)
_DURATION_UNITS = {
    "second": ("PT", 1, "S"),
    "minute": ("PT", 1, "M"),
    "hour": ("PT", 1, "H"),
    "day": ("P", 1, "D"),
    "week": ("P", 7, "D"),
    "fortnight": ("P", 14, "D"),
    "month": ("P", 1, "M"),
    "quarter": ("P", 3, "M"),
    "year": ("P", 12, "M"),
}
_PERCENT = re.compile(
    rf"(?<![\w.,/\-])(?:(?P<low>{QUANTITY}) ?%?(?: ?[-–—] ?| to ))?(?P<high>{QUANTITY}) ?(?:%|per ?cent\b|percentage points?\b)(?: ?\( ?\d{{1,3}}(?:\.\d{{1,4}})? ?%? ?\))?",
    re.IGNORECASE,
)
_MEASURES = r"(?:[KMGTP]i?B|[KMG]bps|km|kg|miles?|kilomet(?:er|re)s?|kilograms?|met(?:er|re)s?|bits?)"
_NUMBER = re.compile(
    rf"(?<![\w.,:#§$/\-(])(?:{RANGE}(?P<high>{QUANTITY}))(?: ?(?P<unit>(?-i:{_MEASURES}))\b)?(?![\w/%§°:]|\.\d|-\w|\)\()",
    re.IGNORECASE,
)
_NAMED_BY_NUMBER = re.compile(
    r"(?:\b(?i:sections?|sec\.|articles?|art\.|clauses?|paragraphs?|subsections?|annex|appendix|exhibit|schedule|chapter|"
    r"parts?|pages?|p\.|figure|fig\.|tables?|steps?|no\.|nos\.|number|rules?|items?|footnote|tiers?|levels?|phase|class|"
    r"category|option|type|title|room|floor|building|suite|form|act|act of|cfr|u\.s\.c\.|§§?)|\b[A-Z]{2,}[.\-]?[A-Z]*|[®™§]) ?$"
)
_VERSION_OF = re.compile(r"(?:\b(?i:version|release|revision|v\.?)|\b[A-Z]{2,}) $")
_ONE_OF = re.compile(
    r" (?:of|or|another|such|that|who|which|must|may|can|should|is|to|and|by|for|in|with|on|as|at)\b|[.,;:)]|$"
)
_NO_ONE = re.compile(
    r"\b(?:no|any|some|every|this|that|which|each|the|another|only|last|first|second|or|more than|at least)[ \-]$",
    re.IGNORECASE,
)


# Sums of money, percentages, durations and numbers begin with a quantity.
_BEGINNINGS = (
    written_addresses.EMAIL, written_addresses.URL, written_addresses.POSTAL, written_dates.DATE,
    written_addresses.PHONE, written_dates.TIME, written_money.FIRST, re.compile(QUANTITY, re.IGNORECASE),
)  # fmt: skip


@lru_cache(maxsize=32_768)
def _find(text: str) -> tuple[FoundValue, ...]:
    flat = text.translate(_SPACES)
    found: list[FoundValue] = []
    taken = bytearray(len(flat))
    for kind, canonical, start, end in _candidates(flat):
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(
                FoundValue(value=Value(kind=kind, canonical=canonical, text=text[start:end]), start=start, end=end)
            )
    found = [one for one in found if one.value.canonical]
    found.sort(key=lambda one: one.start)
    return tuple(_joined_ranges(text, flat, found))


def _joined_ranges(text: str, flat: str, found: list[FoundValue]) -> list[FoundValue]:
    """Two values of one kind that are the ends of a range, as one: "between $50 and $100", "9:00 to 17:00"."""
    joined: list[FoundValue] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is not None and before.value.kind is one.value.kind and _is_range(flat, before, one):
            canonical = f"{before.value.canonical}..{one.value.canonical}"
            value = Value(kind=one.value.kind, canonical=canonical, text=text[before.start : one.end])
            joined[-1] = FoundValue(value=value, start=before.start, end=one.end)
        else:
            joined.append(one)
    return joined


def _is_range(flat: str, low: FoundValue, high: FoundValue) -> bool:
    gap, before = flat[low.end : high.start], flat[max(0, low.start - 8) : low.start].lower()
    if ".." in low.value.canonical or ".." in high.value.canonical:
        return False
    if low.value.kind is ValueKind.TEXT:
        return ":" in low.value.canonical and ":" in high.value.canonical and gap.strip() in _RANGE_MARKS
    if low.value.kind not in (ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DURATION, ValueKind.NUMBER):
        return False
    return (gap.strip() in ("to", "-", "–") and not before.endswith("from ")) or (
        gap == " and " and before.endswith("between ")
    )


_RANGE_MARKS = frozenset(("to", "-", "–", "and", "until"))


_DIGIT = re.compile(r"\d")
_START = re.compile(rf"{QUANTITY_START.pattern}|(?<=\bwithin )an?\b", re.IGNORECASE)


def _candidates(flat: str) -> Iterator[tuple[ValueKind, str, int, int]]:
    """Matches in order of trust: where two overlap the first stands. An empty canonical claims its span for nothing."""
    numeric = _DIGIT.search(flat) is not None
    starts = [match.start() for match in _START.finditer(flat)]
    for kind_is_possible, pattern, reader in (
        ("@" in flat, written_addresses.EMAIL, _read_email),
        ("." in flat or "://" in flat, written_addresses.URL, _read_url),
        (bool(starts) and " " in flat, written_addresses.POSTAL, _read_postal),
        (numeric, written_dates.DATE, _read_date),
        (numeric, written_addresses.PHONE, _read_phone),
        (numeric, written_dates.TIME, _read_time),
        (numeric, written_money.FIRST, _read_money_first),
    ):
        if kind_is_possible:
            yield from _read_all(pattern.finditer(flat), reader)
    for pattern, reader in (
        (written_money.LAST, _read_money_last),
        (_PERCENT, _read_percent),
        (_DURATION, _read_duration),
        (_NUMBER, _read_number),
    ):
        yield from _read_all(_matches_at(starts, pattern, flat), reader)


def _matches_at(starts: Sequence[int], pattern: re.Pattern[str], flat: str) -> Iterator[re.Match[str]]:
    """What `finditer` gives where a match can begin at these places alone, in a fifth of the time."""
    end = 0
    for start in starts:
        match = pattern.match(flat, start) if start >= end else None
        if match is not None:
            end = match.end()
            yield match


def _read_all(matches: Iterable[re.Match[str]], reader: Reader) -> Iterator[tuple[ValueKind, str, int, int]]:
    for match in matches:
        read = reader(match)
        if read is not None:
            yield read[0], read[1], match.start(), read[2]


def _read_email(match: re.Match[str]) -> Read:
    return ValueKind.EMAIL, match.group().lower(), match.end()


def _read_url(match: re.Match[str]) -> Read | None:
    text = written_addresses.trimmed_url(match.group())
    return ValueKind.URL, written_addresses.canonical_url(text), match.start() + len(text)


def _read_postal(match: re.Match[str]) -> Read | None:
    if not written_addresses.is_postal(match.group()):
        return None
    return ValueKind.ADDRESS, written_addresses.canonical_postal(match.group()), match.end()


def _read_phone(match: re.Match[str]) -> Read | None:
    digits = re.sub(r"\D", "", match.group())
    if not 8 <= len(digits) <= 15:
        return None
    return ValueKind.TEXT, "+" + digits if match.group().startswith("+") else digits, match.end()


def _read_date(match: re.Match[str]) -> Read:
    canonical = written_dates.read_date(match)
    if canonical is None:
        return ValueKind.TEXT, match.group(), match.end()
    return ValueKind.DATE, canonical, match.end()


def _read_time(match: re.Match[str]) -> Read:
    return ValueKind.TEXT, written_dates.read_time(match), match.end()


def _read_duration(match: re.Match[str]) -> Read | None:
    if match["one"]:
        return ValueKind.DURATION, _duration(Decimal(1), match["unit1"], match["business1"]), match.end()
    ends = _ends(match)
    if ends is None:
        return None
    return ValueKind.DURATION, "..".join(_duration(n, match["unit"], match["business"]) for n in ends), match.end()


def _duration(number: Decimal, unit: str, kind: str | None) -> str:
    prefix, factor, letter = _DURATION_UNITS[unit.lower()]
    business = "B" if kind and kind[:-1].lower() in ("business", "working") else ""
    return f"{prefix}{plain(number * factor)}{business}{letter}"


def _read_money_first(match: re.Match[str]) -> Read:
    return ValueKind.MONEY, written_money.read_first(match), match.end()


def _read_money_last(match: re.Match[str]) -> Read | None:
    canonical = written_money.read_last(match)
    return None if canonical is None else (ValueKind.MONEY, canonical, match.end())


def _read_percent(match: re.Match[str]) -> Read | None:
    ends = _ends(match)
    return None if ends is None else (ValueKind.PERCENT, "..".join(f"{plain(n)}%" for n in ends), match.end())


def _read_number(match: re.Match[str]) -> Read | None:
    before, after = match.string[max(0, match.start() - 24) : match.start()], match.string[match.end() :]
    text = match.group()
    if "." in text and _VERSION_OF.search(before):
        return ValueKind.NUMBER, text, match.end()
    if _NAMED_BY_NUMBER.search(before) or (match.start() == 0 and after.startswith(". ")):
        return None
    if text.lower() == "one" and (_ONE_OF.match(after) or _NO_ONE.search(before)):
        return None
    ends = _ends(match)
    if ends is None:
        return None
    unit = f" {match['unit']}" if match["unit"] else ""
    return ValueKind.NUMBER, "..".join(plain(n) + unit for n in ends), match.end()


def _ends(match: re.Match[str]) -> list[Decimal] | None:
    """The one number of a match, or both ends of its range; None where one of them cannot be read."""
    numbers = [read_quantity(text) for text in (match["low"], match["high"]) if text]
    read = [number for number in numbers if number is not None]
    return read if len(read) == len(numbers) else None


def value_of(words: str) -> Value:
    """A typed literal where the words are one from end to end, else text."""
    text = Value(kind=ValueKind.TEXT, canonical=" ".join(words.casefold().split()), text=words)
    return whole_value(words) or text
