"""Whether an answer satisfies a golden question."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from knowledge.answering import Answer, AnswerStatus, Citation
from knowledge.golden import GoldenQuestion, golden_id, judge
from knowledge.questions import TimeSource
from knowledge.time_windows import Window

AT = dt.datetime(2024, 6, 30, tzinfo=dt.UTC)
GOLDEN = GoldenQuestion(
    id=UUID(int=1), tenant="default", question="How long?", as_of=AT, document=None, answer="30 days",
    actor="local", created_at=AT,
)  # fmt: skip
CITED = Citation(
    kind="fact", id=UUID(int=2), quote="within 30 days", document="returns", title="Returns", version=1, section=(),
    page=None, valid=Window(None, None),
)  # fmt: skip
ANSWER = Answer(
    id=UUID(int=3), question="How long?", status=AnswerStatus.ANSWERED, answer="30 days", text="Within 30 days.",
    as_of=AT, known_at=AT, period=None, scope=(), time_source=TimeSource.PARAMETER, confidence=0.9,
    citations=(CITED,), coverage=(), notices=(), model="extractive", generation="g1", created_at=AT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said", "right"),
    [
        ("30 days", "30 days", True),
        ("30  Days", "within 30 days of delivery", True),
        ("30 days", "130 days", False),
        ("30 days", "30 dayspan", False),
        ("80 EUR", "80,50 EUR", False),
        ("80.50", "80.50 EUR", True),
        ("80", "80.50 EUR", False),
        ("yes", "Yes.", True),
        ("a@b.example", "write to a@b.example", True),
    ],
)
def test_an_answer_holds_whole_words_in_any_case_and_spacing(words: str, said: str, *, right: bool) -> None:
    found = judge(replace(GOLDEN, answer=words), replace(ANSWER, answer=said, text=said))
    assert found.right is right, found.wrong


def test_the_first_citation_must_be_of_the_document() -> None:
    assert judge(replace(GOLDEN, document="returns"), ANSWER).right
    wrong = judge(replace(GOLDEN, document="leave"), ANSWER).wrong
    assert wrong == "should cite 'leave' first, and cites 'returns'"


def test_documents_that_disagree_are_no_answer() -> None:
    assert judge(GOLDEN, replace(ANSWER, status=AnswerStatus.CONFLICT)).wrong == (
        "should be answered '30 days', and was conflict"
    )


def test_what_must_not_be_stated_must_not_be_answered() -> None:
    nothing = replace(GOLDEN, answer=None)
    assert judge(nothing, replace(ANSWER, status=AnswerStatus.NOT_STATED, answer=None)).right
    assert not judge(nothing, ANSWER).right
    assert not judge(nothing, replace(ANSWER, status=AnswerStatus.UNCLEAR, answer=None)).right


def test_one_question_and_instant_is_one_golden_question() -> None:
    berlin = AT.astimezone(dt.timezone(dt.timedelta(hours=2)))
    assert golden_id("default", "How long?", AT) == golden_id("default", "How long?", berlin)
    assert golden_id("default", "How long?", AT) != golden_id("default", "How long?", None)
    assert golden_id("default", "How long?", AT) != golden_id("other", "How long?", AT)
