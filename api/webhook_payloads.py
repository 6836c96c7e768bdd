"""What receivers of webhooks are sent, for the `webhooks` part of the OpenAPI page: nothing here is called."""

from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field

from api.models.people import QuestionAskedMessage
from chat.people.payload import KIND
from knowledge.events import EventKind

ABOUT = {
    EventKind.VERSION_PUBLISHED: "A version, or an edit of one, became visible",
    EventKind.FACTS_CHANGED: "A version, an edit by hand or a chunk of an import changed facts",
    EventKind.CONFLICT_OPENED: "Documents of one rank disagree that did not before",
    EventKind.REVIEW_WAITING: "A version waits for a person's decision",
    EventKind.REVIEW_DECIDED: "Such a version was decided about",
    EventKind.EXPIRY_REMINDER: "Facts will lapse unless they are confirmed",
    EventKind.REINDEX_DONE: "Another index took the place of the live one",
    EventKind.REINDEX_FAILED: "Another index was built, and did not pass its examination",
    EventKind.ANSWER_AFFECTED: "An answer that was given would be another now",
}

router = APIRouter()

Id = Annotated[str, Header(alias="webhook-id", description="The event's id: the same in every attempt.")]
QuestionId = Annotated[str, Header(alias="webhook-id", description="The question's id: the same in every attempt.")]
Timestamp = Annotated[str, Header(alias="webhook-timestamp", description="Of this attempt, in seconds since 1970.")]
Signature = Annotated[
    str,
    Header(
        alias="webhook-signature",
        description="`v1,` and the HMAC-SHA256 of `id.timestamp.body` under the secret; several stand side by side.",
    ),
]


class EventData(BaseModel):
    """Ids, numbers and links; what more there is depends on the kind. Never words of a document."""

    model_config = ConfigDict(extra="allow")

    document: str | None = Field(description="Slug of the document that it is about, where it is about one.")
    links: dict[str, str] = Field(description="Where to read more: addresses relative to asof's own.")


class EventMessage(BaseModel):
    type: EventKind
    timestamp: str = Field(description="When it happened.")
    data: EventData


async def receive(body: EventMessage, id_: Id, timestamp: Timestamp, signature: Signature) -> None:
    """Answer with a 2xx within 15 seconds. What arrives twice has the same id."""


async def be_asked(body: QuestionAskedMessage, id_: QuestionId, timestamp: Timestamp, signature: Signature) -> None:
    """Answer with a 2xx within 15 seconds, and the question itself in days: at its `answer_url`."""


router.add_api_route(
    KIND,
    be_asked,
    methods=["POST"],
    name="on_question_asked",
    summary="A person is asked what no document states",
    status_code=204,
    responses={"default": {"description": "It is sent again later, until its time is over."}},
)


for kind, summary in ABOUT.items():
    router.add_api_route(
        str(kind),
        receive,
        methods=["POST"],
        name=f"on_{kind.replace('.', '_')}",
        summary=summary,
        status_code=204,
        responses={"default": {"description": "It is sent again later; 410 ends the webhook."}},
    )
