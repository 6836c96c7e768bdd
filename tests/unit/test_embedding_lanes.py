"""Who goes first at the embedding model, and that a failure reaches the one who waits."""

import threading

import pytest

from knowledge.adapters.embedding.lanes import Lanes


def test_a_waiting_question_goes_before_a_passage_that_waited_longer() -> None:
    holding, release, order = threading.Event(), threading.Event(), []

    def encode(text: str) -> list[float]:
        if text == "hold":
            holding.set()
            release.wait()
        order.append(text)
        return [1.0]

    lanes = Lanes([encode])
    futures = [lanes.passage("hold")]
    holding.wait()
    futures += [lanes.passage("passage"), lanes.question("question")]
    release.set()
    assert [future.result() for future in futures] == [[1.0]] * 3
    assert order == ["hold", "question", "passage"]


def test_lanes_work_side_by_side() -> None:
    both = threading.Barrier(2, timeout=60)

    def encode(text: str) -> list[float]:
        both.wait()
        return [float(len(text))]

    lanes = Lanes([encode, encode])
    futures = [lanes.passage("a"), lanes.passage("bb")]
    assert [future.result() for future in futures] == [[1.0], [2.0]]


def test_a_failure_reaches_the_one_who_waits_and_the_lane_goes_on() -> None:
    def encode(text: str) -> list[float]:
        return [1 / len(text)]

    lanes = Lanes([encode])
    failing, fine = lanes.passage(""), lanes.question("text")
    with pytest.raises(ZeroDivisionError):
        failing.result()
    assert fine.result() == [0.25]


def test_what_nobody_waits_for_goes_last_whenever_it_came() -> None:
    holding, release, order = threading.Event(), threading.Event(), []

    def encode(text: str) -> list[float]:
        if text == "hold":
            holding.set()
            release.wait()
        order.append(text)
        return [1.0]

    lanes = Lanes([encode])
    futures = [lanes.passage("hold")]
    holding.wait()
    futures += [lanes.passage("bulk", bulk=True), lanes.passage("passage"), lanes.question("question")]
    release.set()
    for future in futures:
        future.result()
    assert order == ["hold", "question", "passage", "bulk"]
