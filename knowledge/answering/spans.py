"""The words of a statement that answer where no typed value does: its best clauses, and lists behind a colon. Pure."""

import itertools
import re
from collections.abc import Iterator, Sequence

from knowledge.passages import CELL_BORDER, EMPTY_CELL, is_row
from knowledge.terms import all_terms, content_terms

LONGEST = 200  # characters of an answer that is no value
_MARKER = re.compile(r"^\s*(?:[-*\u2022+]|\d{1,3}[.)]|\([a-z0-9]{1,3}\)|[a-z]\))\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[;:])\s+|,\s+(?=(?:and|but|or|which|unless|except|provided|without)\b)|\s+\|\s+")
_AUXILIARY = r"(?:may|must|can|cannot|can['\u2019]t|shall|should|will|won['\u2019]t|is|are|was|were|do|does|has|have)\b"
_MAIN_CLAUSE = re.compile(
    r"(?<=[;:])\s+|,?\s+(?:but|however|as\s+such|except\s+that)\b,?|\s+[\u2013\u2014]\s+"
    rf"|,?\s+and\s+(?={_AUXILIARY})",
    re.IGNORECASE,
)
_VERB = re.compile(rf"\b{_AUXILIARY}", re.IGNORECASE)
_GOES_ON = re.compile(rf"(?:(?:they|it|these|those|this|he|she|you)\b|not\b|{_AUXILIARY})", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_ITEM = re.compile(r"\s*- (?P<item>\S.*)")


def core(text: str, question: str, above: str = "") -> str:
    """The statement without its list marker; of a long one the stretch that holds most of what the question asks.

    `above` is what stands above the statement, its title and headings: words of it tell no clause from another.
    """
    text = _MARKER.sub("", " ".join(text.split()))
    if len(text) <= LONGEST:
        return text
    asked = frozenset(content_terms(question))
    telling = asked - all_terms(above) or asked
    start = max(_starts(text, telling), key=lambda at: (len(telling & all_terms(_stretch(text, at))), -at))
    return _stretch(text, start)


def clause_on(text: str, question: str) -> str:
    """The clause of a statement that most of the question's words stand in. One that begins without a subject of its
    own has that of the first: "Gift cards are not refunded, but may be exchanged" has two clauses on gift cards.
    """
    asked = frozenset(content_terms(question))
    clauses = [clause for clause in _MAIN_CLAUSE.split(text) if clause.strip()]
    first = clauses[0] if clauses else text
    verb = _VERB.search(first)
    subject = all_terms(first[: verb.start()] if verb else first)

    def share(clause: str) -> int:
        return len(asked & (all_terms(clause) | (subject if _GOES_ON.match(clause.lstrip()) else frozenset())))

    return max(clauses, key=share, default=text)


def _starts(text: str, telling: frozenset[str]) -> Iterator[int]:
    """Where a stretch may begin: with a clause, and with a word of the question where its clause is too long."""
    yield 0
    yield from (match.end() for match in _CLAUSE.finditer(text))
    yield from (match.start() for match in _WORD.finditer(text) if all_terms(match.group()) & telling)


def _stretch(text: str, start: int) -> str:
    """From `start` on, at most `LONGEST` characters, ended at a clause where one ends in the second half."""
    cut = cut_at_word(text[start:], LONGEST)
    if start + len(cut) >= len(text):
        return cut
    ends = [match.start() for match in _CLAUSE.finditer(cut) if match.start() > LONGEST // 2]
    return cut[: ends[-1]].rstrip(" ,;:") if ends else cut


def cut_at_word(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") or text[:limit]


def in_a_row(items: Sequence[str]) -> str:
    """The items of a list one after the other, whole ones up to `LONGEST` characters, and how many more there are."""
    whole = "; ".join(items)
    if len(whole) <= LONGEST:
        return whole
    room = LONGEST - len("; and 999 more")
    lengths = itertools.accumulate((len(item) + len("; ") for item in items[1:]), initial=len(items[0]))
    shown = max(1, sum(length <= room for length in lengths))
    kept = "; ".join((cut_at_word(items[0], room), *items[1:shown]))
    return f"{kept}; and {len(items) - shown} more" if len(items) > shown else kept


def spoken(quote: str) -> str:
    """A quote inside a sentence: a table row has each cell behind its heading, "Country: Germany; Per diem: 50 EUR"."""
    if not is_row(quote):
        return "; ".join(" ".join(cell.split()) for cell in quote.split(CELL_BORDER))
    headings, row = (line.split(CELL_BORDER) for line in quote.split("\n"))
    return "; ".join(f"{heading}: {cell}" for heading, cell in zip(headings, row, strict=True) if cell != EMPTY_CELL)


def opens_list(text: str) -> bool:
    return text.rstrip().endswith(":")


def items_after(passage: str, statement: str) -> list[str]:
    """The items of the list that a statement opens, as they stand behind it in its passage."""
    _, found, behind = passage.partition(statement)
    items: list[str] = []
    for line in behind.splitlines() if found else ():
        item = _ITEM.fullmatch(line)
        if item is not None:
            items.append(item["item"].strip())
        elif line.strip():
            break
    return items
