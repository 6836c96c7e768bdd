"""Whose word an answer takes where documents disagree."""

import pytest

from knowledge.answering import AnswerStatus
from knowledge.time_windows import Scope
from tests.fixtures.shelf import Shelf


def disagreeing(scopes: tuple[Scope, Scope] = ((), ())) -> Shelf:
    shelf = Shelf()
    for title, text, scope in (
        ("Returns Policy", "Customers may return unworn items within 30 days.", scopes[0]),
        ("Support Handbook", "Unworn items can be returned within 14 days.", scopes[1]),
    ):
        shelf.say(text, title=title, predicate="return unworn items within", scope=scope)
    return shelf


RETURNING = "Within how many days may customers return unworn items?"


def test_documents_of_one_rank_that_disagree_are_both_said_and_cited() -> None:
    answer = disagreeing().ask(RETURNING)
    assert answer.status is AnswerStatus.CONFLICT
    assert answer.answer == "30 days (Returns Policy) or 14 days (Support Handbook)"
    assert {citation.document for citation in answer.citations[:2]} == {"returns-policy", "support-handbook"}


@pytest.mark.parametrize(("higher", "said"), [("returns-policy", "30 days"), ("support-handbook", "14 days")])
def test_the_document_of_the_higher_rank_answers_and_the_other_is_noted(higher: str, said: str) -> None:
    shelf = disagreeing()
    shelf.ranks[higher] = 5
    answer = shelf.ask(RETURNING)
    assert (answer.status, answer.answer) == (AnswerStatus.ANSWERED, said)
    assert answer.citations[0].document == higher
    assert any("ranks lower, says otherwise" in note for note in answer.coverage)


def test_a_document_asked_for_by_name_answers_and_who_says_otherwise_is_noted() -> None:
    shelf = disagreeing()
    shelf.ranks["support-handbook"] = 5
    answer = shelf.ask(RETURNING, document="returns-policy")
    assert (answer.status, answer.answer) == (AnswerStatus.ANSWERED, "30 days")
    assert "The Support Handbook says otherwise: “14 days”." in answer.coverage


def test_two_rules_for_two_places_are_no_conflict_however_alike_their_words() -> None:
    shelf = Shelf()
    shelf.say("The daily rate is 50 EUR.", title="Travel Policy", scope=(("region", "germany"),))
    shelf.say("The daily rate is 60 EUR.", title="Trips Handbook", scope=(("region", "france"),))
    assert shelf.ask("How much is the daily rate?").status is AnswerStatus.ANSWERED


def test_what_holds_for_another_scope_is_no_conflict_and_the_limit_is_said() -> None:
    answer = disagreeing(((("region", "germany"),), (("region", "france"),))).ask(RETURNING)
    assert answer.status is AnswerStatus.ANSWERED
    assert "This holds for Germany only." in answer.coverage
