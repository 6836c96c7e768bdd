"""People who can be asked, what they were asked, and how far that is. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

MOST_OPEN = 20  # questions of one conversation that wait at a time
MOST_ANSWERED = 4_000  # characters of an answer
BY_MESSAGE = "message"
"""The call of a message whose sender asked for a person."""
BY_MODEL = "model"
"""The call of a language model; it has one a turn."""

_REQUESTS = UUID("6f5c5f0e-1d57-4b0e-9f6a-3f0c7a4c8f21")


class QuestionStatus(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: UUID
    tenant: str
    name: str
    url: str
    secret_digest: bytes
    actor: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a turn asks a person, to be kept with it."""

    call: str
    person: UUID
    name: str
    question: str
    wait: dt.timedelta  # how long the answer is waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonQuestion:
    """One question to one person. `turn`: the number of the turn in which the answer stands."""

    id: UUID
    tenant: str
    conversation: UUID
    message_id: str  # of the turn that asks
    call: str
    person: str  # their name
    question: str
    actor: str
    status: QuestionStatus
    asked_at: dt.datetime
    expires_at: dt.datetime
    attempts: int
    next_attempt_at: dt.datetime | None
    delivered_at: dt.datetime | None
    error: str | None
    answer: str | None
    answered_by: str | None
    answered_at: dt.datetime | None
    closed_by: str | None
    closed_at: dt.datetime | None
    turn: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is to be done about a question now; seconds by the database's clock."""

    status: QuestionStatus
    has_turn: bool
    expires_in: float
    due_in: float | None  # none: it was delivered

    @property
    def next_in(self) -> float:
        return max(0.0, self.expires_in if self.due_in is None else min(self.due_in, self.expires_in))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A question that is to be sent now, with all that its payload says."""

    id: UUID
    attempts: int  # this one included
    person: UUID
    url: str
    secret_digest: bytes
    call: str
    question: str
    message: str  # what was said in the turn that asks
    as_of: str
    conversation: UUID
    asked_at: dt.datetime
    expires_at: dt.datetime


def request_id(conversation: UUID, message_id: str, call: str) -> UUID:
    """The same for every attempt, of whichever worker: a receiver that knows it has had this question."""
    return uuid5(_REQUESTS, f"{conversation} {call} {message_id}")
