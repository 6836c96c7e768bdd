"""Why hits rank where they do, and why an answer is what it is: given on request, never stored."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply


class SignalReply(Reply):
    name: Literal["passage_meaning", "passage_words", "meaning", "words", "headings", "kind", "named"]
    value: float
    weight: float
    contribution: float = Field(description="Value times weight: together they are the score.")


class HitExplanationReply(Reply):
    score: float
    statement: str = Field(description="The best statement of the passage, which ranks it.")
    signals: list[SignalReply] = Field(description="What gave most first.")


class LeftOutReply(Reply):
    by: Literal["time", "document", "scope"] = Field(description="The filter that left it out.")
    why: str
    position: int = Field(description="Among the hits, counted from 1, had this filter not been set.")
    document: str
    title: str
    version: int
    section: list[str]
    page: int | None
    text: str = Field(description="How the statement begins that would have ranked it.")
    valid_at: str | None
    expired_at: str | None


class LeftOutCounts(Reply):
    time: int
    document: int
    scope: int


class ExcludedReply(Reply):
    """What filters left out that would have ranked among the hits; what is in force in the same words is not told."""

    counts: LeftOutCounts = Field(description="Passages left out by each filter.")
    passages: list[LeftOutReply] = Field(description="At most five of each filter, by position.")


class DoubtReply(Reply):
    value: float
    weight: float
    contribution: float


class StatementReply(Reply):
    text: str
    document: str
    title: str
    version: int
    section: list[str]
    page: int | None
    valid_at: str | None
    expired_at: str | None
    score: float
    signals: list[SignalReply] = Field(description="What gave most first.")


class PartReply(Reply):
    question: str = Field(description="Complete in itself, without the words of its date.")
    wanted: str = Field(description="The kind of answer, as `duration`, `person_or_body` or `reason`.")
    value_kind: str | None = Field(description="The kind of value that would answer it.")
    documents: list[str] = Field(description="Those that its words name.")
    scope: dict[str, str] = Field(description="For whom or what its words ask: what is said for others comes last.")
    as_of: str
    confidence: float = Field(ge=0, le=1)
    least_confidence: float = Field(description="Below it the part is not stated.", ge=0, le=1)
    doubts: dict[str, DoubtReply] = Field(
        description="By name; the contributions add up to the log-odds of the confidence. `bias` stands in each."
    )
    statements: list[StatementReply] = Field(description="The best, in the order in which they were weighed.")
    excluded: ExcludedReply


class AnswerExplanationReply(Reply):
    parts: list[PartReply] = Field(
        description="None where no statement answered, as of an unclear question and of a list of changes."
    )
