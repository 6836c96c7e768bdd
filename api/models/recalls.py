"""Answers that were given, and what later recordings made of them."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply

Status = Literal["answered", "not_stated", "conflict", "unclear"]


class AnswerChangeReply(Reply):
    """A recording that made the answer another, or what it was again."""

    document: str
    version: int = Field(description="Number of the version, or of the edit.")
    kind: str = Field(examples=["correction"])
    recorded_at: str
    affected: bool = Field(description="False: it is answered again as it was.")
    before: Status = Field(description="A moment before the recording.")
    after: Status
    reason: str | None


class AnswerNowReply(Reply):
    status: Status
    answer: str | None
    text: str
    known_at: str
    document: str | None = Field(description="That is cited first.")


class AnswerRecallReply(Reply):
    affected: bool = Field(description="It would be another now: what held at its instant is known otherwise.")
    since: str | None = Field(description="Recorded instant from which on it would be.")
    changes: list[AnswerChangeReply]
    now: AnswerNowReply | None = Field(
        description="What is answered since the last of the changes, without a language model; null where it is not "
        "affected, its words were erased, or it cannot be asked at the moment."
    )


class GivenAnswerReply(Reply):
    id: str
    question: str | None
    status: Status | None
    answer: str | None
    text: str | None
    as_of: str | None
    known_at: str | None
    conversation: str | None = Field(description="That it was given in.")
    created_at: str
    recall: AnswerRecallReply


class GivenAnswersReply(Reply):
    answers: list[GivenAnswerReply]
    next_cursor: str | None


class RecalledAnswerReply(Reply):
    """One answer asked again, as it was asked, of what it was known from and of everything that is recorded."""

    id: str
    same: bool | None = Field(description="Null where it cannot be asked again.")
    reason: str | None = Field(description="Why it cannot, or is not marked.")
    before: AnswerNowReply | None = Field(description="As today's program answers it from what was known then.")
    now: AnswerNowReply | None
    recall: AnswerRecallReply
