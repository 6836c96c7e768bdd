"""How alike two reworded statements are: the words they share, the seldom ones more."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence

from knowledge.alignment.model import ComparedStatement
from knowledge.alignment.sections import Path

SELDOM = 16
"""Statements of a section, or of the document, on average of both versions, that may share the word that brings two of
them together. With 64 the tuning half has the same pairs, with 8 one less, with 4 three less. The bound keeps two
versions of 5,000 statements with nothing in common at 2 s."""

_WORD = re.compile(r"<\w+>|[^\W_]+")
_STEM = 6  # letters kept of a word: "promised" and "promises" are one (truncation, as in Harman 1991)

Candidate = tuple[int, int]  # ordinals before and after


class Likeness:
    """The words of two versions, and their weights in both."""

    def __init__(self, before: Sequence[ComparedStatement], after: Sequence[ComparedStatement]) -> None:
        self._before = [_words(one.masked) for one in before]
        self._after = [_words(one.masked) for one in after]
        # The inverse document frequency of BM25 (Robertson and Zaragoza 2009).
        total = len(self._before) + len(self._after)
        frequency = Counter(word for words in (*self._before, *self._after) for word in words)
        self._weights = {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in frequency.items()}

    def of(self, candidate: Candidate) -> float:
        """Twice the weight of the words shared, of the weight of all (Dice 1945): from 0 to 1."""
        mine, theirs = self._before[candidate[0]], self._after[candidate[1]]
        total = self._weight(mine) + self._weight(theirs)
        return 2 * self._weight(mine & theirs) / total if total else 1.0

    def least_words(self, candidate: Candidate) -> int:
        return min(len(self._before[candidate[0]]), len(self._after[candidate[1]]))

    def sharing(
        self,
        places_before: Sequence[Path],
        places_after: Sequence[Path],
        paired_before: Container[int],
        paired_after: Container[int],
    ) -> set[Candidate]:
        """Unpaired statements that share a word that is seldom, among the unpaired, in their section or everywhere."""
        old = _standing(self._before, places_before, paired_before)
        new = _standing(self._after, places_after, paired_after)
        return {
            (index, there)
            for word in old.keys() & new.keys()
            if len(old[word]) + len(new[word]) <= 2 * SELDOM
            for index in old[word]
            for there in new[word]
        }

    def _weight(self, words: Iterable[str]) -> float:
        return math.fsum(self._weights[word] for word in words)  # exact, so that no order of a set shows


def likenesses(pairs: Sequence[tuple[ComparedStatement, ComparedStatement]]) -> list[float]:
    """Of each pair (before, after) how alike it is, from 0 to 1; weighed by how seldom a word is in all of them."""
    of_all = Likeness([before for before, _ in pairs], [after for _, after in pairs])
    return [of_all.of((index, index)) for index in range(len(pairs))]


def _words(masked: str) -> frozenset[str]:
    return frozenset(word if word[0] == "<" else word[:_STEM] for word in _WORD.findall(masked))


def _standing(
    texts: Sequence[frozenset[str]], places: Sequence[Path], paired: Container[int]
) -> dict[tuple[Path | None, str], list[int]]:
    """Where each word stands, in each section and in the whole version."""
    standing: dict[tuple[Path | None, str], list[int]] = defaultdict(list)
    for index, (words, place) in enumerate(zip(texts, places, strict=True)):
        if index not in paired:
            for word in words:
                standing[place, word].append(index)
                standing[None, word].append(index)
    return standing
