"""What a monitor asks."""

from typing import Literal

from api.models.base import Reply


class EngineReply(Reply):
    state: Literal["up", "down"]
    seconds: float
    detail: str | None


class ReadyReply(Reply):
    status: Literal["ready", "not ready"]
    engines: dict[str, EngineReply]
