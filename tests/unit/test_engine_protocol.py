"""What travels over the engine's socket arrives as it left."""

import pickle
from multiprocessing.reduction import ForkingPickler

import pytest

from infra.engine.protocol import Result
from knowledge.facts import digest
from knowledge.ports import IndexHit, IndexHits

NEAR = (IndexHit(digest("a"), 0.1 + 0.2), IndexHit(digest("b"), -1e-17))


@pytest.mark.parametrize(
    "hits",
    [
        IndexHits(dense=NEAR, sparse=NEAR[:1], vector=(0.1, 1 / 3)),
        IndexHits(dense=(), sparse=NEAR),
        IndexHits(dense=(), sparse=()),
    ],
)
def test_hits_arrive_to_the_last_bit(hits: IndexHits) -> None:
    assert pickle.loads(ForkingPickler.dumps(Result(hits))) == Result(hits)  # noqa: S301 - our own bytes
