"""What an attempt shows of itself while it works: that it lives, and how far it is."""

import contextvars
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from temporalio import activity

from knowledge.errors import ServiceError

HEARTBEAT_S = 2.0
_LOOK_S = 0.2


class Pulse:
    """A thread that heartbeats, so that a killed worker is noticed by its silence, and writes the stage reached.

    A stage that is over within a fifth of a second is never written: most versions are through in less, and would spend
    more on telling than on doing. Nothing that an outage keeps from being written is missed: the work itself meets it.
    """

    def __init__(self, write_stage: Callable[[str], None]) -> None:
        self._write_stage = write_stage
        self._stage: str | None = None
        self._ended = threading.Event()
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=lambda: context.run(self._run), name="pulse", daemon=True)

    def reach(self, stage: str) -> None:
        self._stage = stage

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        written = None
        beat_at = time.monotonic() + HEARTBEAT_S
        while not self._ended.wait(_LOOK_S):
            stage = self._stage
            if stage is not None and stage != written:
                with suppress(ServiceError):
                    self._write_stage(stage)
                    written = stage
            if time.monotonic() >= beat_at:
                activity.heartbeat()
                beat_at += HEARTBEAT_S
