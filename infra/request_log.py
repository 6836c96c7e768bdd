"""One log line a request, and the ids in its path bound to whatever else it logs."""

import re
import time
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.logging import logged_with

_ID_IN_PATH = re.compile(r"^/v1/(conversation|document|ingestion|answer|fact)s/([^/]+)")
_QUIET = {"/healthz", "/readyz", "/metrics"}  # asked every few seconds

log = structlog.get_logger(__name__)


class RequestLog:
    """Plain ASGI around the app: streams pass through unbuffered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        named = _ID_IN_PATH.match(path)
        with logged_with(request=uuid4().hex[:12], **({named[1]: named[2]} if named else {})):
            began = time.monotonic()
            try:
                await self._app(scope, receive, noting)
            finally:
                told = log.debug if path in _QUIET else log.info
                ms = round((time.monotonic() - began) * 1000)
                told("request", method=scope["method"], path=path, status=status, ms=ms)
