"""What is answered from which statement, with which date, and when nothing is."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from knowledge.answering import AnswerStatus
from knowledge.errors import KnownAtInFuture
from knowledge.questions import RecentQuestion
from knowledge.time_windows import Window
from tests.fixtures.shelf import NOW, WATERMARK, Shelf, instant


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.say("A camera may be returned within 30 days of delivery.", since="2020-01-01", until="2023-05-03")
    shelf.say("A camera may be returned within 60 days of delivery.", since="2023-05-03")
    shelf.say("Gift cards are not refundable.", answer=False)
    shelf.say("Damaged goods are reported to care@example.com before anything is sent back.")
    shelf.say("Visitors sign the book at the front desk.", title="Office Handbook")
    return shelf


def test_the_value_in_force_at_the_instant_is_the_answer(shelf: Shelf) -> None:
    before = shelf.ask("How long may a camera be returned on 2 May 2023?")
    after = shelf.ask("How long may a camera be returned?", as_of="2023-05-03")
    assert (before.answer, after.answer) == ("30 days", "60 days")
    assert (before.time_source, after.time_source) == ("question", "parameter")
    assert before.text == (
        "30 days. As of 2 May 2023, the Returns Policy says: “A camera may be returned within 30 days of delivery.”"
    )
    assert before.citations[0].kind == "fact"
    assert before.citations[0].quote == "A camera may be returned within 30 days of delivery."
    assert all(c.valid.contains(before.as_of) for c in before.citations)


def test_the_parameter_wins_over_the_words(shelf: Shelf) -> None:
    for words in ("on 1 January 2025", "on 30 February 2025"):
        answer = shelf.ask(f"How long may a camera be returned {words}?", as_of="2021-01-01")
        assert (answer.answer, answer.time_source, answer.as_of) == ("30 days", "parameter", instant("2021-01-01"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the hotel limit per night in Germany?", "140 EUR"),
        ("How much is the per diem in Germany?", "32 EUR"),
    ],
)
def test_of_a_table_row_the_cell_under_the_heading_asked_for_is_the_answer(
    shelf: Shelf, question: str, expected: str
) -> None:
    shelf.say_row("Country | Per diem | Hotel limit per night", "Germany | 32 EUR | 140 EUR", title="Travel Policy")
    answer = shelf.ask(question)
    assert answer.answer == expected
    assert "“Country: Germany; Per diem: 32 EUR; Hotel limit per night: 140 EUR”" in answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Are gift cards refundable?", "No"),
        ("May a camera be returned?", "Yes"),
        ("Which e-mail address takes reports of damaged goods?", "care@example.com"),
        ("Where do visitors sign?", "Visitors sign the book at the front desk."),
    ],
)
def test_the_answer_is_the_shortest_span_that_answers(shelf: Shelf, question: str, expected: str) -> None:
    answer = shelf.ask(question)
    assert (answer.status, answer.answer) == (AnswerStatus.ANSWERED, expected)


@pytest.mark.parametrize("question", ["How many parking permits does a tenant get?", "Is hunting allowed on weekends?"])
def test_what_no_document_says_is_not_stated(shelf: Shelf, question: str) -> None:
    answer = shelf.ask(question, as_of="2024-06-01")
    assert (answer.status, answer.answer, answer.citations) == (AnswerStatus.NOT_STATED, None, ())
    assert "1 June 2024" in answer.text


def test_only_the_given_document_answers(shelf: Shelf) -> None:
    answer = shelf.ask("How long may a camera be returned?", document="office-handbook")
    assert answer.status is AnswerStatus.NOT_STATED


def test_an_unclear_date_is_asked_back(shelf: Shelf) -> None:
    answer = shelf.ask("How long may a camera be returned on 03/04/2024?")
    assert (answer.status, answer.answer) == (AnswerStatus.UNCLEAR, None)
    assert "3 April 2024 or 4 March 2024" in answer.text


def test_documents_that_disagree_are_both_told(shelf: Shelf) -> None:
    shelf.say("A camera may be returned within 14 days of delivery.", title="Terms of Sale")
    answer = shelf.ask("How long may a camera be returned?")
    assert answer.status is AnswerStatus.CONFLICT
    assert "60 days" in (answer.answer or "")
    assert "14 days" in (answer.answer or "")
    assert {c.document for c in answer.citations[:2]} == {"returns-policy", "terms-of-sale"}
    named = shelf.ask("How long may a camera be returned according to the Terms of Sale?")
    assert (named.status, named.answer) == (AnswerStatus.ANSWERED, "14 days")


def test_coverage_tells_since_when_until_when_and_what_changed_in_the_period(shelf: Shelf) -> None:
    past = shelf.ask("How long may a camera be returned on 2 May 2022?")
    assert past.coverage == ("Held from 1 January 2020 until 2 May 2023.",)
    period = shelf.ask("How long may a camera be returned in 2023?")
    assert period.answer == "60 days"
    assert period.period == Window(instant("2023-01-01"), instant("2024-01-01"))
    assert "Within the period, a version of the Returns Policy took effect on 3 May 2023." in period.coverage


def test_a_change_known_but_not_yet_in_force_is_told(shelf: Shelf) -> None:
    shelf.say(
        "Lockers are rented for 10 euros a month.", since="2025-01-01", until="2027-01-01", title="Office Handbook"
    )
    answer = shelf.ask("How much does it cost to rent lockers?")
    assert "A change is known that takes effect on 1 January 2027." in answer.coverage


def test_a_later_known_at_is_answered_at_the_watermark_and_said(shelf: Shelf) -> None:
    answer = shelf.ask("How long may a camera be returned?", known_at=NOW)
    assert answer.known_at == WATERMARK
    assert answer.notices
    with pytest.raises(KnownAtInFuture):
        shelf.ask("How long may a camera be returned?", known_at=NOW + dt.timedelta(days=1))


def test_a_follow_up_is_answered_from_the_turn_before_and_shows_its_date(shelf: Shelf) -> None:
    first = shelf.ask("How long may a camera be returned on 1 June 2023?")
    turn = RecentQuestion(
        question=first.question, answer=first.answer or "", as_of=first.as_of, time_source="question", document=None
    )
    answer = shelf.ask("And a year earlier?", recent=[turn])
    assert (answer.answer, answer.time_source) == ("30 days", "conversation")
    assert "1 June 2022" in answer.text
    assert "1 June 2022" in answer.question


def test_the_reply_has_the_shape_of_the_contract(shelf: Shelf) -> None:
    answer = shelf.ask("How long may a camera be returned in 2023?")
    record = replace(answer, scope=(("region", "EU"),)).as_json()
    assert list(record) == [
        "id", "question", "status", "answer", "text", "as_of", "known_at", "period", "scope", "time_source",
        "confidence", "citations", "coverage", "notices", "claims",
        "wording",
        "model", "generation", "sealed_hash", "created_at",
    ]  # fmt: skip
    assert record["id"] == str(UUID(int=7))
    assert record["period"] == {"from": "2023-01-01T00:00:00+00:00", "to": "2024-01-01T00:00:00+00:00"}
    assert record["scope"] == {"region": "EU"}
