"""The engine process: one index and one embedding model, served to any number of workers and APIs of one machine.

A thread for each connection, as `multiprocessing.managers` has it, without its proxies: those count references and
wait for ever, and a call here must survive a killed engine.
"""

import contextlib
import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path

import structlog

from infra.engine.models import Models, no_other
from infra.engine.protocol import Call, Failure, Result
from infra.logging import configure_logging
from infra.places import Places
from infra.probes import announce_ready
from infra.settings import Settings
from knowledge.adapters.embedding.sentence_transformers import LocalEmbedder
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.adapters.qdrant.server import ServerPassageIndex
from knowledge.errors import EmbedderUnavailable, IndexUnavailable, KnowledgeError, UnknownModel
from knowledge.passages import EmbeddedText
from knowledge.ports import Embedder, EmbeddingModel, IndexFilter, IndexHits, PassageIndex, PassageVectors

log = structlog.get_logger()


class Engine:
    """Implements `knowledge.ports.PassageSearch` over the two others."""

    def __init__(self, index: PassageIndex, embedder: Embedder, models: Models | None = None) -> None:
        """`embedder` is the model of the settings. Without `models` every generation is taken to be of it."""
        self._index = index
        self._embedder = embedder
        self._models = models or Models(embedder, no_other)
        self._last = embedder  # the model of the last search, most likely that of the next

    def search_text(
        self,
        generation: str,
        *,
        question: str,
        where: IndexFilter,
        limit: int,
        model: tuple[str, str] | None = None,
    ) -> IndexHits:
        """`model`: name and precision of what the generation was built by; none: that of the settings."""
        embedder = self._last = self._embedder if model is None else self._models.embedder(*model)
        vector = embedder.embed_question(question)
        hits = self._index.search(generation, question=question, vector=vector, where=where, limit=limit)
        return replace(hits, vector=tuple(vector))

    def foresee_question(self, text: str) -> None:
        self._last.foresee_question(text)

    def model_named(self, model: str, precision: str) -> EmbeddingModel:
        """Loads it where it is not loaded yet."""
        return self._models.embedder(model, precision).model()

    def embed_passages_by(
        self, model: str, precision: str, texts: Sequence[EmbeddedText], bulk: bool
    ) -> list[PassageVectors]:
        return self._models.embedder(model, precision).embed_passages(texts, bulk=bulk)

    def embed_question_by(self, model: str, precision: str, text: str) -> list[float]:
        return self._models.embedder(model, precision).embed_question(text)

    def forget(self) -> None:
        for embedder in self._models.all():
            embedder.forget()

    def ready(self) -> bool:
        return True

    def calls(self) -> Mapping[str, Callable[..., object]]:
        """Everything that a client may ask for, by name."""
        index, embedder = self._index, self._embedder
        return {
            "ready": self.ready,
            "search_text": self.search_text,
            "model": embedder.model,
            "embed_question": embedder.embed_question,
            "foresee_question": self.foresee_question,
            "embed_passages": embedder.embed_passages,
            "forget": self.forget,
            "model_named": self.model_named,
            "embed_passages_by": self.embed_passages_by,
            "embed_question_by": self.embed_question_by,
            "create": index.create,
            "put": index.put,
            "set_windows": index.set_windows,
            "delete": index.delete,
            "search": index.search,
            "windows_of": index.windows_of,
            "count": index.count,
            "ids": index.ids,
            "generations": index.generations,
            "remove": index.remove,
        }


class EngineServer:
    """Listens from the moment it is made; `serve` blocks until `stop`."""

    def __init__(self, engine: Engine, *, socket_path: Path, key_path: Path) -> None:
        """The folder of both paths must be this user's own. A socket's path may have 107 characters at most."""
        self._calls = engine.calls()
        self._socket_path = socket_path
        self._key = secrets.token_bytes(32)
        _write_key(key_path, self._key)
        socket_path.unlink(missing_ok=True)  # of an engine that was killed
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(socket_path))
        socket_path.chmod(0o600)
        self._listening.listen(128)

    def serve(self) -> None:
        while True:
            try:
                accepted, _ = self._listening.accept()
            except OSError:  # closed by stop()
                return
            connection: Connection[Result | Failure, Call] = Connection(accepted.detach())
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def stop(self) -> None:
        self._socket_path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _converse(self, connection: "Connection[Result | Failure, Call]") -> None:
        with connection, contextlib.suppress(EOFError, OSError):
            deliver_challenge(connection, self._key)
            answer_challenge(connection, self._key)
            while True:
                connection.send(self._answer(connection.recv()))

    def _answer(self, call: Call) -> Result | Failure:
        try:
            return Result(self._calls[call.method](*call.args, **call.kwargs))
        except KnowledgeError as error:
            return Failure(error)
        except Exception as error:  # one bad call may not end a connection that others share
            log.exception("engine call failed", method=call.method)
            return Failure(IndexUnavailable(f"the engine failed in {call.method}: {type(error).__name__}: {error}"))


def main() -> None:
    """Serves until SIGTERM or SIGINT, then closes the index. Loads everything before it listens."""
    settings = Settings()
    places = Places(settings.home)
    configure_logging("engine", settings.log_level)
    places.prepare()
    index = _open_index(settings, places)
    embedder = LocalEmbedder(settings.embedding_model)
    server = EngineServer(
        Engine(index, embedder, Models(embedder, _load)), socket_path=places.engine_socket, key_path=places.engine_key
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    log.info("engine listens", socket=str(places.engine_socket), **asdict(embedder.model()))
    announce_ready()
    try:
        server.serve()
    finally:
        index.close()


def _open_index(settings: Settings, places: Places) -> EdgePassageIndex | ServerPassageIndex:
    if settings.qdrant_url is None:
        return EdgePassageIndex(places.index)
    from qdrant_client import QdrantClient

    key = settings.qdrant_api_key
    return ServerPassageIndex(QdrantClient(url=settings.qdrant_url, api_key=key.get_secret_value() if key else None))


def _load(model: str, precision: str) -> Embedder:
    """Raises `UnknownModel`: asking again would change nothing."""
    log.info("loading another embedding model", name=model, precision=precision)
    try:
        return LocalEmbedder(model, precision=precision)
    except EmbedderUnavailable as error:
        raise UnknownModel(str(error)) from error


def _write_key(path: Path, key: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)


if __name__ == "__main__":
    main()
    # The index is closed and nothing else is held: the interpreter would take three seconds over torch's modules.
    logging.shutdown()
    os._exit(0)
