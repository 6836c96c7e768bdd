"""Durable conversations."""

from typing import Literal

from pydantic import Field

from api.models.answers import AnswerReply
from api.models.base import Name, Question, Reply, Request, Scope, Text
from chat.messages import MAX_ID_CHARACTERS


class OpenRequest(Request):
    title: Text | None = Field(None, max_length=200)


class OpenReply(Reply):
    id: str
    title: str | None
    location: str


class MessageRequest(Request):
    text: Question = Field(examples=["And a year earlier?"])
    as_of: Name | None = Field(None, examples=["2024-03-01"])
    known_at: Name | None = None
    scope: Scope = Field(default_factory=dict)
    document: Name | None = None
    message_id: Text | None = Field(
        None,
        min_length=1,
        max_length=MAX_ID_CHARACTERS,
        description="A message with an id already answered returns that answer.",
    )


class MessageReply(AnswerReply):
    message_id: str


class AcceptedReply(Reply):
    message_id: str
    status: Literal["accepted"]
    location: str
    stream: str = Field(description="Where to follow it, from its beginning on.")


class TurnReply(Reply):
    number: int
    message_id: str
    text: str
    sent_at: str
    answered_at: str
    answer: AnswerReply


class FailedMessageReply(Reply):
    message_id: str
    text: str
    type: str
    detail: str
    failed_at: str


class StateReply(Reply):
    doing: str
    waiting: int = Field(description="Messages behind the one that is being answered.")


class ConversationReply(Reply):
    id: str
    title: str | None
    created_at: str
    turns: list[TurnReply] = Field(description="In order of time.")
    next_cursor: str | None
    failed: list[FailedMessageReply] = Field(
        description="The last messages that were taken and can never be answered, newest first."
    )
    state: StateReply | None = Field(description="Null when Temporal cannot say; the turns are there all the same.")
