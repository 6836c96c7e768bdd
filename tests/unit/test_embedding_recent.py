"""Texts that several versions share are embedded once, whoever asks first."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from knowledge.adapters.embedding.recent import RecentVectors


class Lane:
    """Embeds a text as its length; with `held`, only when told to."""

    def __init__(self, *, held: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.error: Exception | None = None
        self.may_go = threading.Event()
        self.asked = threading.Event()
        if not held:
            self.may_go.set()

    def embed(self, texts: Sequence[str]) -> "Future[list[list[float]]]":
        self.batches.append(list(texts))
        self.asked.set()
        future: Future[list[list[float]]] = Future()

        def finish() -> None:
            self.may_go.wait(10)
            if self.error is not None:
                future.set_exception(self.error)
            else:
                future.set_result([[float(len(text))] for text in texts])

        threading.Thread(target=finish).start()
        return future


def test_vectors_come_in_the_order_of_the_texts_also_of_one_text_twice() -> None:
    lane = Lane()
    recent = RecentVectors(lane.embed, batch=2, kept=10)
    assert recent.vectors(["ccc", "a", "bb", "a", "dddd"]) == [[3.0], [1.0], [2.0], [1.0], [4.0]]
    assert lane.batches == [["a", "bb"], ["ccc", "dddd"]]


def test_what_another_is_embedding_is_waited_for() -> None:
    lane = Lane(held=True)
    recent = RecentVectors(lane.embed, batch=4, kept=10)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(recent.vectors, ["a", "bb"])
        assert lane.asked.wait(10)
        second = threads.submit(recent.vectors, ["bb", "ccc"])
        lane.may_go.set()
        assert first.result() == [[1.0], [2.0]]
        assert second.result() == [[2.0], [3.0]]
    assert lane.batches == [["a", "bb"], ["ccc"]]


def test_a_failure_reaches_who_asked_and_is_not_kept() -> None:
    lane = Lane()
    lane.error = RuntimeError("out of memory")
    recent = RecentVectors(lane.embed, batch=4, kept=10)
    with pytest.raises(RuntimeError, match="out of memory"):
        recent.vectors(["a"])
    lane.error = None
    assert recent.vectors(["a"]) == [[1.0]]


def test_only_so_many_are_kept_and_a_longer_call_gets_all_of_its_own() -> None:
    lane = Lane()
    recent = RecentVectors(lane.embed, batch=10, kept=2)
    assert recent.vectors(["a", "bb", "ccc"]) == [[1.0], [2.0], [3.0]]
    recent.vectors(["bb", "ccc"])
    assert len(lane.batches) == 1
    recent.vectors(["a"])
    assert lane.batches[1:] == [["a"]]
