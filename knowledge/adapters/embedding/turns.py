"""Whose turn it is at a model that does one thing at a time: a waiting question goes before the next batch. Pure."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock of two levels: `question()` passes every waiting `batch()`, but interrupts none."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._busy = False
        self._questions = 0

    @contextmanager
    def question(self) -> Iterator[None]:
        with self._free:
            self._questions += 1
            try:
                self._free.wait_for(lambda: not self._busy)
                self._busy = True
            finally:
                self._questions -= 1
        try:
            yield
        finally:
            self._release()

    @contextmanager
    def batch(self) -> Iterator[None]:
        with self._free:
            self._free.wait_for(lambda: not self._busy and not self._questions)
            self._busy = True
        try:
            yield
        finally:
            self._release()

    def _release(self) -> None:
        with self._free:
            self._busy = False
            self._free.notify_all()
