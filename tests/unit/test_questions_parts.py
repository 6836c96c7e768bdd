"""Questions of several parts, each complete in itself; and what looks like several and is one."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from knowledge.questions import DocumentChange, QuestionReading, RecentQuestion, Wanted, read_question
from knowledge.questions.documents import documents_meant
from knowledge.questions.parts import parts_of

SHELF = (
    ("privacy", "Privacy Statement"),
    ("tos", "Terms of Service"),
    ("subs", "Subprocessors and Cookies"),
    ("dpa", "Data Processing Agreement (DPA)"),
    ("returns", "Returns Policy"),
    ("corporate", "Corporate Terms"),
    ("additional", "Additional Product Terms"),
    ("partner", "Partner Agreement"),
)
NOW = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
HISTORY = [DocumentChange(document=slug, title=title, version=1, effective_at=NOW) for slug, title in SHELF]


def parts(text: str) -> tuple[str, ...]:
    return parts_of(text, documents_meant(text, SHELF).mentions)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        # two clauses
        (
            "What share do sellers get, and when does a new seller get the first payment?",
            "What share do sellers get?",
            "When does a new seller get the first payment?",
        ),
        (
            "How long does a customer have after a notice, and how long is the extra window after a request?",
            "How long does a customer have after a notice?",
            "How long is the extra window after a request?",
        ),
        (
            "For contractors, what is the notice period and how much is the daily rate?",
            "For contractors, what is the notice period?",
            "For contractors, how much is the daily rate?",
        ),
        (
            "How long is data kept and who may see the data?",
            "How long is data kept?",
            "Who may see the data?",
        ),
        (
            "Who is the controller and who is the processor?",
            "Who is the controller?",
            "Who is the processor?",
        ),
        (
            "What is the minimum order value and is shipping free?",
            "What is the minimum order value?",
            "Is shipping free?",
        ),
        ("How long is the window? And who pays the shipping?", "How long is the window?", "Who pays the shipping?"),
        (
            "Where do I find the form and what must I fill in?",
            "Where do I find the form?",
            "What must I fill in?",
        ),
        (
            "Within how many days must I return a camera, and to which address must a parcel be sent?",
            "Within how many days must I return a camera?",
            "To which address must a parcel be sent?",
        ),
        # a pronoun stands for what the first clause asks about
        ("What is the late fee, and when must it be paid?", "What is the late fee?", "When must the late fee be paid?"),
        (
            "How long does a refund take and what does it cost?",
            "How long does a refund take?",
            "What does a refund cost?",
        ),
        (
            "How much does the basic plan cost and what support does it include?",
            "How much does the basic plan cost?",
            "What support does the basic plan include?",
        ),
        (
            "What law governs Acme's terms, and what law governs its licences?",
            "What law governs Acme's terms?",
            "What law governs Acme's licences?",
        ),
        # two documents
        (
            "Within how many days do Acme's Privacy Statement and its Terms of Service each promise to answer?",
            "Within how many days do Acme's Privacy Statement promise to answer?",
            "Within how many days do the Terms of Service promise to answer?",
        ),
        (
            "What are the effective dates printed on the Acme Terms of Service and on the Acme Privacy Statement?",
            "What are the effective dates printed on the Acme Terms of Service?",
            "What are the effective dates printed on the Acme Privacy Statement?",
        ),
        (
            "Which dates do the Privacy Statement and the Subprocessors and Cookies page show?",
            "Which dates do the Privacy Statement show?",
            "Which dates do the Subprocessors and Cookies page show?",
        ),
        (
            "What does the ToS and the DPA say about deletion?",
            "What does the ToS say about deletion?",
            "What does the DPA say about deletion?",
        ),
        # one preposition before both
        (
            "What is the cap for Previews under the Corporate Terms, and for Betas under the additional product terms?",
            "What is the cap for Previews under the Corporate Terms?",
            "What is the cap for Betas under the additional product terms?",
        ),
        (
            "What is the fee for returns under the Returns Policy and under the Terms of Service?",
            "What is the fee for returns under the Returns Policy?",
            "What is the fee for returns under the Terms of Service?",
        ),
        (
            "What are the notice periods for employees and for contractors?",
            "What are the notice periods for employees?",
            "What are the notice periods for contractors?",
        ),
        (
            "How much leave do I get for marriage, and for the birth of a child?",
            "How much leave do I get for marriage?",
            "How much leave do I get for the birth of a child?",
        ),
        # two objects of one verb
        (
            "To which addresses do I e-mail a copy of a legal request and a formal notice under the Partner Agreement?",
            "To which addresses do I e-mail a copy of a legal request?",
            "To which addresses do I e-mail a formal notice under the Partner Agreement?",
        ),
        (
            "To which addresses could one send a copy of a legal request, and a notice under the Partner Agreement?",
            "To which addresses could one send a copy of a legal request?",
            "To which addresses could one send a notice under the Partner Agreement?",
        ),
        # two values of one thing
        (
            "What are the fee and the deadline for late returns?",
            "What is the fee for late returns?",
            "What is the deadline for late returns?",
        ),
        ("What is the minimum age and the maximum age?", "What is the minimum age?", "What is the maximum age?"),
    ],
)
def test_parts_are_questions_by_themselves(text: str, first: str, second: str) -> None:
    assert parts(text) == (first, second)


@pytest.mark.parametrize(
    "text",
    [
        "Which sanctions apply to Crimea and Cuba?",
        "What are the terms and conditions?",
        "What is the search and seizure rule?",
        "When do Subprocessors and Cookies change?",
        "How do I cancel and get a refund?",
        "Can I return shoes and bags?",
        "Is a receipt needed, and who approves it?",
        "How long do I have to wait and why?",
        "Who can see and who can edit my data?",
        "What happens if I cancel and when I do not pay?",
        "What is the difference between the Privacy Statement and the Terms of Service?",
        "How do the Privacy Statement and the Terms of Service differ?",
        "Do the Privacy Statement and the Terms of Service conflict?",
        "What are the notice periods for employees and contractors?",
        "What is the fee for domestic and international orders?",
        "What is the notice period for contractors, and what is the fee for them?",
        "What do I need to know about cookies and how they are used?",
        "How is data collected and used?",
        "Which data is collected and how is it used?",
        "What is the deadline for refunds and exchanges?",
        "To which address do I send complaints and claims?",
        "What must I do before and after travel?",
        "How many days of leave do employees and contractors get?",
        "Which documents do I need for the visa and for the permit?",
        "What does “stop and search” mean?",
        "When can I cancel and how?",
        "What data do you collect and for what purposes?",
        "Where is my data stored and for how long?",
        "Does the warranty cover wear and tear?",
        "Is there a fee for late cancellation and how is it calculated?",
        "What are the rules on research and development costs?",
        "How long is the window?",
        "",
    ],
)
def test_what_belongs_together_is_one_question(text: str) -> None:
    assert parts(text) == (text,)


def read(text: str, *recent: RecentQuestion) -> QuestionReading:
    return read_question(text, now=NOW, zone=ZoneInfo("UTC"), history=HISTORY, recent=recent)


def test_each_part_has_its_own_kind_of_answer_and_documents() -> None:
    reading = read(
        "What is the fee under the Returns Policy, and who signs under the Partner Agreement, on 3 May 2024?"
    )
    assert [(part.wanted, part.documents) for part in reading.parts] == [
        (Wanted.MONEY, ("returns",)),
        (Wanted.PERSON_OR_BODY, ("partner",)),
    ]
    assert all("2024" not in part.search_text for part in reading.parts)
    assert set(reading.documents) == {"returns", "partner"}


def test_a_simple_question_is_its_own_only_part() -> None:
    reading = read("How long is the return window under the Returns Policy on 3 May 2024?")
    (part,) = reading.parts
    assert (part.search_text, part.value_kind, part.wanted, part.polar, part.documents, part.scope) == (
        reading.search_text,
        reading.value_kind,
        reading.wanted,
        reading.polar,
        reading.documents,
        reading.scope,
    )


def test_a_follow_up_is_one_question() -> None:
    before = RecentQuestion(
        question="How long is the window, and who pays?", answer="", as_of=NOW, time_source="now", document=None
    )
    assert len(read("What about contractors?", before).parts) == 1
