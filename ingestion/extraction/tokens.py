"""The words, marks and typed values of a statement, in order."""

# ruff: noqa: RUF001 - apostrophes of both shapes occur in text

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.values import FoundValue

_TOKEN = re.compile(
    r"(?i:\b(?:we|you|they|it|i|he|she)(?=['’](?:ll|re|ve|d)\b))|['’](?:ll|re|ve|d)\b|\w+(?:[-'’./&]\w+)*|[^\w\s]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word, mark or typed value of a statement, with its span."""

    text: str
    lower: str
    start: int
    end: int
    value: int | None  # which typed value of the statement it is

    @property
    def is_word(self) -> bool:
        return self.value is None and (self.text[0].isalnum() or self.text[0] == "_" or len(self.text) > 1)


def tokenize(text: str, found: Sequence[FoundValue]) -> list[Token]:
    """The words of a statement in order; each typed value is one token, brackets that hold none are left out."""
    tokens: list[Token] = []
    position = 0
    for index, one in enumerate(found):
        tokens += _words(text, position, one.start)
        tokens.append(Token(text=one.value.text, lower="", start=one.start, end=one.end, value=index))
        position = one.end
    tokens += _words(text, position, len(text))
    return _without_asides(tokens)


def _words(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(text=m.group(), lower=m.group().lower(), start=m.start(), end=m.end(), value=None)
        for m in _TOKEN.finditer(text, start, end)
    ]


def _without_asides(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    opened: list[int] = []
    for token in tokens:
        if token.text in "([":
            opened.append(len(kept))
            kept.append(token)
        elif token.text in ")]" and opened:
            begin = opened.pop()
            if all(one.value is None for one in kept[begin:]):
                del kept[begin:]
            else:
                kept.append(token)
        else:
            kept.append(token)
    return kept
