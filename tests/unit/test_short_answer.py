"""The shortest faithful span that answers: a value, yes or no, a cell, a list, else the statement."""

import pytest

from knowledge.answering.short_answer import short_answer
from tests.fixtures.statements import part_of, statements_in

PARCELS = "Parcels are kept for 14 days, and must be collected within 7 days when they are chilled."
PRICES = "The fee is 25 EUR and the deposit is 100 EUR."
SHARES = "We refund 50 percent of the price, or 80 % for members."
PER_DIEM = """| Country | Per diem | Hotel limit | Approved by |
|---|---|---|---|
| Germany | 32 EUR | 140 EUR | the head of sales |
| France | 40 EUR | - | nobody |
"""


def answer(question: str, markdown: str, number: int = 0) -> str:
    return short_answer(part_of(question), statements_in(markdown)[number])


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("For how long are parcels kept?", PARCELS, "14 days"),
        ("Within how many days must a parcel be collected?", PARCELS, "7 days"),
        ("How much is the fee?", PRICES, "25 EUR"),
        ("How much is the deposit?", PRICES, "100 EUR"),
        ("What share of the price is refunded?", SHARES, "50 percent"),
        ("What share is refunded to members?", SHARES, "80 %"),
        ("How many guests does a box serve?", "15 boxes serve 60 guests.", "60 guests"),
    ],
)
def test_of_several_values_that_which_the_words_of_the_question_belong_to(
    question: str, said: str, expected: str
) -> None:
    assert answer(question, said) == expected


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("To which address do I send the form?", "Send the form to forms@example.com.", "forms@example.com"),
        ("When does the refund arrive?", "The refund arrives within 5 days.", "5 days"),
        ("When does the sale end?", "The sale ends on 3 May 2027, 5 days after it began.", "3 May 2027"),
    ],
)
def test_a_value_of_another_kind_stands_in_only_where_none_of_the_kind_asked_for_is(
    question: str, said: str, expected: str
) -> None:
    assert answer(question, said) == expected


@pytest.mark.parametrize("question", ["How much does the refund cost?", "Who sends the refund?"])
def test_without_a_value_that_fits_the_statement_itself_is_the_answer(question: str) -> None:
    assert answer(question, "The refund arrives within 5 days.") == "The refund arrives within 5 days."


def test_a_polar_question_gets_yes_or_no_whatever_values_are_there() -> None:
    assert answer("Is there a fee?", PRICES) == "Yes"
    assert answer("Are opened boxes refunded?", "Opened boxes are not refunded, even within 5 days.") == "No"


@pytest.mark.parametrize(
    ("question", "row", "expected"),
    [
        ("What is the per diem in Germany?", 0, "32 EUR"),
        ("What is the hotel limit in Germany?", 0, "140 EUR"),
        ("By whom are trips to Germany approved?", 0, "the head of sales"),
        ("How much is paid as per diem in France?", 1, "40 EUR"),
    ],
)
def test_of_a_row_the_cell_whose_heading_the_question_names(question: str, row: int, expected: str) -> None:
    assert answer(question, PER_DIEM, row) == expected


def test_a_row_without_the_cell_asked_for_is_told_whole() -> None:
    assert answer("What is the hotel limit in France?", PER_DIEM, 1) == (
        "Country: France; Per diem: 40 EUR; Approved by: nobody"
    )


def test_a_statement_that_opens_a_list_answers_with_its_items() -> None:
    listed = "You may not return:\n\n- gift cards;\n- opened software,\n- food.\n\nAll else may be returned."
    assert answer("What may not be returned?", listed) == "gift cards; opened software; food"


def test_a_long_list_is_cut_behind_a_whole_item_and_tells_how_many_are_left_out() -> None:
    listed = "We deliver to:\n\n" + "\n".join(f"- the {name} islands" for name in "abcdefghijklmnopqrstuvwxyz")
    found = answer("Where do you deliver to?", listed)
    assert found.startswith("the a islands; the b islands; ")
    assert 150 < len(found) <= 200
    assert found.endswith(f"islands; and {26 - found.count('islands')} more")


def test_the_cell_under_the_heading_answers_though_it_is_of_another_kind() -> None:
    users = "| Plan | Storage | Users |\n|---|---|---|\n| Enterprise | 5 TB | unlimited |\n| Team | 1 TB | 15 |\n"
    assert answer("How many users are included in the Enterprise plan?", users) == "unlimited"
    assert answer("How many users are included in the Team plan?", users, 1) == "15"


def test_the_value_that_the_phrase_asked_for_leads_to_is_the_answer() -> None:
    said = "During the probation period of three months, the notice period is two weeks."
    assert answer("What is the notice period during probation?", said) == "two weeks"
    assert answer("How long is the probation period?", said) == "three months"


def test_how_much_may_be_a_share() -> None:
    assert answer("How much is sick pay?", "Sick pay amounts to 80% of the salary for six weeks.") == "80%"


def test_a_statement_that_gives_no_such_value_neither_confirms_nor_denies_it() -> None:
    said = "Part-time employees receive leave in proportion to their hours."
    assert answer("Do part-time employees get 26 days?", said) == said
