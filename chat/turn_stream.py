"""A worker's side of the streams: what an attempt tells is written beside its work, the rest goes with the answer.

Nothing here may slow a turn: a quick one costs one small write, which runs while the answer is looked for.
"""

import asyncio
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

from chat.messages import AnswerTurn
from chat.stream_store import Attempt, LostAttempt, StreamStore
from chat.streaming import Emitted, StreamKind, Told, joined
from knowledge.errors import KnowledgeError, ServiceError, StoreUnavailable

FIRST_WRITE_S = 0.02  # a turn that is through by then tells what it did with its answer
WRITE_EVERY_S = 0.05
THREADS = 4
AT_ONCE = "at once"  # inside the workflow task
WITH_PATIENCE = "with patience"  # beside it: later, and again and again
REMEMBERED = 1_000  # messages whose lost attempts wait to be written
REMEMBERED_OF_ONE = 50  # attempts at one message; the last ones

log = structlog.get_logger(__name__)


class TurnStreams:
    """Of one worker process, which `worker` names in traces."""

    def __init__(self, store: StreamStore, *, worker: str) -> None:
        self._store = store
        self._worker = worker
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="stream")
        self._unwritten: OrderedDict[tuple[str, str, str], list[LostAttempt]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, asked: AnswerTurn, step: str) -> "TurnStream":
        """On the event loop. Returns at once; the attempt is written down by another thread."""
        stream = TurnStream(self, asked, Attempt(step=step, worker=self._worker, began_at=dt.datetime.now(dt.UTC)))
        stream.write_along(asyncio.get_running_loop())
        return stream

    # -- for the streams of single attempts ---------------------------------------------------------

    def write_begin(self, asked: AnswerTurn, attempt: Attempt) -> "Future[int | None]":
        return self._threads.submit(self._begin, asked, attempt)

    def write_soon(self, stream: "TurnStream") -> None:
        self._threads.submit(stream.write)

    def emit(self, asked: AnswerTurn, told: Told) -> None:
        self._store.emit(asked.tenant, asked.conversation, asked.message.message_id, told)

    def retry(self, asked: AnswerTurn, lost: LostAttempt, told: Told) -> None:
        """Where the store is what fails, the attempt is remembered and written with the next one of this process."""
        if lost.error == StoreUnavailable().slug:  # it would only be waited for once more
            self._remember(_key(asked), [lost])
            return
        try:
            self._store.retry(asked.tenant, asked.conversation, asked.message.message_id, lost, told)
        except KnowledgeError:
            self._remember(_key(asked), [lost])

    def _begin(self, asked: AnswerTurn, attempt: Attempt) -> int | None:
        with self._lock:
            lost = self._unwritten.pop(_key(asked), [])
        try:
            return self._store.begin(asked.tenant, asked.conversation, asked.message, attempt, lost=lost)
        except ServiceError:
            self._remember(_key(asked), lost)
            raise

    def _remember(self, key: tuple[str, str, str], lost: Sequence[LostAttempt]) -> None:
        if not lost:
            return
        with self._lock:
            kept = [*self._unwritten.pop(key, []), *lost]
            self._unwritten[key] = sorted(kept, key=lambda one: one.attempt.began_at)[-REMEMBERED_OF_ONE:]
            if len(self._unwritten) > REMEMBERED:
                self._unwritten.popitem(last=False)


class TurnStream:
    """The `Emitter` of one attempt, which ends with `close` or `retry`."""

    def __init__(self, streams: TurnStreams, asked: AnswerTurn, attempt: Attempt) -> None:
        self._streams = streams
        self._asked = asked
        self._attempt = attempt
        self._pending: list[Emitted] = []
        self._closed = False
        self._lock = threading.Lock()
        self._one_writer = threading.Lock()
        self._begun = streams.write_begin(asked, attempt)
        self.is_later = attempt.step == WITH_PATIENCE

    # -- the port -----------------------------------------------------------------------------------

    def stage(self, text: str) -> None:
        self._tell(StreamKind.STAGE, text)

    def token(self, text: str) -> None:
        self._tell(StreamKind.TOKEN, text)

    def again(self, why: str) -> None:
        self._tell(StreamKind.RESET, why)

    def _tell(self, kind: StreamKind, text: str) -> None:
        with self._lock:
            self._pending.append(Emitted(kind=kind, body={"text": text}))

    # -- how an attempt begins and ends -------------------------------------------------------------

    def is_answered(self) -> bool:
        """Waits until the attempt is written down; whether the message had its answer before.

        Raises `StoreUnavailable`, `ConversationNotFound`.
        """
        return self._begun.result() is None

    def close(self) -> Told:
        """What is left to be written with the answer. Raises `ConversationNotFound`."""
        self._closed = True
        with self._one_writer:
            return self._take()

    def retry(self, error: str, detail: str) -> None:
        """Ends an attempt that another one will follow. Raises nothing."""
        self.stage(f"will be tried again: {detail}")
        told = self.close()
        now = dt.datetime.now(dt.UTC)
        lost = LostAttempt(attempt=self._attempt, number=told.attempt, ended_at=now, error=error, detail=detail)
        self._streams.retry(self._asked, lost, told)

    # -- writing beside the work --------------------------------------------------------------------

    def write_along(self, loop: asyncio.AbstractEventLoop) -> None:
        def look() -> None:
            if self._closed:
                return
            if self._pending and not self._one_writer.locked():
                self._streams.write_soon(self)
            loop.call_later(WRITE_EVERY_S, look)

        loop.call_later(FIRST_WRITE_S, look)

    def write(self) -> None:
        """Blocks. What cannot be written now is written later: nothing of it is lost before the attempt ends."""
        with self._one_writer:
            if self._closed:
                return
            told = self._take()
            if told.attempt is None or not told.events:
                return
            try:
                self._streams.emit(self._asked, told)
            except KnowledgeError as error:
                log.debug("what a turn tells waits for Postgres", error=str(error))
                with self._lock:
                    self._pending = [*told.events, *self._pending]

    def _take(self) -> Told:
        try:
            number = self._begun.result()
        except ServiceError:
            number = None
        with self._lock:
            pending, self._pending = self._pending, []
        return Told(attempt=number, events=joined(pending))


def _key(asked: AnswerTurn) -> tuple[str, str, str]:
    return asked.tenant, asked.conversation, asked.message.message_id
