"""Rows of a bulk import as triples: tab-separated with a header, or one JSON object a line. Pure; knows no store."""

import codecs
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from ingestion.imports.lines import LONGEST_LINE
from knowledge.errors import InvalidInstant, InvalidRequest
from knowledge.time_windows import Scope, Window, read_instant
from knowledge.values import Value, ValueKind, whole_value

COLUMNS = ("subject", "predicate", "object", "valid_from", "valid_to")
LONGEST_NAME = 1_000  # characters of a subject or a predicate: what a question by them may have, too
LONGEST_OBJECT = 20_000
MOST_DIMENSIONS = 50
LONGEST_TYPED = 200  # characters; a longer object is text

FileFormat = Literal["tsv", "jsonl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """One row: `valid` is what it says of valid time, `value.text` its object in the words of the file."""

    line: int
    subject: str
    predicate: str
    value: Value
    scope: Scope
    valid: Window


@dataclass(frozen=True, slots=True)
class RejectedLine:
    line: int
    detail: str


Row = Triple | RejectedLine
Named = Mapping[str, object]


class RowReader:
    """Reads the lines of one file, in order. Bare dates are those of `zone`."""

    def __init__(self, file_format: FileFormat, zone: ZoneInfo) -> None:
        self._named: Callable[[str], Named | None] = (
            _TabSeparated().named if file_format == "tsv" else _named_by_an_object
        )
        self._instant = lru_cache(maxsize=65_536)(lambda text, name: read_instant(text, zone, name=name))

    def read(self, number: int, line: bytes | None) -> Row | None:
        """None for a line that holds no row: an empty one, the header.

        Raises `InvalidRequest` where the header is missing: then no line can be read.
        """
        try:
            text = _text(number, line)
            named = self._named(text) if text.strip(" ") else None
            return None if named is None else self._triple(number, named)
        except _UnfitRow as unfit:
            return RejectedLine(number, str(unfit))

    def _triple(self, number: int, named: Named) -> Triple:
        subject = _words(named, "subject", LONGEST_NAME)
        predicate = _words(named, "predicate", LONGEST_NAME)
        words = _words(named, "object", LONGEST_OBJECT)
        return Triple(
            line=number,
            subject=subject,
            predicate=predicate,
            value=_typed(words),
            scope=_scope(named.get("scope")),
            valid=self._window(_bound(named, "valid_from"), _bound(named, "valid_to")),
        )

    def _window(self, valid_from: str, valid_to: str) -> Window:
        try:
            start = self._instant(valid_from, "valid_from") if valid_from else None
            end = self._instant(valid_to, "valid_to") if valid_to else None
        except InvalidInstant as error:
            raise _UnfitRow(str(error)) from error
        if start is not None and end is not None and end <= start:
            raise _UnfitRow(f"valid_to {valid_to} is not after valid_from {valid_from}")
        return Window(start, end)


class _UnfitRow(Exception):
    """The line is no row of this file; the message says why."""


class _TabSeparated:
    """The first line that is not empty names the columns, in any order."""

    def __init__(self) -> None:
        self._columns: list[str] | None = None

    def named(self, text: str) -> Named | None:
        cells = text.split("\t")
        if self._columns is None:
            self._columns = [cell.strip().lower() for cell in cells]
            if sorted(self._columns) != sorted(COLUMNS):
                raise InvalidRequest(f"the first line must name the columns, between tabs: {' '.join(COLUMNS)}")
            return None
        if len(cells) != len(self._columns):
            raise _UnfitRow(f"has {_counted(len(cells), 'column')}: {len(COLUMNS)} are named in the first line")
        return dict(zip(self._columns, cells, strict=True))


def _text(number: int, line: bytes | None) -> str:
    if line is None:
        raise _UnfitRow(f"is longer than {LONGEST_LINE:,} bytes")
    try:
        text = (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).decode()
    except UnicodeDecodeError as error:
        raise _UnfitRow(f"is not UTF-8 at byte {error.start + 1}") from error
    if "\x00" in text:
        raise _UnfitRow("holds a NUL character, which no text may hold")
    return text


def _named_by_an_object(text: str) -> Named:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _UnfitRow("is not valid JSON") from error
    if not isinstance(row, dict):
        raise _UnfitRow("is not a JSON object")
    for name in row:
        if name not in (*COLUMNS, "scope"):
            raise _UnfitRow(f"{name[:100]!r} is not a name of a triple: {', '.join(COLUMNS)}, scope")
    return row


def _words(named: Named, name: str, longest: int) -> str:
    text = named.get(name)
    if text is None or (isinstance(text, str) and not text.strip()):
        raise _UnfitRow(f"{name} is empty")
    return _storable(text, name, longest).strip()


def _bound(named: Named, name: str) -> str:
    """An absent bound is open, as an empty one is."""
    text = named.get(name)
    return "" if text is None else _storable(text, name, 100).strip()


def _scope(pairs: object) -> Scope:
    if pairs is None:
        return ()
    if not isinstance(pairs, dict) or len(pairs) > MOST_DIMENSIONS:
        raise _UnfitRow(f"scope is not an object of at most {MOST_DIMENSIONS} texts by name")
    names = [(_storable(name, "scope", LONGEST_NAME).strip(), value) for name, value in pairs.items()]
    read = [(name, _words({"scope": value}, "scope", LONGEST_NAME)) for name, value in names]
    if len({name for name, _ in read}) < len(read) or not all(name for name, _ in read):
        raise _UnfitRow("scope names a dimension twice, or none")
    return tuple(sorted(read))


def _storable(text: object, name: str, longest: int) -> str:
    if not isinstance(text, str):
        raise _UnfitRow(f"{name} is not a text")
    if len(text) > longest:
        raise _UnfitRow(f"{name} has {len(text):,} characters: {longest:,} are the most")
    if "\x00" in text:  # spelled with an escape, in JSON
        raise _UnfitRow(f"{name} holds a NUL character, which no text may hold")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise _UnfitRow(f"{name} holds half a surrogate pair, which is no character")
    return text


def _typed(words: str) -> Value:
    """A typed literal where the whole object is one, else text."""
    typed = whole_value(words) if len(words) <= LONGEST_TYPED else None
    return typed or Value(kind=ValueKind.TEXT, canonical=words.lower(), text=words)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
