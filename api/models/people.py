"""People who can be asked, and what they were asked."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from api.models.base import Reply, Request
from api.models.webhooks import Url
from api.parameters import storable
from chat.people.model import MOST_ANSWERED

MOST_NAME = 200

PersonName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_NAME),
    AfterValidator(storable),
]
Status = Literal["waiting", "answered", "cancelled", "expired"]


class AddPersonRequest(Request):
    name: PersonName = Field(examples=["Ann Lee"])
    url: Url


class PersonReply(Reply):
    id: str
    name: str
    url: str
    actor: str
    created_at: str
    location: str


class PersonSecretReply(PersonReply):
    secret: str = Field(description="What their questions are signed with: shown this once.")


class PeopleReply(Reply):
    people: list[PersonReply] = Field(description="The first one is asked where nobody is named.")


class RemovedPersonReply(Reply):
    id: str
    removed: bool
    cancelled: list[str] = Field(description="Ids of the questions that waited for their answer.")


class AskedReply(Reply):
    """What a turn asked a person."""

    id: str
    person: str
    question: str
    status: Status
    asked_at: str
    expires_at: str
    turn: int | None = Field(description="The number of the turn in which the answer stands.")


class ToldByReply(Reply):
    """Who said what the answer says, where no document does."""

    name: str
    answered_at: str
    question: str = Field(description="Id of the question that they were asked.")


class QuestionReply(AskedReply):
    told: str = Field(description="How far it is, in plain words.")
    conversation: str
    message_id: str = Field(description="Of the message whose turn asks.")
    asked_by: Literal["user", "language model"]
    actor: str
    attempts: int = Field(description="To send it.")
    next_attempt_at: str | None
    delivered_at: str | None
    error: str | None = Field(description="Why the last attempt to send it failed.")
    answer: str | None
    answered_by: str | None
    answered_at: str | None
    closed_by: str | None
    closed_at: str | None
    location: str


class QuestionsReply(Reply):
    questions: list[QuestionReply] = Field(description="The latest first.")
    next_cursor: str | None


class AnswerQuestionRequest(Request):
    answer: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_ANSWERED),
        AfterValidator(storable),
    ] = Field(examples=["Yes, if the sender agrees."])
    name: PersonName | None = Field(None, description="Who answers; none: the person who was asked.")


class TakenAnswerReply(Reply):
    id: str
    status: Literal["answered"]
    answer: str
    answered_by: str
    answered_at: str


class QuestionAskedData(Reply):
    question: str
    text: str = Field(description="What is asked, complete in itself.")
    asked_by: Literal["user", "language model"]
    message: str = Field(description="What was said in the conversation.")
    as_of: str
    conversation: str
    answer_url: str = Field(description="Where to POST the answer. Its token answers this question alone, and once.")
    expires_at: str


class QuestionAskedMessage(Reply):
    type: Literal["question.asked"]
    timestamp: str = Field(description="When it was asked.")
    data: QuestionAskedData
