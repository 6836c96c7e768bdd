"""Facts by rules: every statement speaks, a triple reads aloud, and its words are the document's."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.extraction import RuleExtractor
from knowledge.facts import ExtractedFact
from knowledge.passages import ParsedDocument, Statement, StatementKind

UTC = ZoneInfo("UTC")
SENTENCE, ITEM, ROW, LINE = (
    StatementKind.SENTENCE,
    StatementKind.LIST_ITEM,
    StatementKind.TABLE_ROW,
    StatementKind.KEY_VALUE,
)


def parsed(
    *statements: tuple[StatementKind, str], section: tuple[str, ...] = ("Returns", "Window"), before: str = ""
) -> ParsedDocument:
    text = before
    made = []
    for block, (kind, said) in enumerate(statements):
        headings, _, row = said.rpartition("\n")
        words = row if kind is ROW else said
        start = len(text)
        text += words + "\n"
        made.append(
            Statement(
                kind=kind,
                text=words,
                section=section,
                page=None,
                start=start,
                end=start + len(words),
                block=block,
                headings=headings if kind is ROW else "",
            )
        )
    return ParsedDocument(title=None, text=text, statements=tuple(made))


def _says_something(text: str) -> bool:
    """A parser gives no statement without words, nor a row with nothing but headings above it."""
    return bool(text.rpartition("\n")[2].strip())


def facts_of(
    *statements: tuple[StatementKind, str], section: tuple[str, ...] = ("Returns", "Window"), before: str = ""
) -> list[ExtractedFact]:
    return RuleExtractor().extract(
        parsed(*statements, section=section, before=before), title="Returns policy", zone=UTC
    )


def triples(*statements: tuple[StatementKind, str], section: tuple[str, ...] = ("Returns", "Window")) -> list[str]:
    return [f"{one.subject} | {one.predicate} | {one.value.text}" for one in facts_of(*statements, section=section)]


READ_ALOUD = """
Customers may return unworn items within 30 days of delivery.
    Customers | may return unworn items within | 30 days
Refunds are paid within 14 days.
    Refunds | are paid within | 14 days
The notice period is two weeks.
    Notice period | is | two weeks
During probation, the notice period is two weeks.
    Notice period | is (during probation) | two weeks
If you cancel within 14 days, we refund the full price.
    Window | we refund the full price if you cancel within | 14 days
Within 30 days of termination, Acme will return or destroy all data.
    Acme | will return or destroy all data within | 30 days
A restocking fee of 15% applies to opened electronics.
    Restocking fee | applies to opened electronics | 15%
Flights longer than 6 hours may be booked in premium economy.
    Flights | may be booked in premium economy when longer than | 6 hours
Expenses over 100 EUR require approval.
    Expenses | require approval when over | 100 EUR
Submit receipts within 10 days.
    Window | submit receipts within | 10 days
Employees who drive their own car are paid $0.67 per mile.
    Employees who drive their own car | are paid | $0.67
Employees travelling abroad receive an allowance of 45 EUR.
    Employees travelling abroad | receive an allowance of | 45 EUR
Access to production systems requires approval from two engineers.
    Access to production systems | requires approval from | two engineers
Hotel costs are reimbursed up to 150 EUR in Germany and 200 EUR in France.
    Hotel costs | are reimbursed up to (in Germany) | 150 EUR
    Hotel costs | are reimbursed up to (in France) | 200 EUR
Inactive accounts are disabled after 45 days and deleted after 90 days.
    Inactive accounts | are disabled after | 45 days
    Inactive accounts | are deleted after | 90 days
Application logs are retained for 30 days, and audit logs are retained for seven (7) years.
    Application logs | are retained for | 30 days
    Audit logs | are retained for | seven (7) years
Passwords must be at least 12 characters long.
    Passwords | must be at least | 12 characters
All connections must use TLS 1.2 or higher.
    All connections | must use TLS | 1.2
