"""Numbers as people write them: "1,200.50", "1.200,50", "thirty (30)", "two hundred and five". Pure."""

# ruff: noqa: RUF001, SIM905 - people write any dash and quote; a pattern broken over lines reads worse

import re
from decimal import Decimal

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_UNIT = f"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ \-]{_UNIT})?|{_UNIT})"
_BELOW_THOUSAND = rf"(?:(?:{_UNIT}|a) hundred(?: (?:and )?{_SMALL})?|{_SMALL})"
_LARGE = r"(?:thousand|million|billion)"
WORDS = rf"(?:(?:{_BELOW_THOUSAND}|a) {_LARGE}(?:,? (?:and )?{_BELOW_THOUSAND}(?: thousand)?)?|{_BELOW_THOUSAND})(?!\w)"
"""A number in English words; to be matched without regard to case. "a hundred" counts, "a" alone does not."""

DIGITS = (
    r"(?:\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?:\.\d{1,6})?|\d{1,3}(?:\.\d{3})+,\d{1,6}|\d{1,15}(?:[.,]\d{1,6})?)(?!\d)"
)
"""A number in digits, with thousands in groups of three, or without groups."""

QUANTITY = rf"(?:{DIGITS}(?: ?\( ?{WORDS} ?\))?|{WORDS}(?: ?\( ?{DIGITS} ?\))?)"
"""A number once or twice over: "30", "thirty", "thirty (30)", "30 (thirty)"."""

RANGE = rf"(?:(?P<low>{QUANTITY})(?:(?<=[\d)]) ?[-–—] ?| to | or ))?"
"""The lower end of a range, where one is written: "2 to" of "2 to 5 days"."""

_DIGITS = re.compile(DIGITS)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+")
_WORD = re.compile(r"[a-z]+")
QUANTITY_START = re.compile(
    rf"(?<!\w)(?:\d|(?:{'|'.join(sorted([*_UNITS, *_TENS], key=len, reverse=True))})|an?(?= (?:hundred|{_LARGE})))",
    re.IGNORECASE,
)
"""Finds every place where `QUANTITY` may match, unless a letter or digit stands before it."""


def read_quantity(text: str) -> Decimal | None:
    """The number that a match of `QUANTITY` means; None when its digits and its words contradict each other."""
    digits = _DIGITS.search(text)
    words = _WORD.findall(text.lower())
    spoken = _read_words(words) if words else None
    written = read_digits(digits.group()) if digits else None
    if written is not None and spoken is not None and written != spoken:
        return None
    return spoken if written is None else written


def read_digits(text: str, *, dot_groups: bool = False) -> Decimal:
    """The number in digits. A comma or dot before other than three digits is a decimal mark.

    `dot_groups`: read "1.200" as 1200, as those who write the euro do.
    """
    if "," in text and "." in text:
        decimal = max(text.rfind(","), text.rfind("."))
        whole = re.sub(r"\D", "", text[:decimal])
        return Decimal(f"{whole}.{text[decimal + 1 :]}")
    if _THOUSANDS.fullmatch(text):
        return Decimal(re.sub(r"\D", "", text))
    if dot_groups and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return Decimal(text.replace(".", ""))
    return Decimal(text.replace(",", "."))


def plain(number: Decimal) -> str:
    """Without exponent and trailing zeros: 500.00 -> "500", 99.950 -> "99.95"."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_words(words: list[str]) -> Decimal:
    total = part = 0
    for word in words:
        if word in _UNITS:
            part += _UNITS[word]
        elif word in _TENS:
            part += _TENS[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total += max(part, 1) * _SCALES[word]
            part = 0
    return Decimal(total + part)
