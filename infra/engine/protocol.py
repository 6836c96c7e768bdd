"""What travels over the engine's socket: a call, then a result or the error it raised. Both sides hold the same key."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.reduction import ForkingPickler
from uuid import UUID

from knowledge.errors import KnowledgeError
from knowledge.ports import IndexHit, IndexHits


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    method: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    value: object


@dataclass(frozen=True, slots=True)
class Failure:
    """`error` is one of ours; anything else was translated or is told in words."""

    error: KnowledgeError


def _packed(hits: IndexHits) -> tuple[Callable[..., IndexHits], tuple[bytes, ...]]:
    """The hits of a search as a few strings of bytes: a hundred of them one by one cost as much as the search."""
    return _unpacked, (*_packed_list(hits.dense), *_packed_list(hits.sparse), array("d", hits.vector).tobytes())


def _packed_list(hits: Sequence[IndexHit]) -> tuple[bytes, bytes]:
    return b"".join([hit.id.bytes for hit in hits]), array("d", [hit.score for hit in hits]).tobytes()


def _unpacked(dense: bytes, dense_scores: bytes, sparse: bytes, sparse_scores: bytes, vector: bytes) -> IndexHits:
    return IndexHits(
        dense=_unpacked_list(dense, dense_scores),
        sparse=_unpacked_list(sparse, sparse_scores),
        vector=tuple(array("d", vector)),
    )


def _unpacked_list(ids: bytes, scores: bytes) -> tuple[IndexHit, ...]:
    return tuple(
        [IndexHit(UUID(bytes=ids[16 * at : 16 * at + 16]), score) for at, score in enumerate(array("d", scores))]
    )


ForkingPickler.register(IndexHits, _packed)  # how `multiprocessing.connection` sends
