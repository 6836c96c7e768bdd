"""Topics on which sources disagree."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply
from api.models.facts import HeldFactReply, ViewReply


class ConflictReply(Reply):
    status: Literal["open", "settled"] = Field(description="Settled: of those that disagree, one has the highest rank.")
    score: float = Field(description="How alike the statements are that disagree, at most 1.")
    facts: list[HeldFactReply] = Field(description="All sides.")


class ConflictsReply(ViewReply):
    conflicts: list[ConflictReply]
    next_cursor: str | None
