"""`Idempotency-Key`: a POST that is sent again is answered with the first reply, and done once."""

import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from anyio import CancelScope, to_thread
from fastapi import Header, Request
from fastapi.responses import JSONResponse

from api.auth import Caller
from api.services import Services
from knowledge.errors import IdempotencyConflict, RequestInProgress, StoreUnavailable

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any text of the caller's choice: the same key and request again get the first reply.",
    ),
]


IDEMPOTENCY = (IdempotencyConflict, RequestInProgress)
"""What each POST may answer because of its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A reply that can be kept: only replies that say yes are, and of those the last word."""

    status: int
    body: dict[str, object]
    final: bool = True


async def once(
    services: Services,
    caller: Caller,
    request: Request,
    work: Callable[[], Awaitable[Kept]],
    *,
    key: str | None,
    said: str,
) -> JSONResponse:
    """Runs `work`, or answers what it answered before under `key`.

    `said` is what the request says, whatever its bytes. Raises `IdempotencyConflict` where the key served another
    request, `RequestInProgress` where the same one is being served right now. A refusal is not kept, nor is a reply
    that is not final, so the key stays free for a request that can be served.
    """
    if key is None:
        return _response(await work())
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n{said}".encode()).digest()
    stored = await to_thread.run_sync(services.replies.begin, caller.tenant, key, digest)
    if stored is not None:
        return _response(Kept(status=stored.status, body=stored.body), replayed=True)
    final = False
    try:
        reply = await work()
        final = reply.final
    finally:
        if not final:
            with CancelScope(shield=True), suppress(StoreUnavailable):
                await to_thread.run_sync(services.replies.release, caller.tenant, key)
    if final:
        with suppress(StoreUnavailable):  # the work is done, and says so; the claim is given up in time
            await to_thread.run_sync(services.replies.keep, caller.tenant, key, reply.status, reply.body)
    return _response(reply)


def _response(reply: Kept, *, replayed: bool = False) -> JSONResponse:
    return JSONResponse(reply.body, reply.status, {"Idempotency-Replayed": "true"} if replayed else None)
