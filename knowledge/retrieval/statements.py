"""The statements of passages that were found: by the facts that quote them, else by their spans. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.passages import is_row
from knowledge.ports import StoredFact, StoredPassage

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u201c\"(])|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStatement:
    """`place`: characters from the passage's start to the statement's, None where it is not known. `cosine` of the
    question and the statement inside its passage; the passage's own where it has none.
    """

    passage: StoredPassage
    place: int | None
    text: str
    facts: tuple[StoredFact, ...]
    cosine: float


def statements_of(
    passage: StoredPassage, facts: Sequence[StoredFact], near: Mapping[int, float], cosine: float
) -> list[FoundStatement]:
    """What the facts of a passage quote, in reading order; where no fact is known its statements, or its sentences.

    `near` has the cosine of each statement by its start in the document less the passage's own.
    """
    by_place: dict[tuple[int, str], list[StoredFact]] = {}
    for fact in facts:
        by_place.setdefault((fact.source.start - passage.source.start, fact.source.quote), []).append(fact)
    texts = [(start, quote, tuple(some)) for (start, quote), some in by_place.items()] or [
        (start, text, ()) for start, text in _texts(passage)
    ]
    return [
        FoundStatement(
            passage=passage, place=None if start < 0 else start, text=text, facts=some, cosine=near.get(start, cosine)
        )
        for start, text, some in sorted(texts, key=lambda one: one[0])
    ]


def states(passage: StoredPassage, words: str) -> bool:
    """Whether one of its statements has these very words; not where they are part of a longer one."""
    return any(text == words for _, text in _texts(passage))


def _texts(passage: StoredPassage) -> list[tuple[int, str]]:
    """Each statement's start from that of its passage, and its text. A passage that begins with a table row has the
    headings in front: they are those of the rows after it too.
    """
    if not passage.statements:
        sentences = (sentence.strip() for sentence in _SENTENCE_END.split(passage.text))
        return [(-1, text) for text in sentences if text]
    shift = len(passage.text) - passage.statements[-1][1]
    headings = passage.text[:shift].rstrip("\n")
    texts = [(start, passage.text[start + shift : end + shift]) for start, end in passage.statements]
    return [(start, row if headings and is_row(row := f"{headings}\n{text}") else text) for start, text in texts]
