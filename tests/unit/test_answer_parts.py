"""A question of several parts: each is answered from its own document, or told as not stated."""

import pytest

from tests.fixtures.shelf import Shelf

BOTH = "How long may a camera be returned, and where do visitors sign?"
HALF = "How long may a camera be returned, and how many parking permits does a tenant get?"


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.say("A camera may be returned within 60 days of delivery.", since="2023-05-03")
    shelf.say("Visitors sign the book at the front desk.", title="Office Handbook", since="2022-01-01")
    return shelf


def test_each_part_is_answered_and_cited_from_its_own_document(shelf: Shelf) -> None:
    answer = shelf.ask(BOTH)
    assert answer.answer == ("60 days (Returns Policy); Visitors sign the book at the front desk. (Office Handbook)")
    assert [citation.document for citation in answer.citations[:2]] == ["returns-policy", "office-handbook"]
    assert answer.text.count("As of 23 November 2026") == 2


def test_beside_others_a_note_says_which_document_it_is_about(shelf: Shelf) -> None:
    assert shelf.ask(BOTH).coverage == (
        "Returns Policy: Holds since 3 May 2023.",
        "Office Handbook: Holds since 1 January 2022.",
    )
    assert shelf.ask("How long may a camera be returned?").coverage == ("Holds since 3 May 2023.",)


def test_a_part_that_is_not_stated_leaves_the_other_answered(shelf: Shelf) -> None:
    answer = shelf.ask(HALF)
    assert (answer.status, answer.answer) == ("answered", "60 days (Returns Policy); not stated")
    assert answer.text.endswith("the documents do not state this.")
    assert answer.citations[0].document == "returns-policy"


def test_where_no_part_is_stated_nothing_is(shelf: Shelf) -> None:
    answer = shelf.ask("How many parking permits does a tenant get, and is hunting allowed on weekends?")
    assert (answer.status, answer.answer, answer.citations) == ("not_stated", None, ())
    assert answer.text.count("do not state this") == 1


def test_a_conflict_in_one_part_is_one_of_the_whole(shelf: Shelf) -> None:
    shelf.say("A camera may be returned within 14 days of delivery.", title="Terms of Sale")
    answer = shelf.ask(BOTH)
    assert answer.status == "conflict"
    assert "14 days (Terms of Sale)" in (answer.answer or "")
    assert "Visitors sign the book at the front desk." in (answer.answer or "")


def test_the_answer_is_no_surer_than_its_least_sure_part(shelf: Shelf) -> None:
    asked = ("How long may a camera be returned?", "Where do visitors sign?")
    alone = [shelf.ask(question).confidence for question in asked]
    assert shelf.ask(BOTH).confidence == min(one for one in alone if one is not None)
