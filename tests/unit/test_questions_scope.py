"""For whom or what a question asks, in the words that statements are limited by."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ingestion.extraction.scopes import scope_of_sentence
from knowledge.questions import read_question
from knowledge.questions.scopes_meant import scope_meant
from knowledge.time_windows import Scope


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("How many days of leave do contractors get?", (("audience", "contractors"),)),
        ("For contractors, how long is the notice period?", (("audience", "contractors"),)),
        ("What is the notice period for contractors?", (("audience", "contractors"),)),
        ("What applies to interns?", (("audience", "interns"),)),
        ("As a part-time employee, do I get leave?", (("audience", "part-time employees"),)),
        (
            "How much leave do I get as a part-time employee in Germany?",
            (("audience", "part-time employees"), ("region", "germany")),
        ),
        ("What is the allowance for employees in Germany?", (("region", "germany"),)),
        ("In Germany, what is the allowance?", (("region", "germany"),)),
        ("What is the per diem in France?", (("region", "france"),)),
        ("What support do I get on the Enterprise plan?", (("plan", "enterprise"),)),
        ("What is the limit on the enterprise plan?", (("plan", "enterprise"),)),
        ("Do Pro plan users get support?", (("plan", "pro"),)),
        ("What is the response time for the Business plan?", (("plan", "business"),)),
        ("I live in Germany. Which company is the controller?", (("region", "germany"),)),
        ("Our company is in Japan. Whose law applies?", (("region", "japan"),)),
        ("For a user living in Germany, which company was named as controller?", (("region", "germany"),)),
        ("Do contractors have to sign an NDA?", (("audience", "contractors"),)),
        ("May students work more than 20 hours?", (("audience", "students"),)),
        ("How many privacy requests may a US user make?", (("region", "united states"),)),
        ("What rights do EU customers have?", (("region", "european union"),)),
        (
            "How long is parental leave for employees in the UK and Ireland?",
            (("region", "ireland"), ("region", "united kingdom")),
        ),
        ("How is delivery to Switzerland charged?", (("region", "switzerland"),)),
        ("How much is shipping to the EU?", (("region", "european union"),)),
        ("I am a contractor. How much notice do I need?", (("audience", "contractors"),)),
        ("Does the warranty apply to business customers?", (("audience", "business customers"),)),
        ("Are employees in the United States paid weekly?", (("region", "united states"),)),
        ("What is the notice period for part-time staff?", (("audience", "part-time employees"),)),
        ("Can freelancers book a hotel in France?", (("audience", "freelancers"), ("region", "france"))),
        ("Is the free plan limited?", (("plan", "free"),)),
    ],
)
def test_the_words_say_for_whom_it_is_asked(text: str, scope: Scope) -> None:
    assert scope_meant(text) == scope


@pytest.mark.parametrize(
    "text",
    [
        "Which law governs for a customer based outside the Americas?",
        "Which countries are sanctioned, such as Cuba?",
        "Is Cuba a sanctioned country?",
        "Where is the office in Germany?",
        "Does the policy mention contractors?",
        "Who approves contractors' invoices?",
        "What must a manager approve?",
        "How long is parental leave for contractors and for interns?",
        "What is a contractor?",
        "How do I become a contractor?",
        "What does the EU data law say?",
        "When do I need a business plan?",
        "How many new customers joined?",
    ],
)
def test_what_a_question_merely_mentions_is_no_scope(text: str) -> None:
    assert scope_meant(text) == ()


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("What is the notice period for contractors?", "For contractors, the notice period is 14 days."),
        ("What is the allowance in Germany?", "In Germany, the allowance is 30 EUR."),
        ("What is the allowance in the U.K.?", "In the United Kingdom, the allowance is 30 EUR."),
        ("How fast is support on the Enterprise plan?", "On the Enterprise plan, support answers within 4 hours."),
        ("How many days do part-time staff get?", "Part-time employees receive 10 days."),
        ("What do interns in the USA earn?", "Interns in the United States earn 20 USD an hour."),
    ],
)
def test_questions_and_statements_name_one_scope_alike(question: str, statement: str) -> None:
    assert scope_meant(question)
    assert scope_meant(question) == scope_of_sentence(statement)


def test_a_part_has_the_scope_of_the_whole_narrowed_by_its_own() -> None:
    asked = "In Germany, what is the fee for students, and what is the fee for pensioners?"
    reading = read_question(
        asked, now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), zone=ZoneInfo("UTC"), history=[], recent=[]
    )
    germany = ("region", "germany")
    scopes = [part.scope for part in reading.parts]
    assert scopes == [(("audience", "students"), germany), (("audience", "pensioners"), germany)]
