"""Webhooks: who is told of what, under which secret, and what became of each telling."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from api.models.base import Reply, Request, Text
from api.parameters import storable
from knowledge.events import EventKind

MAX_FILTERS = 200
MAX_PREDICATE = 200

Url = Annotated[Text, Field(min_length=1, max_length=2_000, examples=["https://hooks.example.org/asof"])]
Description = Annotated[Text, Field(max_length=500)]
Kinds = Annotated[list[EventKind], Field(max_length=MAX_FILTERS, description="Of these kinds; empty: of every kind.")]
Slugs = Annotated[
    list[Annotated[str, StringConstraints(max_length=200)]],
    Field(max_length=MAX_FILTERS, description="About these documents (slugs); empty: about any, or none."),
]
Predicate = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_PREDICATE),
    AfterValidator(storable),
]
Predicates = Annotated[
    list[Predicate],
    Field(
        max_length=MAX_FILTERS,
        description="About facts with one of these predicates, without regard to case; empty: about any, or none. Of "
        "an import it is enough that its source has such facts.",
    ),
]


class CreateWebhookRequest(Request):
    url: Url
    description: Description = ""
    kinds: Kinds = Field(default_factory=list)
    documents: Slugs = Field(default_factory=list)
    predicates: Predicates = Field(default_factory=list)


class ChangeWebhookRequest(Request):
    """What is left out stays as it is."""

    url: Url | None = None
    description: Description | None = None
    kinds: Kinds | None = None
    documents: Slugs | None = None
    predicates: Predicates | None = None
    status: Literal["active", "disabled"] | None = Field(
        default=None, description="A disabled one is sent nothing, and what happens meanwhile is not kept for it."
    )


class RotateSecretRequest(Request):
    keep_hours: float = Field(
        default=24, ge=0, le=24 * 30, description="How long the secret before goes on signing beside the new one."
    )


class SendAgainRequest(Request):
    deliveries: list[str] | None = Field(
        default=None, max_length=1_000, description="Ids, whatever became of them; null: all that were given up."
    )


class WebhookReply(Reply):
    id: str
    url: str
    description: str
    kinds: list[EventKind]
    documents: list[str]
    predicates: list[str]
    status: Literal["active", "disabled"]
    disabled_reason: str | None
    failures: int = Field(description="Attempts that failed in a row, up to now.")
    failing_since: str | None
    waiting: int = Field(description="Deliveries that are still to be made.")
    dead: int = Field(description="Deliveries that were given up: the dead letters.")
    secret_number: int = Field(description="How many secrets it has had.")
    previous_until: str | None = Field(description="Until then the secret before signs beside the present one.")
    actor: str
    created_at: str
    changed_at: str
    location: str


class WebhookSecretReply(WebhookReply):
    secret: str = Field(description="Shown this once. Standard Webhooks: verify each request with it.")


class WebhooksReply(Reply):
    webhooks: list[WebhookReply]
    next_cursor: str | None


class DeletedWebhookReply(Reply):
    id: str
    deleted: bool


class TrialReply(Reply):
    delivered: bool
    answered: int | None = Field(description="HTTP status, where there was one.")
    error: str | None
    excerpt: str | None = Field(description="The first words of a failure's answer.")
    milliseconds: int


class DeliveryReply(Reply):
    id: str
    event: str = Field(description="The event's id: the `webhook-id` of every attempt.")
    kind: str
    document: str | None
    status: Literal["waiting", "delivered", "dead"]
    attempts: int = Field(description="Since it was made, or sent again.")
    answered: int | None = Field(description="HTTP status of the last attempt, where there was one.")
    error: str | None
    excerpt: str | None
    happened_at: str
    attempted_at: str | None
    next_attempt_at: str | None


class DeliveriesReply(Reply):
    deliveries: list[DeliveryReply]
    next_cursor: str | None


class SentAgainReply(Reply):
    sent_again: int