Report incidents to security@acme.example within 24 hours.
    Window | report incidents to | security@acme.example
    Window | report within | 24 hours
Invoices are due 30 days after the invoice date.
    Invoices | are due (after the invoice date) | 30 days
There is a fee of $25 for each chargeback.
    Window | there is a fee of | $25
It is deleted after 5 years.
    Window | is deleted after | 5 years
You may change prices with 60 days' notice.
    Window | you may change prices with | 60 days
Our registered office is at 12 Main Street, Springfield, IL 62701.
    Registered office | is at | 12 Main Street, Springfield, IL 62701
This policy takes effect on March 1, 2024.
    This policy | takes effect on | March 1, 2024
Support is available Monday to Friday from 9:00 to 17:00.
    Support | is available Monday to Friday from | 9:00 to 17:00
Backups of customer data are kept in an encrypted store in another region of the country for at least 12 months.
    Backups of customer data | are kept for at least | 12 months
Personal laptops are not permitted.
    Personal laptops | are | not permitted
Remote work is prohibited during the first month.
    Remote work | during the first month | is prohibited
Sale items cannot be returned.
    Sale items | returned | cannot be
No employee may approve their own expenses.
    Employee | may approve their own expenses | No
Do not share your password.
    Window | share your password | Do not
You must include the original receipt.
    Window | you include the original receipt | must
Software updates may not include new features.
    Software updates | include new features | may not
Exchanges are processed by our warehouse team in Ghent.
    Exchanges | are processed by | our warehouse team in Ghent
Terms apply.
    Window | states | Terms apply
The allowance was increased from 30 EUR to 35 EUR with effect from 1 April 2025.
    Allowance | was increased from | 30 EUR
    Allowance | was increased to | 35 EUR
If monthly uptime falls below 99.5%, you will receive a service credit of 10% of the monthly fee.
    Window | you will receive a service credit if monthly uptime falls below | 99.5%
    Window | you will receive a service credit of | 10%
The office opens at 7:30 a.m. and closes at 8 p.m.
    Office | opens at | 7:30 a.m.
    Office | closes at | 8 p.m.
Gifts worth more than 75 EUR must be reported to the compliance team.
    Gifts | must be reported to the compliance team when worth more than | 75 EUR
Responses are due within one hour, and within four business hours at weekends.
    Responses | are due within | one hour
    Responses | are due within (at weekends) | four business hours
For smaller orders a return label costs 4.90 EUR and is deducted from the refund.
    Return label | costs (for smaller orders) | 4.90 EUR
For gifts, customers may ask for a voucher within 60 days.
    Customers | may ask for a voucher (for gifts) within | 60 days
Within 14 days of a move the employee must tell the people team.
    Employee | must tell the people team within | 14 days
From 15 November 2024 until 31 January 2025, customers may return unworn items within 60 days of delivery.
    Customers | may return unworn items within | 60 days
Effective 1 March 2025, the deductible is 300 EUR.
    Deductible | is | 300 EUR
The daily rate is 40 EUR as of 1 May 2024.
    Daily rate | is | 40 EUR
The fee was 5 EUR until 31 May 2024 and is 6 EUR as of 1 June 2024.
    Fee | was | 5 EUR
    Fee | is | 6 EUR
The office is closed from 24 December 2024 to 2 January 2025.
    Office | is closed from | 24 December 2024
    Office | is closed to | 2 January 2025
Employees may claim cycling costs from 1 March 2024.
    Employees | may claim cycling costs from | 1 March 2024
Receipts dated before 1 March 2024 are kept for 10 years.
    Receipts | are kept when dated before | 1 March 2024
    Receipts dated before 1 March 2024 | are kept for | 10 years
Trips above 1,000 EUR need the approval of the team lead.
    Trips | need the approval of the team lead when above | 1,000 EUR
Receipts below 10 EUR need no photo.
    Receipts | need no photo when below | 10 EUR
Orders over 100 EUR ship free.
    Orders | ship free when over | 100 EUR
