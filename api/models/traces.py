"""The trace of a conversation."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply
from api.models.people import QuestionReply


class TraceLineReply(Reply):
    at: str
    text: str


class TraceAttemptReply(Reply):
    attempt: int = Field(description="From 1; of one message.")
    step: Literal["at once", "with patience"]
    worker: str
    began_at: str
    ended_at: str | None
    outcome: Literal["answered", "failed", "retried"] | None = Field(
        description="Null where nobody wrote down how it ended: it runs, or its worker died."
    )
    error: str | None
    told: str = Field(description="The same in plain words.")
    stages: list[TraceLineReply] = Field(description="What it said of itself, while that is kept.")


class TraceMessageReply(Reply):
    message_id: str
    text: str | None
    status: Literal["answered", "failed", "answering", "waiting"]
    told: str
    answer_id: str | None
    attempts: list[TraceAttemptReply]
    history: list[TraceLineReply] = Field(description="What Temporal's history of the last run says of it.")


class TraceRunReply(Reply):
    run_id: str
    status: str
    history: list[TraceLineReply] = Field(description="What concerns no single message.")


class TraceReply(Reply):
    conversation: str
    waits_on: list[str] = Field(description="What it waits on now, in plain words.")
    messages: list[TraceMessageReply] = Field(description="In the order in which they were begun.")
    questions: list[QuestionReply] = Field(description="To people, the latest first.")
    workflow_id: str
    run: TraceRunReply | None = Field(description="Null where there is none, or where Temporal does not answer.")
    unreached: str | None = Field(description="Why Temporal's part is missing.")
    link: str | None = Field(description="The workflow in Temporal's web UI, where that has an address.")
