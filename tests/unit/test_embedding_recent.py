"""Texts that several versions share are embedded once, whoever asks first."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from knowledge.adapters.embedding.recent import RecentVectors
from knowledge.passages import EmbeddedText
from knowledge.ports import PassageVectors


class Lane:
    """Embeds a text as its length; with `held`, only when told to."""

    def __init__(self, *, held: bool = False) -> None:
        self.embedded: list[str] = []
        self.error: Exception | None = None
        self.may_go = threading.Event()
        self.asked = threading.Event()
        if not held:
            self.may_go.set()

    def embed(self, text: EmbeddedText, *, bulk: bool = False) -> "Future[PassageVectors]":
        self.embedded.append(text.text)
        self.asked.set()
        future: Future[PassageVectors] = Future()

        def finish() -> None:
            self.may_go.wait(10)
            if self.error is not None:
                future.set_exception(self.error)
            else:
                future.set_result(PassageVectors([float(len(text.text))]))

        threading.Thread(target=finish).start()
        return future


def ask(recent: RecentVectors, texts: Sequence[str]) -> list[list[float]]:
    return [found.passage for found in recent.vectors([EmbeddedText(text) for text in texts])]


def test_vectors_come_in_the_order_of_the_texts_also_of_one_text_twice() -> None:
    lane = Lane()
    recent = RecentVectors(lane.embed, kept=10)
    assert ask(recent, ["ccc", "a", "bb", "a", "dddd"]) == [[3.0], [1.0], [2.0], [1.0], [4.0]]
    assert lane.embedded == ["dddd", "ccc", "bb", "a"]


def test_what_another_is_embedding_is_waited_for() -> None:
    lane = Lane(held=True)
    recent = RecentVectors(lane.embed, kept=10)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, recent, ["a", "bb"])
        assert lane.asked.wait(10)
        second = threads.submit(ask, recent, ["bb", "ccc"])
        lane.may_go.set()
        assert first.result() == [[1.0], [2.0]]
        assert second.result() == [[2.0], [3.0]]
    assert lane.embedded == ["bb", "a", "ccc"]


def test_a_failure_reaches_who_asked_and_is_not_kept() -> None:
    lane = Lane()
    lane.error = RuntimeError("out of memory")
    recent = RecentVectors(lane.embed, kept=10)
    with pytest.raises(RuntimeError, match="out of memory"):
        ask(recent, ["a"])
    lane.error = None
    assert ask(recent, ["a"]) == [[1.0]]


def test_only_so_many_are_kept_and_a_longer_call_gets_all_of_its_own() -> None:
    lane = Lane()
    recent = RecentVectors(lane.embed, kept=2)
    assert ask(recent, ["a", "bb", "ccc"]) == [[1.0], [2.0], [3.0]]
    ask(recent, ["a", "bb"])
    assert lane.embedded == ["ccc", "bb", "a"]
    ask(recent, ["ccc"])
    assert lane.embedded[3:] == ["ccc"]


def test_one_text_with_other_statements_is_embedded_again() -> None:
    lane = Lane()
    recent = RecentVectors(lane.embed, kept=10)
    recent.vectors([EmbeddedText("a b", ((0, 1), (2, 3)))])
    recent.vectors([EmbeddedText("a b", ((0, 1), (2, 3))), EmbeddedText("a b", ((0, 3),))])
    assert lane.embedded == ["a b", "a b"]