Deliveries over 30 kg cost 20 EUR.
    Deliveries | cost when over | 30 kg
    Deliveries over 30 kg | cost | 20 EUR
Complaints that are open for more than 5 days go to the head of customer care.
    Complaints | go to the head of customer care when open for more than | 5 days
A person who received a gift may return it within 60 days.
    Person who received a gift | may return it within | 60 days
Sleeping bags and underwear cannot be returned once the seal is broken.
    Sleeping bags and underwear | returned once the seal is broken | cannot be
Employees are not permitted to work from abroad.
    Employees | work from abroad | are not permitted to
No refunds are given after 90 days.
    No refunds | are given after | 90 days
Employees need not submit receipts.
    Employees | submit receipts | need not
Smoking is prohibited by law.
    Smoking | is | prohibited
With effect from 1 March 2024 the mileage rate is 0.30 EUR.
    Mileage rate | is | 0.30 EUR
For questions write to hr@acme.example.
    Window | write (for questions) to | hr@acme.example
Orders over 100 EUR pay half the postage.
    Orders | pay half the postage when over | 100 EUR
On 24 December 2025, the office closes at 14:00.
    Office | closes on | 24 December 2025
    Office | closes at | 14:00
Late claims are rejected.
    Late claims | are | rejected
Items returned after 30 days receive store credit.
    Items | receive store credit when returned after | 30 days
Items have to be unworn.
    Items | unworn | have to be
Taxis may be used when no train runs.
    Taxis | used when no train runs | may be
The company acquired two shops.
    Company | acquired | two shops
Fernweh Outfitters sells outdoor gear to climbers.
    Fernweh Outfitters | sells | outdoor gear to climbers
