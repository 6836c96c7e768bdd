"""Changes under review, what people decide about them, and the rules that let them wait."""

from typing import Literal

from pydantic import Field

from api.models.base import Name, Reply, Request
from api.models.edits import Reason

Status = Literal["waiting", "approved", "applied", "rejected", "undone"]
Happened = Literal["version", "withdrawal", "correction", "redating", "retraction", "re-extraction", "undo"]
Edit = Literal["change", "correction", "retraction", "editorial", "re-extraction"]


class ChangedSideReply(Reply):
    """What is held in a window, or would be. Its words are null where they were erased."""

    fact: str | None = Field(description="The recorded fact; null for what would be recorded.")
    subject: str | None
    predicate: str | None
    object: str | None
    quote: str | None
    section: list[str]
    valid_at: str | None
    expired_at: str | None


class KeyChangeReply(Reply):
    key: str
    edit: Edit
    outcome: Literal["added", "superseded", "removed", "kept"]
    goes: bool = Field(description="In force before it, and nothing under its key after it.")
    likeness: float | None = Field(
        description="How alike the statement is with the one in whose place it comes, from 0 to 1; values apart."
    )
    before: list[ChangedSideReply]
    after: list[ChangedSideReply]


class DecisionReply(Reply):
    id: str
    verb: Literal["approve", "reject", "undo"]
    actor: str
    reason: str
    outcome: Literal["applied", "rejected", "undone", "asked again", "void"] | None = Field(
        description="asked again: it came to something else than was shown; null: it is being carried out."
    )
    detail: str | None = Field(description="Why it came to nothing.")
    undo_ingestion: str | None
    made_at: str
    done_at: str | None


class CitingAnswerReply(Reply):
    id: str
    question: str
    created_at: str


class DiffersReply(Reply):
    """Keys of which the outcome is another than when it was shown before."""

    come: list[str]
    gone: list[str]
    otherwise: list[str]


class InvalidationReply(Reply):
    """One publication that closes or replaces facts."""

    id: str
    document: str
    version: int
    ingestion_id: str
    kind: Happened
    status: Status
    rule: str | None = Field(description="The name of the rule that decided; null: none held, or it was removed.")
    outcome: str = Field(description="Digest of what would become of facts and passages: what an approval approves.")
    facts_added: int
    facts_superseded: int
    facts_removed: int
    passages_retired: int
    share_going: float = Field(
        description="Of the document's facts in force, those under whose key nothing would be held any more; 0 to 1."
    )
    asked: int = Field(description="How often it was shown; more than once where it came to something else.")
    differs: DiffersReply
    effective_at: str | None
    actor: str | None
    reason: str | None
    opened_at: str
    decided_at: str | None
    location: str


class InvalidationDetailReply(InvalidationReply):
    changes: list[KeyChangeReply] = Field(description="What goes first, then what is replaced, then what is new.")
    decisions: list[DecisionReply]
    answers: list[CitingAnswerReply] = Field(description="Past answers that cite what would change, 20 at most.")


class InvalidationsReply(Reply):
    invalidations: list[InvalidationReply]
    next_cursor: str | None


class ApproveRequest(Request):
    reason: Reason
    outcome: Name | None = Field(
        default=None, description="The digest that was shown. Default: as it stands when this is received."
    )


class DecideRequest(Request):
    reason: Reason


class RuleReply(Reply):
    """A condition that is null asks nothing; the first enabled rule that holds decides."""

    id: str
    name: str
    position: int
    enabled: bool
    outcome: Literal["apply", "wait"]
    documents: list[str] | None
    kinds: list[Happened] | None
    predicate: str | None
    share_over: float | None
    likeness_under: float | None
    outranked: bool
    past_days: int | None
    actor: str = Field(description="Who made it, or changed it last.")


class RulesReply(Reply):
    rules: list[RuleReply] = Field(description="In the order in which they are asked.")


class AddRuleRequest(Request):
    name: Name = Field(min_length=1, examples=["prices are looked at"])
    outcome: Literal["apply", "wait"]
    position: int = Field(default=50, ge=0, le=1_000_000, description="Lower ones are asked first.")
    enabled: bool = True
    documents: list[Name] | None = Field(default=None, min_length=1, max_length=1_000, description="Slugs.")
    kinds: list[Happened] | None = Field(default=None, min_length=1, description="What was submitted.")
    predicate: Name | None = Field(
        default=None, min_length=1, description="Words that the predicate of an edited fact holds.", examples=["price"]
    )
    share_over: float | None = Field(default=None, ge=0, le=1, description="More of the document's facts would go.")
    likeness_under: float | None = Field(
        default=None, ge=0, le=1, description="A statement is less alike the one in whose place it comes."
    )
    outranked: bool = Field(
        default=False, description="It contradicts what a document of the same rank or a higher one says."
    )
    past_days: int | None = Field(
        default=None, ge=0, le=1_000_000, description="It took effect more than so many days before it came."
    )


class ChangeRuleRequest(Request):
    """What is not given stays as it is; a condition that is given as null is dropped."""

    name: Name | None = Field(default=None, min_length=1)
    outcome: Literal["apply", "wait"] | None = None
    position: int | None = Field(default=None, ge=0, le=1_000_000)
    enabled: bool | None = None
    documents: list[Name] | None = Field(default=None, min_length=1, max_length=1_000)
    kinds: list[Happened] | None = Field(default=None, min_length=1)
    predicate: Name | None = Field(default=None, min_length=1)
    share_over: float | None = Field(default=None, ge=0, le=1)
    likeness_under: float | None = Field(default=None, ge=0, le=1)
    outranked: bool | None = None
    past_days: int | None = Field(default=None, ge=0, le=1_000_000)
