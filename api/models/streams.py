"""What a conversation's stream says, event by event: data of a server-sent event, a message of the WebSocket."""

from typing import Annotated, Literal

from pydantic import Field

from api.models.answers import AnswerReply
from api.models.base import Reply


class _Event(Reply):
    number: int = Field(description="Grows within a conversation: give the last one seen to go on after it.")
    written_at: str


class _OfAMessage(_Event):
    message_id: str


class _OfAnAttempt(_OfAMessage):
    attempt: int | None


class TakenEvent(_OfAnAttempt):
    """A message is being answered."""

    kind: Literal["taken"]
    text: str
    actor: str
    sent_at: str
    as_of: str | None


class StageEvent(_OfAnAttempt):
    """What is being done now, in plain words."""

    kind: Literal["stage"]
    text: str


class TokenEvent(_OfAnAttempt):
    """The next piece of the answer's text."""

    kind: Literal["token"]
    text: str


class ResetEvent(_OfAnAttempt):
    """Forget the pieces of text so far: another attempt begins, or this one takes its words back."""

    kind: Literal["reset"]
    text: str | None = Field(description="Why the attempt takes its words back; null where another one begins.")


class AnswerEvent(_OfAMessage):
    """The answer, as it stands in the transcript: it replaces whatever pieces of text came before."""

    kind: Literal["answer"]
    answer: AnswerReply


class FailedEvent(_OfAnAttempt):
    """The message can never be answered."""

    kind: Literal["failed"]
    type: str
    title: str
    detail: str


class NoticeEvent(_Event):
    """Something that concerns the conversation as a whole."""

    kind: Literal["notice"]
    text: str
    about: dict[str, object] = Field(description="What it concerns, for programs.")


StreamEventReply = Annotated[
    TakenEvent | StageEvent | TokenEvent | ResetEvent | AnswerEvent | FailedEvent | NoticeEvent,
    Field(discriminator="kind"),
]
