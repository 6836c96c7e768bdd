"""One ranking out of two: passages near in meaning (cosine) and in words (BM25), and texts by shared words. Pure."""

import math
import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

_WORD = re.compile(r"[^\W_]+")
_STEM = 6  # letters kept of a word: "promised" and "promises" are one (truncation, as in Harman 1991)


def fuse(dense: Mapping[T, float], sparse: Mapping[T, float]) -> list[tuple[T, float]]:
    """Every candidate with its score, best first: cosine plus BM25 scaled to 1 by the best of its list.

    A candidate of one list only gets the least cosine of the other: its own is at most that, and zero would bury it.
    Reciprocal ranks instead of scores lose a sixth of the first places (`tests/evaluation/ranking.py`).
    """
    best = max(sparse.values(), default=0.0)
    far = min(dense.values(), default=0.0)
    scores = {
        id_: dense.get(id_, far) + (sparse.get(id_, 0.0) / best if best > 0 else 0.0) for id_ in (*dense, *sparse)
    }
    return sorted(scores.items(), key=lambda scored: -scored[1])


def word_overlap(question: str, texts: Sequence[str]) -> list[float]:
    """For each text the share of the question's words that stand in it, from 0 to 1, the rare among the texts more."""
    held = [_stems(text) for text in texts]
    frequency = Counter(stem for stems in held for stem in stems)
    # The inverse document frequency of BM25 (Robertson and Zaragoza 2009), always above zero.
    weights = {
        stem: math.log(1 + (len(texts) - frequency[stem] + 0.5) / (frequency[stem] + 0.5)) for stem in _stems(question)
    }
    total = sum(weights.values()) or 1.0
    return [sum(weight for stem, weight in weights.items() if stem in stems) / total for stems in held]


@lru_cache(maxsize=16_384)  # the same facts come back question after question
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))