"""


def read_aloud() -> list[tuple[str, list[str]]]:
    """Each sentence of the table with the triples that stand indented under it."""
    table: list[tuple[str, list[str]]] = []
    for line in READ_ALOUD.strip().splitlines():
        if line.startswith(" "):
            table[-1][1].append(line.strip())
        else:
            table.append((line, []))
    return table


@pytest.mark.parametrize(("sentence", "expected"), read_aloud())
def test_a_triple_reads_aloud(sentence: str, expected: list[str]) -> None:
    assert triples((SENTENCE, sentence)) == expected


def test_a_row_is_about_its_first_cell() -> None:
    assert triples((ROW, "Country | Per diem | Hotel cap | Approver\nGermany | 50 EUR | 150 EUR per night | CFO")) == [
        "Germany | per diem | 50 EUR",
        "Germany | hotel cap | 150 EUR",
        "Germany | approver | CFO",
    ]


def test_a_key_value_line_says_its_predicate() -> None:
    section = ("4.2 Termination:",)
    assert triples((LINE, "Notice period: 30 days"), (LINE, "Owner: Finance team"), section=section) == [
        "Termination | notice period | 30 days",
        "Termination | owner | Finance team",
    ]


def test_a_list_item_completes_the_words_before_its_list() -> None:
    assert triples(
        (SENTENCE, "Employees may claim:"), (ITEM, "hotel costs up to 150 EUR per night"), (ITEM, "train tickets")
    )[1:] == ["Employees | may claim hotel costs up to | 150 EUR", "Employees | may claim | train tickets"]


def test_a_party_that_the_document_names_stands_for_its_pronoun() -> None:
    facts = facts_of(
        (SENTENCE, "We keep backups for 12 months."),
        (SENTENCE, "You have 30 days to object."),
        before='This agreement is between Acme Ltd ("we" or "us") and the Customer ("you").\n',
    )
    assert [(one.subject, one.predicate) for one in facts] == [("Acme Ltd", "keeps backups for"), ("Customer", "has")]


def test_a_generic_heading_gives_way_to_the_one_around_it() -> None:
    assert triples((SENTENCE, "It is deleted after 5 years."), section=("Backups", "1. General")) == [
        "Backups | is deleted after | 5 years"
    ]
    assert triples((SENTENCE, "It is deleted after 5 years."), section=()) == [
        "Returns policy | is deleted after | 5 years"
    ]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (SENTENCE, "Refunds are paid within 14 days.", "Refunds are paid within thirty (30) days."),
        (SENTENCE, "Personal laptops are permitted.", "Personal laptops are not permitted."),
        (SENTENCE, "Personal laptops are prohibited.", "Personal laptops are permitted."),
        (SENTENCE, "Staff may work from abroad.", "Staff may not work from abroad."),
        (SENTENCE, "Sale items can be returned.", "Sale items cannot be returned."),
        (
            ROW,
            "Country | Per diem | Cap\nGermany | 50 EUR | 100 EUR",
            "Country | Per diem | Cap\nGermany | 60 EUR | 100 EUR",
        ),
        (SENTENCE, "Employees are permitted to work abroad.", "Employees are not permitted to work abroad."),
        (SENTENCE, "Gifts can be returned once opened.", "Gifts cannot be returned once opened."),
        (
            SENTENCE,
            "From 15 November 2024 until 31 January 2025, items may be returned within 60 days.",
            "From 10 November 2025 until 15 January 2026, items may be returned within 45 days.",
        ),
        (LINE, "Owner: Finance team", "Owner: Legal team"),
        (LINE, "Notice period: 30 days", "Notice period: none"),
    ],
)
def test_statements_that_differ_in_their_value_alone_are_rivals(kind: StatementKind, one: str, other: str) -> None:
    def rivals(text: str) -> list[tuple[str, str, str, int]]:
        return [(fact.subject, fact.predicate, fact.masked, fact.ordinal) for fact in facts_of((kind, text))]

    assert rivals(one) == rivals(other)
    assert [f.value.canonical for f in facts_of((kind, one))] != [f.value.canonical for f in facts_of((kind, other))]


def test_a_changed_cell_touches_no_other_cell_of_its_row() -> None:
    def by_predicate(text: str) -> dict[str, str]:
        return {fact.predicate: fact.masked for fact in facts_of((ROW, text))}

    before = by_predicate("Country | Per diem | Approver\nGermany | 50 EUR | the CFO")
    assert by_predicate("Country | Per diem | Approver\nGermany | 60 EUR | any director") == before


WORDS = st.lists(
    st.sampled_from(
        "If you we may not must is are within 30 days , . ; : and or the policy employees who return items after $50 "  # noqa: SIM905
        "of ( ) “ ” — no 12 people a@b.example cannot prohibited Submit unless 1 March 2024 5% : - please".split()
    ),
    min_size=1,
    max_size=25,
).map(" ".join)


@example([(SENTENCE, "may , , If")])  # nothing that one may
@given(
    st.lists(
        st.tuples(st.sampled_from([SENTENCE, ITEM, ROW, LINE]), WORDS | st.text(min_size=1).filter(_says_something)),
        max_size=4,
    )
)
def test_every_statement_yields_a_fact_in_its_own_words(statements: list[tuple[StatementKind, str]]) -> None:
    document = parsed(*statements)
    facts = RuleExtractor().extract(document, title="Policy", zone=UTC)
    assert [fact.statement for fact in facts] == sorted(fact.statement for fact in facts)
    assert {fact.statement for fact in facts} == set(range(len(statements)))
    for fact in facts:
        assert fact.value.text in document.statements[fact.statement].text
        assert fact.value.text
        assert fact.subject
        assert fact.predicate
        assert fact.masked
    assert len({(f.statement, f.masked, f.ordinal) for f in facts}) == len(facts)
    assert RuleExtractor().extract(document, title="Policy", zone=UTC) == facts


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["( ", "we may ", "If a, ", "and they will ", "a: b; ", "who are ", "word ", "5 days and "]
)
def test_a_very_long_statement_is_read_in_bounded_time(piece: str) -> None:
    assert facts_of((SENTENCE, piece * 1_000))
