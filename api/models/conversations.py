"""Durable conversations."""

from typing import Literal

from pydantic import Field

from api.models.answers import AnswerReply
from api.models.base import Name, Question, Reply, Request, Scope, Text
from api.models.people import AskedReply, PersonName
from chat.messages import MAX_ID_CHARACTERS

MOST_IDLE_HOURS = 24 * 366.0
MOST_KEPT_DAYS = 36_600.0


class OpenRequest(Request):
    title: Text | None = Field(default=None, max_length=200)
    idle_hours: float | None = Field(
        default=None,
        gt=0,
        le=MOST_IDLE_HOURS,
        description="Without a message for so long it is closed, until the next one. Default: as the settings say.",
    )


class OpenReply(Reply):
    id: str
    title: str | None
    idle_hours: float
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
    ask_person: bool = Field(
        default=False, description="Put it to a person too, whose answer comes as a turn of its own: in days, perhaps."
    )
    person: PersonName | None = Field(None, description="Whom, by name; none: the first of GET /v1/people.")


class MessageReply(AnswerReply):
    message_id: str
    asked: AskedReply | None = Field(None, description="What a person was asked, and how far that is.")
    may_ask: str | None = Field(
        None, description="The documents do not state it: who can be asked, by the same text with `ask_person`."
    )


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
    asked: AskedReply | None = Field(None, description="What the turn asked a person, and how far that is.")


class FailedMessageReply(Reply):
    message_id: str
    text: str
    type: str
    detail: str
    failed_at: str


class PendingReply(Reply):
    id: str
    person: str
    question: str = Field(description="Its beginning.")
    asked_at: str
    expires_at: str


class StateReply(Reply):
    doing: str
    waiting: int = Field(description="Messages behind the one that is being answered.")
    closed: bool = Field(description="Nothing waits for a message; the next one opens it again.")
    pending: list[PendingReply] = Field(description="Questions to people whose answers are waited for.")


class SummaryReply(Reply):
    text: str = Field(description="A line for each question, the latest last; empty where there is none yet.")
    turns: int = Field(description="How many turns, from the first one on, it tells of.")


class ListedConversationReply(Reply):
    id: str
    title: str | None
    actor: str
    created_at: str
    active_at: str = Field(description="Of the last turn, or the opening.")
    turns: int
    latest: str | None = Field(description="The last message that was answered.")
    location: str


class ConversationsReply(Reply):
    conversations: list[ListedConversationReply] = Field(description="The one with the latest turn first.")
    next_cursor: str | None


class DeletedConversationReply(Reply):
    id: str
    deleted_at: str
    deleted_by: str
    turns: int = Field(description="That it had.")
    histories_cleared_at: str | None = Field(description="Null while Temporal's memory of it is being cleared.")


class RetentionRequest(Request):
    days: float | None = Field(gt=0, le=MOST_KEPT_DAYS, description="Null: as the settings say.", examples=[365])


class RetentionReply(Reply):
    days: float | None = Field(description="The tenant's own; null: the default holds.")
    default_days: float | None = Field(description="Of the settings; null: conversations are kept for good.")


class ConversationReply(Reply):
    id: str
    title: str | None
    created_at: str
    active_at: str
    idle_hours: float
    summary: SummaryReply
    turns: list[TurnReply] = Field(description="In order of time.")
    next_cursor: str | None
    failed: list[FailedMessageReply] = Field(
        description="The last messages that were taken and can never be answered, newest first."
    )
    state: StateReply | None = Field(description="Null when Temporal cannot say; the turns are there all the same.")
