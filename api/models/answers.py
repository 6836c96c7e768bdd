"""Questions and their answers."""

from typing import Literal

from pydantic import ConfigDict, Field

from api.models.base import Name, Question, Reply, Request, Scope
from api.models.explanations import AnswerExplanationReply
from api.models.people import ToldByReply


class AskRequest(Request):
    question: Question = Field(examples=["How long may a customer return a product?"])
    as_of: Name | None = Field(None, examples=["2024-03-01"])
    known_at: Name | None = None
    scope: Scope = Field(default_factory=dict)
    document: Name | None = Field(None, description="Only this document (slug).")
    explain: bool = Field(False, description="Tell also how the answer was found; that is not stored with it.")


class CitationReply(Reply):
    kind: Literal["fact", "passage"]
    id: str
    quote: str
    document: str
    title: str
    version: int
    section: list[str]
    page: int | None
    valid_at: str | None
    expired_at: str | None


class PeriodReply(Reply):
    model_config = ConfigDict(validate_by_alias=True, serialize_by_alias=True)

    start: str | None = Field(alias="from")
    end: str | None = Field(alias="to")


class ClaimReply(Reply):
    text: str
    citations: list[str] = Field(description="Ids of citations.")


class AnswerReply(Reply):
    """The shape of an answer; replies carry the stored record itself."""

    id: str
    question: str
    status: Literal["answered", "not_stated", "conflict", "unclear"]
    answer: str | None
    text: str
    as_of: str
    known_at: str
    period: PeriodReply | None = Field(description="The question named one: it is answered at its end.")
    scope: dict[str, str]
    time_source: Literal["parameter", "question", "conversation", "now"]
    confidence: float | None = Field(
        description="How likely the documents state what is asked, 0 to 1; null where it was not judged.",
        ge=0,
        le=1,
    )
    citations: list[CitationReply]
    coverage: list[str] = Field(description="What an honest clerk would add.")
    notices: list[str] = Field(description="How the question was taken, where it could be taken otherwise.")
    claims: list[ClaimReply] = Field(
        default_factory=list,
        description="The sentences of `text` where a language model worded it, with what each rests on.",
    )
    wording: Literal["held", "held_again", "replaced"] | None = Field(
        None,
        description="What became of a language model's words: every claim held against what it cites, did so at the "
        "second try, or was replaced by the documents' own words; null where no model was asked.",
    )
    told_by: ToldByReply | None = Field(
        None, description="A person said it when asked: it stands in no document, and cites none."
    )
    model: str = Field(description="What worded `text`: `extractive`, a language model, or a `person`.")
    generation: str
    sealed_hash: str | None
    created_at: str


class AskReply(AnswerReply):
    explanation: AnswerExplanationReply | None = Field(
        None, description="There with `explain` alone; the stored answer has none."
    )
