"""Words that name a year: "2021", "'21", "last year", "the year before last", "two years ago". Pure."""

import re

from knowledge.questions.written_dates import YEAR

NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
NUMBER_WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
YEAR_TOLD = (
    r"(?:(?:the\s+)?(?:last|this|next|previous|current|past|coming)\s+year|the\s+year\s+before\s+last|"
    rf"(?:an?|{NUMBER_WORDS}|\d{{1,2}})\s+years?\s+ago)\b(?!['\u2019])"
)
"""A year told from today."""
YEAR_WORDS = rf"(?:{YEAR}|['\u2019]\d\d\b|{YEAR_TOLD})"
_STEPS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}


def number_of(word: str) -> int | None:
    """3 for "three" or "3", 1 for "a"."""
    folded = word.lower()
    if folded in ("a", "an"):
        return 1
    if folded.isdigit():
        return int(folded)
    return NUMBERS.index(folded) + 1 if folded in NUMBERS else None


def year_of(words: str, this_year: int) -> int:
    """The year that words of the form `YEAR_WORDS` name."""
    folded = words.lower()
    digits = re.fullmatch(r"['\u2019]?(\d\d|\d{4})", folded)
    if digits:
        return int(digits[1]) if len(digits[1]) == 4 else 2000 + int(digits[1])
    parts = folded.removeprefix("the ").split()
    if parts[-1] == "ago":
        return this_year - (number_of(parts[0]) or 0)
    return this_year - 2 if parts[0] == "year" else this_year + _STEPS[parts[0]]
