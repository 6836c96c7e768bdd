"""Typed values in a text: durations, money, percentages, numbers, dates, addresses. Pure."""

from dataclasses import dataclass
from enum import StrEnum


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
    """A typed literal: `canonical` to compare by ("P30D"), `text` the words of the source ("thirty (30) days")."""

    kind: ValueKind
    canonical: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundValue:
    """A value and its character span in the text that was searched: text[start:end] == value.text."""

    value: Value
    start: int
    end: int
