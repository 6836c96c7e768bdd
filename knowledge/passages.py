"""What a parsed document consists of: statements, and the passages that are embedded. Pure."""

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

CELL_BORDER = " | "  # between the cells of a table row, and between its headings
EMPTY_CELL = "-"

Span = tuple[int, int]  # characters, closed-open


class StatementKind(StrEnum):
    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    KEY_VALUE = "key_value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence, list item, table row (with its headings) or key-value line: what a fact quotes."""

    kind: StatementKind
    text: str
    section: tuple[str, ...]  # headings from the top of the document, outermost first
    page: int | None  # 1-based, where the format has pages
    start: int  # characters into ParsedDocument.text, closed-open: text == parsed.text[start:end]
    end: int
    block: int  # ordinal of the paragraph, list or table it stands in
    headings: str = ""  # of a table row: the line of its column headings, "Region | Notice period"

    @property
    def quote(self) -> str:
        """What can be understood by itself: a row of a table has its headings in the line above it."""
        return f"{self.headings}\n{self.text}" if self.headings else self.text


def is_row(quote: str) -> bool:
    """Whether a quote is a table row below its column headings."""
    headings, _, row = quote.partition("\n")
    return 1 < len(headings.split(CELL_BORDER)) == len(row.split(CELL_BORDER))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """One file as text. `text` is what spans point into; headings stand in it, front matter does not."""

    title: str | None  # the first heading or the format's own title
    text: str
    metadata: dict[str, str] = field(default_factory=dict)  # front matter and the format's properties
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Consecutive statements of one section: what is embedded."""

    text: str  # parsed.text[start:end], below the column headings where it begins with a table row
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
    statements: tuple[Span, ...]  # in reading order, counted from `start`: the last one ends where the passage ends


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """What a model is given of a passage, and where in it the statements stand whose vectors are wanted."""

    text: str
    statements: tuple[Span, ...] = ()


PASSAGE_LIMIT = 1000  # characters: a run of statements longer than this is split, unless another limit is given
PASSAGE_LEAST = 200  # characters: no split leaves less than this of its run on either side

_NUMBERING = re.compile(
    r"""\s*(?:
        (?:section|article|chapter|part|clause|annex|appendix|schedule|exhibit)
            \s+(?:[A-Z]?\d+(?:\.\d+)*|[IVXLC]+|[A-Z])\b\s*[.:)\u2013\u2014-]*  # Section 3 -
      | \((?:[a-z]|[ivx]{1,5}|\d{1,3})\)                                       # (a)
      | (?:[A-Z]\.?)?\d+(?:\.\d+)*\s*[.:)\u2013\u2014-]+(?=\s)                  # 1.   2.1:
      | (?:[A-Z]\.\d+(?:\.\d+)*|\d+(?:\.\d+)+)(?=\s)                           # D.4  2.1
      | (?:[A-Z]|[ivx]{1,5})[.)](?=\s)                                         # A.   iv)
      | \u00a7+\s*\d+(?:\.\d+)*\s*[.:)]*                                      # \u00a7 5
    )\s*(?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)


def split_passages(document: ParsedDocument, *, limit: int = PASSAGE_LIMIT) -> list[Passage]:
    """The document's statements as passages, in reading order; a passage never leaves its section.

    A section is split by content alone, so that an edit moves few borders: every gap between two statements has a
    priority (a gap between blocks before one inside a block, then the hash of the statement after it). A gap is a
    border when the run between its nearest neighbours of better priority is longer than `limit` characters and the gap
    leaves at least `PASSAGE_LEAST` of that run on both sides: the nodes of a treap (Seidel and Aragon 1996) whose
    subtree is large, cut where it is not lopsided.

    Inserting a statement of at most `PASSAGE_LEAST` characters that leaves the other gaps their priorities (it neither
    opens a block nor touches a lead-in) changes at most two passages: of the nodes on the way to it one at most becomes
    a border, and those that cease to be borders lie side by side. One of n characters changes at most
    2 + n // PASSAGE_LEAST. A new opening of a block is a removal and an insertion: seldom more than two, at most a few.
    """
    passages = []
    for section, group in itertools.groupby(document.statements, key=lambda statement: statement.section):
        statements = list(group)
        starts = [0, *_borders(document.text, statements, limit), len(statements)]
        for first, end in itertools.pairwise(starts):
            start, stop = statements[first].start, statements[end - 1].end
            passages.append(
                Passage(
                    text=statements[first].quote + document.text[statements[first].end : stop],
                    section=section,
                    page=statements[first].page,
                    start=start,
                    end=stop,
                    statements=tuple((one.start - start, one.end - start) for one in statements[first:end]),
                )
            )
    return passages


def embedded_text(title: str, section: Sequence[str], text: str) -> str:
    """What is embedded and indexed for a passage: "title, section path: text", without section numbers."""
    path = [name for name in map(without_numbering, section) if name]
    if path and path[0].casefold() == title.strip().casefold():
        path = path[1:]
    return f"{', '.join([title.strip(), *path])}: {text}"


def with_statements(embedded: str, statements: Sequence[Sequence[int]] | None) -> EmbeddedText:
    """The embedded text of a passage with the places of its statements in it; without them where none are known.

    `statements` are the passage's own. Whatever stands in front (title, section path, column headings), the text ends
    with the document's words from the passage's start to its end.
    """
    if not statements:
        return EmbeddedText(embedded)
    shift = len(embedded) - statements[-1][1]
    return EmbeddedText(embedded, tuple((start + shift, end + shift) for start, end in statements))


def without_numbering(heading: str) -> str:
    """ "D.4 License Grant" -> "License Grant"; a heading that is nothing but a number stays as it is."""
    return heading[match.end() if (match := _NUMBERING.match(heading)) else 0 :].strip()


def _borders(text: str, statements: Sequence[Statement], limit: int) -> list[int]:
    """Indices of the statements that start a new passage within one section, ascending."""
    total = len(statements)
    priorities = [_priority(text, before, after) for before, after in itertools.pairwise(statements)]
    stack: list[int] = []
    left, right = [0] * total, [total] * total  # where the run around gap i (in front of statement i) starts and ends
    for gap in range(1, total):
        while stack and priorities[stack[-1] - 1] > priorities[gap - 1]:
            right[stack.pop()] = gap
        left[gap] = stack[-1] if stack else 0
        stack.append(gap)

    def length(first: int, end: int) -> int:
        return statements[end - 1].end - statements[first].start

    return [
        gap
        for gap in range(1, total)
        if length(left[gap], right[gap]) > limit
        and min(length(left[gap], gap), length(gap, right[gap])) >= PASSAGE_LEAST
    ]


def _priority(text: str, before: Statement, after: Statement) -> tuple[int, bytes]:
    """Where to split first: between blocks, between lines, within a line; last after a lead-in ("You may not:")."""
    gap = text[before.end : after.start]
    rank = 3 if before.text.endswith(":") else 0 if "\n\n" in gap else 1 if "\n" in gap else 2
    return rank, hashlib.blake2b(after.text.encode(), digest_size=8).digest()
