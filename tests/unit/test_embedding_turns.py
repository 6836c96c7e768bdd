"""Who goes first at the embedding model."""

import threading
from collections.abc import Callable

import pytest

from knowledge.adapters.embedding.turns import Turns


def test_a_waiting_question_goes_before_a_batch_that_waited_longer() -> None:
    turns, order = Turns(), []
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.batch():
            holding.set()
            release.wait()

    def batch() -> None:
        with turns.batch():
            order.append("batch")

    def question() -> None:
        with turns.question():
            order.append("question")

    first = _started(hold)
    holding.wait()
    waiting = [_started(batch)]
    _until(lambda: len(turns._free._waiters) == 1)
    waiting.append(_started(question))
    _until(lambda: len(turns._free._waiters) == 2)
    release.set()
    for thread in (first, *waiting):
        thread.join()
    assert order == ["question", "batch"]


def test_the_model_does_one_thing_at_a_time() -> None:
    turns, inside, most = Turns(), [], []

    def use(turn: Callable[[], object]) -> None:
        for _ in range(200):
            with turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [_started(lambda turn=turn: use(turn)) for turn in (turns.batch, turns.question, turns.batch)]
    for thread in threads:
        thread.join()
    assert max(most) == 1


def test_a_failure_gives_the_turn_back() -> None:
    turns = Turns()
    for turn in (turns.batch, turns.question):
        with pytest.raises(ZeroDivisionError), turn():
            _ = 1 / 0
    assert not turns._busy


def _started(act: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def _until(condition: Callable[[], bool]) -> None:
    """Gives the other threads their turn until it holds; the test's own time limit ends it."""
    tick = threading.Event()
    while not condition():
        tick.wait(0.001)
