"""What an upload would do, as a dry run tells it."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply
from api.models.invalidations import KeyChangeReply


class ForeseenAnswerReply(Reply):
    status: Literal["answered", "not_stated", "conflict", "unclear"]
    answer: str | None
    text: str
    document: str | None = Field(description="The one that is cited first.")
    wrong: str | None = Field(description="Of a golden question: what is wrong with it; null where it is right.")


class ImpactReply(Reply):
    question: str
    kind: Literal["golden", "past"] = Field(description="A golden question, or one that was asked often of late.")
    as_of: str | None = Field(description="The instant that it is always asked as of; null: the moment of asking.")
    document: str | None = Field(description="The only one that a past one was asked of; null: all of them.")
    times: int | None = Field(description="How often a past one was asked.")
    since: str | None = Field(description="From when on whoever asks gets the other answer; null: at once.")
    before: ForeseenAnswerReply
    after: ForeseenAnswerReply


class RehearsalReply(Reply):
    """Nothing of it is kept: no version, no number, no fact."""

    status: Literal["dry_run"]
    document: str
    repeated: bool = Field(description="These bytes with this date are there already: nothing would be done.")
    effective_at: str | None
    effective_source: Literal["given", "stated", "upload"] | None
    passages_new: int
    passages_kept: int
    facts_added: int
    facts_superseded: int
    facts_removed: int
    changes: list[KeyChangeReply] = Field(description="What goes first, then what is replaced, then what is new.")
    waits: bool = Field(description="A rule would make it wait for a person; the answers are those after an approval.")
    rule: str | None = Field(description="The name of the rule that would decide.")
    share_going: float
    questions_asked: int
    questions_left_out: int = Field(description="Those for which there was no time, within twenty seconds.")
    impacts: list[ImpactReply] = Field(description="The questions that would be answered otherwise.")
