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
