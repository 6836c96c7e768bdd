"""Facts and passages at a viewpoint."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply
from api.models.explanations import ExcludedReply, HitExplanationReply


class ViewReply(Reply):
    """Every read says back from where it looked."""

    as_of: str
    known_at: str
    known_at_clamped: bool = Field(
        description="A known_at after all that is recorded was answered at the last recorded instant."
    )
    scope: dict[str, str]


class ValueReply(Reply):
    kind: str
    canonical: str


class SourceReply(Reply):
    document: str
    title: str
    version: int
    page: int | None
    section: list[str]
    quote: str
    start: int
    end: int


class FactReply(Reply):
    id: str
    key: str
    subject: str
    predicate: str
    object: str = Field(description="In the words of the source.")
    value: ValueReply = Field(description="Typed and canonical, to compute and compare with.")
    scope: dict[str, str]
    valid_at: str | None
    expired_at: str | None
    recorded_at: str | None
    retired_at: str | None
    source: SourceReply
    by_hand: bool = Field(description="A person says it in the place of what the quote says: see its history.")


class ContradictionReply(Reply):
    """A fact of another document that says otherwise."""

    id: str
    document: str
    title: str
    object: str
    valid_at: str | None
    rank: int


class HeldFactReply(FactReply):
    cardinality: Literal["one", "many"] = Field(
        description="Whether another value of its key supersedes it, or stands beside it."
    )
    rank: int = Field(description="Of its document, as known at the viewpoint.")
    conflicts: list[ContradictionReply] = Field(description="Facts of other documents of this rank that say otherwise.")
    outranked_by: ContradictionReply | None = Field(
        description="The fact of the highest-ranked document that says otherwise."
    )


class FactsReply(ViewReply):
    facts: list[HeldFactReply]
    under_review: list[str] = Field(description="Of their documents, those of which a change waits for a person.")
    next_cursor: str | None


class HitContradictionReply(ContradictionReply):
    fact: str = Field(description="The fact inside the passage that is contradicted (its id).")


class HitReply(Reply):
    kind: Literal["passage"]
    id: str
    text: str
    document: str
    title: str
    version: int
    section: list[str]
    page: int | None
    valid_at: str | None
    expired_at: str | None
    score: float
    conflicts: list[HitContradictionReply] = Field(description="What documents of this rank say otherwise.")
    outranked_by: list[HitContradictionReply] = Field(description="What documents of a higher rank say otherwise.")
    explanation: HitExplanationReply | None = Field(description="With `explain=true`, else null.")


class SearchReply(ViewReply):
    generation: str = Field(description="The build of the index that all of the hits are from.")
    hits: list[HitReply]
    excluded: ExcludedReply | None = Field(description="With `explain=true`, else null.")
