"""What a point looks like in Qdrant, whichever engine keeps it: names, payload, checks and BM25 terms."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import qdrant_edge

from knowledge.errors import InvalidRequest
from knowledge.ports import IndexHit, IndexPoint, IndexWindows

DENSE = "dense"
SPARSE = "bm25"
KEYWORDS = ("tenant", "document")
INSTANTS = ("valid_from", "valid_to", "recorded_from", "recorded_to")

_bm25 = qdrant_edge.Bm25()


@dataclass(frozen=True, slots=True)
class Terms:
    """A sparse vector: each index once."""

    indices: list[int]
    values: list[float]


def document_terms(text: str) -> Terms:
    return _terms(_bm25.embed_document(text))


def question_terms(text: str) -> Terms:
    return _terms(_bm25.embed_query(text))


def payload_of(point: IndexPoint) -> dict[str, str | int]:
    return {"tenant": point.tenant, "document": point.document, **windows_payload(point.windows)}


def windows_payload(windows: IndexWindows) -> dict[str, str | int]:
    """Integers only: Qdrant silently leaves anything else out of an integer index."""
    return {name: int(getattr(windows, name)) for name in INSTANTS}


def windows_from(payload: dict[str, object] | None) -> IndexWindows:
    fields = payload or {}
    return IndexWindows(**{name: int(str(fields[name])) for name in INSTANTS})


def check_vector(vector: Sequence[float], dimensions: int, *, name: str) -> list[float]:
    """The vector as a list. Raises `InvalidRequest`: the engine itself takes NaN and half-applies a wrong batch."""
    values = [float(value) for value in vector]
    if len(values) != dimensions:
        raise InvalidRequest(f"the vector of {name} has {len(values)} dimensions, the index {dimensions}")
    if not all(map(math.isfinite, values)):
        raise InvalidRequest(f"the vector of {name} holds a number that is not finite: embed its text again")
    return values


def best_first(hits: list[IndexHit]) -> tuple[IndexHit, ...]:
    """Equal scores in order of id, so that the same question reads the same twice."""
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.id)))


def _terms(vector: qdrant_edge.SparseVector) -> Terms:
    """Two words may share a hash; a sparse vector may not hold an index twice, so their weights are added."""
    weights: dict[int, float] = {}
    for index, value in zip(vector.indices, vector.values, strict=True):
        weights[index] = weights.get(index, 0.0) + value
    return Terms(list(weights), list(weights.values()))
