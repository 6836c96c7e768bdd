"""The engine process as its clients see it. Loads neither torch nor qdrant; every call ends by its deadline."""

import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import TypeVar, cast
from uuid import UUID

from infra.engine.protocol import Call, Failure, Result
from knowledge.errors import EmbedderUnavailable, IndexUnavailable, ServiceError
from knowledge.passages import EmbeddedText
from knowledge.ports import Embedder, EmbeddingModel, IndexFilter, IndexHits, IndexPoint, IndexWindows, PassageVectors

_QUESTION_S = 15.0
_FORESEEN_S = 0.5
_WRITE_S = 60.0
_EMBED_S = 120.0
_LOAD_S = 120.0
_TEXTS_A_CALL = 64
_IDLE_KEPT = 16

T = TypeVar("T")
ModelOf = Callable[[str], tuple[str, str] | None]
"""Name and precision of the model that a generation was built by; none where it is not known."""


class EngineClient:
    """Implements `Embedder`, `PassageIndex` and `PassageSearch` of `knowledge.ports`. Several threads may call at once.

    Every call may be repeated without harm, so one that finds its engine restarted goes once more to the new one.
    Raises `IndexUnavailable` or `EmbedderUnavailable`; errors that the engine raised come through as they are.
    """

    def __init__(self, socket_path: Path, key_path: Path, *, model_of: ModelOf | None = None) -> None:
        """`model_of` tells by which model a generation was built. Without it, all are of the engine's settings."""
        self._model_of = model_of
        self._socket_path = socket_path
        self._key_path = key_path
        self._idle: list[_Line] = []
        self._pooling = threading.Lock()

    # -- embedder ---------------------------------------------------------------------------------

    def model(self) -> EmbeddingModel:
        return cast(EmbeddingModel, self._call("model", unavailable=EmbedderUnavailable))

    def embed_question(self, text: str) -> list[float]:
        return cast(list[float], self._call("embed_question", text, unavailable=EmbedderUnavailable))

    def foresee_question(self, text: str) -> None:
        with suppress(ServiceError):  # whoever searches will hear of it
            self._call("foresee_question", text, within=_FORESEEN_S)

    def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        vectors: list[PassageVectors] = []
        kwargs = {"bulk": True} if bulk else {}
        for at in range(0, len(texts), _TEXTS_A_CALL):
            some = list(texts[at : at + _TEXTS_A_CALL])
            found = self._call("embed_passages", some, kwargs=kwargs, within=_EMBED_S, unavailable=EmbedderUnavailable)
            vectors.extend(cast(list[PassageVectors], found))
        return vectors

    def forget(self) -> None:
        self._call("forget", unavailable=EmbedderUnavailable)

    def embedder(self, model: str, precision: str) -> Embedder:
        """`knowledge.ports.Embedders`: the engine loads the model when it is first asked for."""
        return _ModelOfEngine(self, model, precision)

    # -- index ------------------------------------------------------------------------------------

    def create(self, generation: str, dimensions: int) -> None:
        self._call("create", generation, dimensions, within=_WRITE_S)

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        self._call("put", generation, list(points), within=_WRITE_S)

    def set_windows(self, generation: str, windows: Mapping[UUID, IndexWindows]) -> None:
        self._call("set_windows", generation, dict(windows), within=_WRITE_S)

    def delete(self, generation: str, ids: Sequence[UUID]) -> None:
        self._call("delete", generation, list(ids), within=_WRITE_S)

    def search(
        self, generation: str, *, question: str, vector: Sequence[float], where: IndexFilter, limit: int
    ) -> IndexHits:
        asked = {"question": question, "vector": list(vector), "where": where, "limit": limit}
        return cast(IndexHits, self._call("search", generation, kwargs=asked))

    def windows_of(self, generation: str, ids: Sequence[UUID]) -> dict[UUID, IndexWindows]:
        return cast(dict[UUID, IndexWindows], self._call("windows_of", generation, list(ids), within=_WRITE_S))

    def count(self, generation: str) -> int:
        return cast(int, self._call("count", generation))

    def ids(self, generation: str, *, after: UUID | None, limit: int) -> list[UUID]:
        asked = {"after": after, "limit": limit}
        return cast(list[UUID], self._call("ids", generation, kwargs=asked, within=_WRITE_S))

    def generations(self) -> list[str]:
        return cast(list[str], self._call("generations"))

    def remove(self, generation: str) -> None:
        self._call("remove", generation, within=_WRITE_S)

    # -- both in one round trip -------------------------------------------------------------------

    def search_text(self, generation: str, *, question: str, where: IndexFilter, limit: int) -> IndexHits:
        asked = {"question": question, "where": where, "limit": limit}
        if self._model_of is not None:
            asked["model"] = self._model_of(generation)
        return cast(IndexHits, self._call("search_text", generation, kwargs=asked))

    def ready(self, *, within: float = 1.0) -> bool:
        """Whether an engine answers; never raises `ServiceError`."""
        try:
            return bool(self._call("ready", within=within))
        except ServiceError:
            return False

    def close(self) -> None:
        with self._pooling:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def call(self, method: str, *args: object, within: float, unavailable: type[ServiceError]) -> object:
        """Anything that the engine offers, by name."""
        return self._call(method, *args, within=within, unavailable=unavailable)

    # -- the line ---------------------------------------------------------------------------------

    def _call(
        self,
        method: str,
        *args: object,
        kwargs: Mapping[str, object] | None = None,
        within: float = _QUESTION_S,
        unavailable: type[ServiceError] = IndexUnavailable,
    ) -> object:
        call = Call(method=method, args=args, kwargs=kwargs or {})
        try:
            reply = self._exchange(call, time.monotonic() + within)
        except TimeoutError as error:
            raise unavailable(f"the engine did not answer {method} within {within:g} s") from error
        except (OSError, EOFError, AuthenticationError) as error:
            raise unavailable(f"the engine cannot be reached at {self._socket_path}: {error!r}") from error
        if isinstance(reply, Failure):
            raise reply.error
        return reply.value

    def _exchange(self, call: Call, deadline: float) -> Result | Failure:
        kept = self._take_idle()
        if kept is not None:
            try:
                return self._ask(kept, call, deadline)
            except TimeoutError:
                raise
            except (OSError, EOFError):
                self.close()  # the engine that these lines led to is gone
        return self._ask(_Line(self._socket_path, self._key_path, deadline), call, deadline)

    def _ask(self, line: "_Line", call: Call, deadline: float) -> Result | Failure:
        try:
            reply = line.ask(call, deadline)
        except BaseException:
            line.close()  # a reply may still come: it must not answer the next call
            raise
        with self._pooling:
            if len(self._idle) < _IDLE_KEPT:
                self._idle.append(line)
                return reply
        line.close()
        return reply

    def _take_idle(self) -> "_Line | None":
        with self._pooling:
            return self._idle.pop() if self._idle else None


