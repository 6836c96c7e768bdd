"""Who goes first at the embedding model, and that a failure reaches the one who waits."""

import threading
from collections.abc import Sequence

import pytest

from knowledge.adapters.embedding.lanes import Lanes


def test_a_waiting_question_goes_before_a_batch_that_waited_longer() -> None:
    holding, release, order = threading.Event(), threading.Event(), []

    def encode(texts: Sequence[str]) -> list[list[float]]:
        if texts[0] == "hold":
            holding.set()
            release.wait()
        order.append(texts[0])
        return [[1.0] for _ in texts]

    lanes = Lanes([encode])
    futures = [lanes.batch(["hold"])]
    holding.wait()
    futures += [lanes.batch(["batch"]), lanes.question("question")]
    release.set()
    assert [future.result() for future in futures] == [[[1.0]]] * 3
    assert order == ["hold", "question", "batch"]


def test_lanes_work_side_by_side() -> None:
    both = threading.Barrier(2, timeout=60)

    def encode(texts: Sequence[str]) -> list[list[float]]:
        both.wait()
        return [[float(len(text))] for text in texts]

    lanes = Lanes([encode, encode])
    futures = [lanes.batch(["a"]), lanes.batch(["bb"])]
    assert [future.result() for future in futures] == [[[1.0]], [[2.0]]]


def test_a_failure_reaches_the_one_who_waits_and_the_lane_goes_on() -> None:
    def encode(texts: Sequence[str]) -> list[list[float]]:
        return [[1 / len(text)] for text in texts]

    lanes = Lanes([encode])
    failing, fine = lanes.batch([""]), lanes.question("text")
    with pytest.raises(ZeroDivisionError):
        failing.result()
    assert fine.result() == [[0.25]]
