"""Threads at a model: each takes the next text by itself, a waiting question before every waiting passage. Pure."""

import itertools
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import PriorityQueue
from typing import Generic, TypeVar

Text = TypeVar("Text")
Vectors = TypeVar("Vectors")

_QUESTION, _PASSAGE, _BULK = 0, 1, 2


class Lanes(Generic[Text, Vectors]):
    """One daemon thread for each `encode`, which is only ever called from that thread."""

    def __init__(
        self,
        encoders: Iterable[Callable[[Text], Vectors]],
        *,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """`prepare` runs first in every thread."""
        self._waiting: PriorityQueue[tuple[int, int, Text, Future[Vectors]]] = PriorityQueue()
        self._arrivals = itertools.count()
        for encode in encoders:
            threading.Thread(target=self._run, args=(encode, prepare), name="embedding", daemon=True).start()

    def question(self, text: Text) -> "Future[Vectors]":
        return self._put(_QUESTION, text)

    def passage(self, text: Text, *, bulk: bool = False) -> "Future[Vectors]":
        """`bulk`: after all others that wait."""
        return self._put(_BULK if bulk else _PASSAGE, text)

    def _put(self, rank: int, text: Text) -> "Future[Vectors]":
        future: Future[Vectors] = Future()
        self._waiting.put((rank, next(self._arrivals), text, future))
        return future

    def _run(self, encode: Callable[[Text], Vectors], prepare: Callable[[], None]) -> None:
        prepare()
        while True:
            _, _, text, future = self._waiting.get()
            try:
                future.set_result(encode(text))
            except Exception as error:  # noqa: BLE001 - whoever waits gets it; the lane goes on
                future.set_exception(error)
