"""Rules by which facts lapse unless they are confirmed, and confirmations."""

from pydantic import Field

from api.models.base import Name, Reply, Request
from api.models.edits import Reason


class ExpiryRuleReply(Reply):
    """Facts of these documents, with this predicate (null asks nothing), lapse so long after they were confirmed."""

    id: str
    name: str
    months: int
    remind_days: int
    enabled: bool
    documents: list[str] | None
    predicate: str | None
    actor: str = Field(description="Who made it, or changed it last.")


class ExpiryRulesReply(Reply):
    rules: list[ExpiryRuleReply]


class AddExpiryRuleRequest(Request):
    name: Name = Field(min_length=1, examples=["rates are looked at once a year"])
    months: int = Field(ge=1, le=1_200, description="After a fact was last confirmed.", examples=[12])
    remind_days: int = Field(default=30, ge=0, le=3_650, description="So long before, an `expiry.reminder` goes out.")
    enabled: bool = True
    documents: list[Name] | None = Field(default=None, min_length=1, max_length=1_000, description="Slugs.")
    predicate: Name | None = Field(
        default=None, min_length=1, description="Words that the predicate holds.", examples=["rate"]
    )


class ChangeExpiryRuleRequest(Request):
    """What is not given stays as it is; documents or predicate given as null ask nothing any more."""

    name: Name | None = Field(default=None, min_length=1)
    months: int | None = Field(default=None, ge=1, le=1_200)
    remind_days: int | None = Field(default=None, ge=0, le=3_650)
    enabled: bool | None = None
    documents: list[Name] | None = Field(default=None, min_length=1, max_length=1_000)
    predicate: Name | None = Field(default=None, min_length=1)


class ConfirmFactRequest(Request):
    reason: Reason


class ConfirmedFactReply(Reply):
    fact: str
    confirmed_at: str
    actor: str
