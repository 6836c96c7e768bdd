"""Whether a statement says yes to a question: by its clause, its refusals and its bounds."""

import pytest

from knowledge.answering.polarity import affirms
from tests.fixtures.statements import part_of, statement

PLAIN = [
    ("May contractors use the gym?", "Contractors may use the gym.", True),
    ("Are cookies used?", "We use cookies.", True),
    ("Is overtime paid?", "Overtime is paid at 125 percent.", True),
    ("Is a receipt required?", "A receipt is required for every return.", True),
    ("Do I have to report a lost badge?", "A lost badge must be reported within 24 hours.", True),
    ("Are gift cards refundable?", "Gift cards are not refundable.", False),
    ("Can I return opened software?", "Opened software cannot be returned.", False),
    ("Do you charge a restocking fee?", "There is no restocking fee.", False),
    ("Do you sell personal data?", "We never sell personal data.", False),
    ("Are cheques accepted?", "Cheques are no longer accepted.", False),
    ("Is overtime paid?", "Overtime isn\u2019t paid.", False),
    ("Can passwords be shared?", "Do not share passwords.", False),
    ("May managers accept gifts?", "No employee may accept gifts.", False),
    ("Are remote workers covered?", "This policy covers not only office staff but remote workers too.", True),
]
REFUSALS = [
    ("May visitors bring pets?", "Pets are prohibited in the building.", False),
    ("Are interns eligible for the bonus?", "Interns are ineligible for the bonus.", False),
    ("Are refunds possible for gift cards?", "Gift cards are non-refundable.", False),
    ("Can I get a refund after 60 days?", "Refunds are unavailable after 60 days.", False),
    ("Do you accept late claims?", "We refuse late claims.", False),
    ("Are pets prohibited?", "Pets are prohibited in the building.", True),
    ("Are pets prohibited?", "Pets are not allowed in the building.", True),
    ("Is smoking forbidden on the terrace?", "Smoking is allowed on the terrace.", False),
    ("Is late payment refused?", "Late payment is never refused.", False),
    ("Are gift cards non-refundable?", "Gift cards are non-refundable.", True),
    ("Can a refused claim be appealed?", "A refused claim may be appealed.", True),
    ("Can a rejected claim be appealed?", "A rejected claim cannot be appealed.", False),
]
BOUNDS = [
    ("Must expenses be sent in within 30 days?", "Expenses must be sent in no later than 30 days after it.", True),
    ("Can a parcel weigh more than 20 kg?", "Parcels may weigh no more than 20 kg.", False),
    ("Can a parcel weigh 15 kg?", "Parcels may weigh no more than 20 kg.", True),
    ("Are volunteers insured?", "Volunteers are insured without extra cost.", True),
    ("Is a signature needed?", "Parcels are handed over without a signature.", False),
    ("Is cancelling possible without a fee?", "Cancelling is possible without a fee.", True),
    ("Can I cancel without a fee?", "Anyone may cancel without a fee until the day before.", True),
]  # fmt: skip
CLAUSES = [
    ("Is overtime paid?", "Overtime is not paid but may be taken as leave.", False),
    ("Can overtime be taken as leave?", "Overtime is not paid but may be taken as leave.", True),
    ("Can gift cards be exchanged?", "Gift cards are not refundable, but they can be exchanged.", True),
    ("Are gift cards refundable?", "Gift cards are not refundable, but they can be exchanged.", False),
    ("Is parking free?", "Parking is free for staff; visitors are not entitled to it.", True),
    ("Are visitors entitled to parking?", "Parking is free for staff; visitors are not entitled to it.", False),
    ("Can the allowance be carried over?", "The allowance lapses in March and cannot be carried over.", False),
    ("Does the allowance lapse in March?", "The allowance lapses in March and cannot be carried over.", True),
]


@pytest.mark.parametrize(("question", "said", "yes"), [*PLAIN, *REFUSALS, *BOUNDS, *CLAUSES])
def test_yes_is_what_the_clause_asked_about_affirms(question: str, said: str, yes: bool) -> None:
    assert affirms(part_of(question), statement(said)) is yes


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("Is the training budget 1,000 EUR?", "Each employee has a training budget of 1,200 EUR per year.", False),
        ("Is the training budget 1,200 EUR per year?", "Each employee has a budget of 1,200 EUR per year.", True),
        ("Do full-time employees get 30 days of paid leave?", "Full-time employees get 26 days of leave.", False),
        ("Do customers have 14 days?", "Customers may return items within 30 days.", False),
        ("Was the notice period eight weeks long?", "Either party may leave with 8 weeks' notice.", True),
        ("Is the fee more than 5 EUR?", "A fee of 8 EUR is charged.", True),
        ("Can I return it after 20 days?", "Customers may return items within 30 days.", True),
        ("Is a fee of 5 EUR charged for late payments?", "Late payments are charged 8 EUR.", True),
    ],
)
def test_a_value_that_is_to_be_confirmed_is_compared(question: str, said: str, expected: bool) -> None:
    assert affirms(part_of(question), statement(said)) is expected


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("Do you refrain from selling data?", "We do not sell data.", True),
        ("Is it true that contractors cannot use the cars?", "Contractors may not use the cars.", True),
        ("Is it true that contractors may use the cars?", "Contractors may not use the cars.", False),
        ("Can't contractors use the cars?", "Contractors may not use the cars.", False),
        (
            "Do adoptive parents need a year of service?",
            "A year of service is required; this does not apply to adoptive parents.",
            False,
        ),
        (
            "Do parents need a year of service?",
            "A year of service is required; this does not apply to adoptive parents.",
            True,
        ),
        ("Are gift cards taken back?", "All goods are taken back, except gift cards.", False),
        ("Are goods taken back?", "All goods are taken back, except gift cards.", True),
    ],
)
def test_denials_in_the_question_and_exceptions_of_the_statement_turn_the_answer(
    question: str, said: str, expected: bool
) -> None:
    assert affirms(part_of(question), statement(said)) is expected
