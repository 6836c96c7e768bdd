"""Work of one request beside its own thread: most of an answer's time is spent waiting for Postgres and the engine."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

THREADS = 8

Found = TypeVar("Found")


class SideBySide:
    """`knowledge.retrieval.Aside` on threads of its own. The work begins none itself, so nobody waits in a ring."""

    def __init__(self, threads: int = THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aside")

    def __call__(self, work: Callable[[], Found]) -> Callable[[], Found]:
        return self._threads.submit(work).result
