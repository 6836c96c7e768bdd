"""Golden questions: what must be answered rightly before an index goes live."""

from pydantic import Field

from api.models.base import Name, Question, Reply, Request, Text


class GoldenRequest(Request):
    question: Question = Field(examples=["How long is the return period?"])
    as_of: Name | None = Field(None, description="A date, or a time with its offset. None: whenever it is asked.")
    document: Name | None = Field(None, description="The slug that must be cited first, where that matters.")
    answer: Text | None = Field(
        None,
        min_length=1,
        max_length=2_000,
        description="Words that the answer must hold. None: that nothing is stated.",
        examples=["90 days"],
    )


class GoldenReply(Reply):
    id: str
    question: str
    as_of: str | None
    document: str | None
    answer: str | None
    actor: str
    created_at: str


class GoldenQuestionsReply(Reply):
    golden_questions: list[GoldenReply]
    next_cursor: str | None


class JudgedReply(Reply):
    golden_question: GoldenReply
    right: bool
    wrong: str | None = Field(description="What was said instead.")
    answer: str | None
    status: str
    generation: str = Field(description="The build of the index that it was answered by.")


class CheckReply(Reply):
    asked: int
    right: int
    judged: list[JudgedReply] = Field(description="Those answered wrongly first.")