class _ModelOfEngine:
    """One model of the engine, which need not be that of its settings: an `Embedder`."""

    def __init__(self, engine: EngineClient, model: str, precision: str) -> None:
        self._engine = engine
        self._named = (model, precision)

    def model(self) -> EmbeddingModel:
        return cast(EmbeddingModel, self._ask("model_named", within=_LOAD_S))

    def embed_question(self, text: str) -> list[float]:
        return cast(list[float], self._ask("embed_question_by", text, within=_LOAD_S))

    def foresee_question(self, text: str) -> None:
        """Questions are searched for by generation, and foreseen there."""
        self._engine.foresee_question(text)

    def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        vectors: list[PassageVectors] = []
        for at in range(0, len(texts), _TEXTS_A_CALL):
            found = self._ask("embed_passages_by", list(texts[at : at + _TEXTS_A_CALL]), bulk, within=_EMBED_S)
            vectors.extend(cast(list[PassageVectors], found))
        return vectors

    def forget(self) -> None:
        self._engine.forget()

    def _ask(self, method: str, *args: object, within: float) -> object:
        return self._engine.call(method, *self._named, *args, within=within, unavailable=EmbedderUnavailable)


class _Line:
    """One authenticated connection. `Connection.recv` knows no deadline, so the socket under it carries one."""

    def __init__(self, socket_path: Path, key_path: Path, deadline: float) -> None:
        self._under = socket.socket(socket.AF_UNIX)
        try:
            _limit(self._under, deadline)
            self._under.connect(str(socket_path))
            key = key_path.read_bytes()
            self._connection: Connection[Call, Result | Failure] = Connection(os.dup(self._under.fileno()))
        except BaseException:
            self._under.close()
            raise
        try:
            answer_challenge(self._connection, key)
            deliver_challenge(self._connection, key)
        except BaseException:
            self.close()
            raise

    def ask(self, call: Call, deadline: float) -> Result | Failure:
        _limit(self._under, deadline)
        try:
            self._connection.send(call)
            return self._connection.recv()
        except BlockingIOError as error:  # how a read or write past the socket's own limit ends
            raise TimeoutError from error

    def close(self) -> None:
        self._under.close()
        self._connection.close()


def _limit(under: socket.socket, deadline: float) -> None:
    """Reads and writes end at the deadline. Zero would mean never."""
    left = max(0.001, deadline - time.monotonic())
    interval = struct.pack("@ll", int(left), int(left % 1 * 1_000_000))
    under.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, interval)
    under.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, interval)
