"""Facts stated and edited by hand, and the edits that wait for review."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.models.base import Name, Reply, Request, Scope, Text
from api.models.facts import FactReply

Words = Annotated[Name, StringConstraints(strip_whitespace=True, min_length=1)]
Reason = Annotated[Text, Field(min_length=1, max_length=2_000, examples=["the board decided so on 3 March"])]


class StateFactRequest(Request):
    subject: Words = Field(examples=["Berlin office"])
    predicate: Words = Field(examples=["opens at"])
    object: Words = Field(description="Read as a typed value where it is one from end to end.", examples=["9 hours"])
    scope: Scope = Field(default_factory=dict)
    valid_at: Name | None = Field(default=None, description="From when on it holds; null: for ever before.")
    expired_at: Name | None = Field(default=None, description="From when on it holds no more.")
    source: Name | None = Field(default=None, description="Slug of who says so. Default: by- and the caller's name.")
    cardinality: Literal["one", "many"] = Field(
        default="one", description="one: a later fact of this subject and predicate takes its place in its window."
    )
    reason: Reason


class CorrectFactRequest(Request):
    object: Words | None = Field(default=None, description="What is right; null leaves it.")
    valid_at: Name | None = Field(default=None, description="From when on it holds; null leaves it.")
    expired_at: Name | None = Field(default=None, description="From when on it holds no more; null leaves it.")
    reason: Reason


class RetractFactRequest(Request):
    reason: Reason


class ExpireFactRequest(Request):
    expired_at: Name | None = Field(default=None, description="From when on it holds no more. Default: now.")
    reason: Reason


class HandEditReply(Reply):
    source: str = Field(description="Slug of the document, import or person whose fact it is.")
    edit: int = Field(description="Its number in the source's sequence: what an undo names.")
    kind: Literal["hand-fact", "hand-correction", "hand-retraction", "hand-expiry"]
    key: str
    recorded_at: str
    facts: list[FactReply] = Field(description="What was recorded; empty where nothing is held instead.")


class ReviewReply(Reply):
    document: str
    title: str
    edit: int
    kind: Literal["hand-correction", "hand-retraction", "hand-expiry"]
    actor: str
    reason: str
    edited_at: str
    subject: str
    predicate: str
    quote: str = Field(description="What the statement said when it was edited.")
    object: str | None = Field(description="What was said instead; null: nothing.")
    version: int = Field(description="The version in which its text is another, or gone.")
    effective_at: str
    now: FactReply | None = Field(description="What that version says of the key; null: nothing.")


class ReviewsReply(Reply):
    reviews: list[ReviewReply]


class ClosedReviewReply(Reply):
    document: str
    edit: int


class CloseReviewRequest(Request):
    reason: Reason
