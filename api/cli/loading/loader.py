"""Sends a plan's items: documents side by side, each in order, and nothing that is in already."""

import hashlib
import mimetypes
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from api.cli.connection import Connection, document_path
from api.cli.failures import Failure, NotRunning, Refused
from api.cli.loading.items import Item, Json, by_document

COMPARED_AT_ONCE = 500
PATIENCE_S = 300.0  # for an asof that is away, or restarts
PAUSE_S = 1.0


class Loading:
    """One run. Threads are daemons: after Ctrl-C nothing is waited for, and what was accepted goes on without us."""

    def __init__(self, connection: Connection, *, at_once: int) -> None:
        self._connection = connection
        self._at_once = at_once
        self._outcomes: queue.SimpleQueue[Json | Exception] = queue.SimpleQueue()
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    def known(self, items: Sequence[Item]) -> Iterator[tuple[Item, Json | None]]:
        """Each item with its outcome where nothing has to be sent: it is in, or its file cannot be read."""
        yield from ((item, None) for item in items if item.again is not None)
        compared = [item for item in items if item.again is None]
        for start in range(0, len(compared), COMPARED_AT_ONCE):
            some = compared[start : start + COMPARED_AT_ONCE]
            described = [(item, self._described(item)) for item in some]
            readable = [(item, said) for item, said in described if "state" not in said]
            asked = {"uploads": [said for _, said in readable]}
            found = self._connection.post("/v1/documents:compare", json=asked)["standings"] if readable else []
            standing = {id(item): state for (item, _), state in zip(readable, found, strict=True)}
            for item, said in described:
                if id(item) not in standing:
                    yield item, said
                elif standing[id(item)] == "newest" or (standing[id(item)] == "taken" and not item.stands_for_now):
                    yield item, item.outcome("known")
                else:
                    yield item, None

    def send(self, items: Sequence[Item]) -> Iterator[Json]:
        """The outcome of each item, as they end. Raises `Failure` where asof stayed away."""
        waiting: queue.SimpleQueue[list[Item]] = queue.SimpleQueue()
        # The longest history first: in the end all are at work.
        for some in sorted(by_document(items), key=len, reverse=True):
            waiting.put(some)
        for number in range(min(self._at_once, len(items))):
            threading.Thread(target=self._work, args=(waiting,), name=f"load-{number}", daemon=True).start()
        for _ in items:
            outcome = self._outcomes.get()
            if isinstance(outcome, Exception):
                self.stop()
                raise outcome
            yield outcome

    def _work(self, waiting: "queue.SimpleQueue[list[Item]]") -> None:
        try:
            while not self._stop.is_set():
                for item in waiting.get_nowait():
                    if self._stop.is_set():
                        return
                    self._outcomes.put(self._send_one(item))
        except queue.Empty:
            return
        except Exception as failure:  # noqa: BLE001 - whoever reads the outcomes raises it
            self._outcomes.put(failure)

    def _send_one(self, item: Item) -> Json:
        with _noted(item) as outcome:
            reply = self._patiently(item)
            outcome |= {"version": reply["version"], "state": _state(item, reply)}
            if reply.get("error"):
                outcome |= {"state": "refused", "error": reply["error"]}
        problem = (outcome["error"] or {}).get("type")
        if item.withdraws and problem == "/problems/document-not-found":
            return item.outcome("known")  # none of its versions was ever in
        return outcome

    def _patiently(self, item: Item) -> Json:
        """Sends it until asof has an answer: what was taken before is found again, nothing is done twice."""
        until, wait = time.monotonic() + PATIENCE_S, True
        while True:
            try:
                reply = self._send(item, wait=wait)
                return reply if reply["status"] not in ("queued", "running") else reply | self._followed(reply)
            except Failure as failure:
                if not _may_pass(failure) or time.monotonic() > until:
                    raise
                # It takes longer than a request may, or the connection broke: followed from now on.
                wait = wait and isinstance(failure, NotRunning | Refused)
            if self._stop.wait(PAUSE_S):
                raise Failure("the load was stopped")

    def _send(self, item: Item, *, wait: bool) -> Json:
        parameters = {"wait": wait}
        if item.again is not None:
            path = f"{document_path(item.document)}/versions/{item.again}/extract"
            return self._connection.post(path, params=parameters, json={"reason": item.reason, "bulk": True})
        if item.read is None:
            body = {"effective_at": item.effective_at, "reason": item.reason or "withdrawn by a load"}
            return self._connection.post(f"/v1/documents/{item.document}/withdraw", params=parameters, json=body)
        form = {
            "document": item.document,
            "bulk": "true",
            "title": item.title,
            "effective_at": item.effective_at,
            "expires_at": item.expires_at,
        }
        media_type = mimetypes.guess_type(item.file_name)[0] or "application/octet-stream"
        sent = {"file": (item.file_name, item.read(), media_type)}
        data = {name: value for name, value in form.items() if value is not None}
        return self._connection.post("/v1/documents", params=parameters, data=data, files=sent)

    def _followed(self, reply: Json) -> Json:
        last: Json = {}
        for event in self._connection.events(f"{reply['location']}/events"):
            last = event
        return last

    def _described(self, item: Item) -> Json:
        """As `/v1/documents:compare` wants it; or an outcome."""
        said: Json = {"document": item.document, "effective_at": item.effective_at}
        if item.read is None:
            return said
        try:
            content = item.read()
        except OSError as error:
            problem = {"title": "The file cannot be read", "detail": f"{error.strerror or error}: {item.place}"}
            return item.outcome("refused") | {"error": problem}
        hashed = hashlib.sha256(content).hexdigest()
        return said | {"content_hash": hashed, "title": item.title, "expires_at": item.expires_at}


def sent_items(pairs: Iterable[tuple[Item, Json | None]], outcomes: list[Json]) -> list[Item]:
    """Those that are still to be sent; the others' outcomes are put to `outcomes`."""
    left = []
    for item, outcome in pairs:
        if outcome is None:
            left.append(item)
        else:
            outcomes.append(outcome)
    return left


def _state(item: Item, reply: Json) -> str:
    if reply["status"] == "waiting":
        return "waiting"
    if reply.get("repeated"):
        return "known"
    if item.again is not None:
        return "read_again"
    return "withdrawn" if item.withdraws else "added"


def _may_pass(failure: Failure) -> bool:
    status: Any = failure.problem.get("status") if isinstance(failure, Refused) else httpx.codes.SERVICE_UNAVAILABLE
    return status in (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.BAD_GATEWAY, httpx.codes.GATEWAY_TIMEOUT)


@contextmanager
def _noted(item: Item) -> Iterator[Json]:
    """A problem belongs to its item alone: the others go in."""
    outcome = item.outcome("refused")
    try:
        yield outcome
    except Refused as refusal:
        if _may_pass(refusal):
            raise
        outcome["error"] = refusal.problem
    except OSError as error:
        outcome["error"] = {"title": "The file cannot be read", "detail": str(error)}
