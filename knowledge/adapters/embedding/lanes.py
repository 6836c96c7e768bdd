"""Threads at a model: each takes the next work by itself, a waiting question before every waiting batch. Pure."""

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import PriorityQueue
from typing import Generic, TypeVar

Text = TypeVar("Text")
Vectors = TypeVar("Vectors")

_QUESTION, _BATCH = 0, 1


class Lanes(Generic[Text, Vectors]):
    """One daemon thread for each `encode`, which is only ever called from that thread."""

    def __init__(
        self,
        encoders: Sequence[Callable[[Sequence[Text]], list[Vectors]]],
        *,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """`prepare` runs first in every thread."""
        self._waiting: PriorityQueue[tuple[int, int, Sequence[Text], Future[list[Vectors]]]] = PriorityQueue()
        self._arrivals = itertools.count()
        for encode in encoders:
            threading.Thread(target=self._run, args=(encode, prepare), name="embedding", daemon=True).start()

    def question(self, text: Text) -> "Future[list[Vectors]]":
        return self._put(_QUESTION, [text])

    def batch(self, texts: Sequence[Text]) -> "Future[list[Vectors]]":
        return self._put(_BATCH, texts)

    def _put(self, rank: int, texts: Sequence[Text]) -> "Future[list[Vectors]]":
        future: Future[list[Vectors]] = Future()
        self._waiting.put((rank, next(self._arrivals), texts, future))
        return future

    def _run(self, encode: Callable[[Sequence[Text]], list[Vectors]], prepare: Callable[[], None]) -> None:
        prepare()
        while True:
            _, _, texts, future = self._waiting.get()
            try:
                future.set_result(encode(texts))
            except Exception as error:  # noqa: BLE001 - whoever waits gets it; the lane goes on
                future.set_exception(error)
