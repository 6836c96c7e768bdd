"""What ids that begin alike name."""

from pydantic import Field

from api.models.base import Reply


class IdReply(Reply):
    id: str
    words: str | None = Field(description="The question of an answer, or a fact in words; null where they were erased.")


class IdsReply(Reply):
    ids: list[IdReply]
    more: bool = Field(description="Others begin so too.")
