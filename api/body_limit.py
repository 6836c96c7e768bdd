"""Refuses a body over the limit while it streams in, before the rest of it is read or spooled to disk."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JSON_BYTES = 1_000_000
FORM_BYTES = 1_000_000  # what a multipart body may hold beside the file


class BodyLimit:
    """ASGI middleware: `upload_bytes` for multipart bodies, `JSON_BYTES` for all others.

    Calls at the `unlimited` paths read their bodies piece by piece and keep none of them.
    """

    def __init__(self, app: ASGIApp, *, upload_bytes: int, unlimited: frozenset[str]) -> None:
        self.app = app
        self.upload_bytes = upload_bytes
        self.unlimited = unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.unlimited:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        multipart = headers.get(b"content-type", b"").startswith(b"multipart/")
        limit = self.upload_bytes + FORM_BYTES if multipart else JSON_BYTES
        declared = headers.get(b"content-length", b"0")
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit or (declared.isdigit() and int(declared) > limit):
                # The framework's body readers let only this kind of error pass.
                raise HTTPException(413, too_large(self.upload_bytes if multipart else JSON_BYTES))
            return message

        await self.app(scope, limited, send)


def too_large(limit: int) -> str:
    return f"the request is larger than {limit:,} bytes, the most that this installation takes"
