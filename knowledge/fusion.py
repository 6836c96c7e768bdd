"""One ranking out of two: passages near in meaning (cosine) and in words (BM25). Pure."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def fuse(dense: Mapping[T, float], sparse: Mapping[T, float]) -> list[tuple[T, float]]:
    """Every candidate with its score, best first: cosine plus BM25 scaled to 1 by the best of its list.

    A candidate of one list only gets the least cosine of the other: its own is at most that, and zero would bury it.
    Reciprocal ranks instead of scores lose a sixth of the first places of passages.
    """
    best = max(sparse.values(), default=0.0)
    far = min(dense.values(), default=0.0)
    scores = {
        id_: dense.get(id_, far) + (sparse.get(id_, 0.0) / best if best > 0 else 0.0) for id_ in (*dense, *sparse)
    }
    return sorted(scores.items(), key=lambda scored: -scored[1])
