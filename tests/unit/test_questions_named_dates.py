"""Dates that a name and a year make up, told from today, counted from another date, or no date at all."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.questions import QuestionReading, TimeSource, read_question
from knowledge.questions.feasts import easter

NOW = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)  # a Monday


def read(text: str) -> QuestionReading:
    return read_question(text, now=NOW, zone=ZoneInfo("UTC"), history=[], recent=[])


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("on 03.04.2021", "2021-04-03"),
        ("on Feb 29 2024", "2024-02-29"),
        ("on 29 Feb", "2024-02-29"),
        ("at Easter 2022", "2022-04-17"),
        ("at Christmas 2021", "2021-12-25"),
        ("on New Year's Day 2022", "2022-01-01"),
        ("on New Year's Eve 2021", "2021-12-31"),
        ("in the early 2020s", "2020-01-01"),
        ("two weeks ago", "2026-11-09"),
        ("2 weeks back", "2026-11-09"),
        ("mid-2020", "2020-07-02"),
        ("in mid 2020", "2020-07-02"),
        ("mid-March 2020", "2020-03-16"),
        ("late 2020", "2020-12-31"),
        ("at the end of last year", "2025-12-31"),
        ("at the start of this year", "2026-01-01"),
        ("at year-end 2021", "2021-12-31"),
        ("by the end of March", "2026-03-31"),
        ("at the beginning of last month", "2026-10-01"),
        ("in the middle of last year", "2025-07-02"),
        ("on the 15th of this month", "2026-11-15"),
        ("on the 1st of last month", "2026-10-01"),
        ("on the first of May", "2026-05-01"),
        ("last Monday", "2026-11-16"),
        ("on Monday last week", "2026-11-16"),
        ("in 20210403", "2021-04-03"),
        ("on 2021-4-3", "2021-04-03"),
        ("on 2021.04.03", "2021-04-03"),
        ("on 3.4.21", "2021-04-03"),
        ("on 13/2/21", "2021-02-13"),
        ("on 3 April, 2021", "2021-04-03"),
        ("on 3-April-2021", "2021-04-03"),
        ("on April-3-2021", "2021-04-03"),
        ("on 3rd of April in 2021", "2021-04-03"),
        ("on April 3 in 2021", "2021-04-03"),
        ("on the 3rd April of last year", "2025-04-03"),
        ("on 3 April last year", "2025-04-03"),
        ("on 3 April this year", "2026-04-03"),
        ("at noon on 3 April 2021", "2021-04-03T12:00:00"),
        ("on 3 April 2021 at 5pm", "2021-04-03T17:00:00"),
        ("on 3 April 2021 at 5:30 pm", "2021-04-03T17:30:00"),
        ("on 3 April 2021, 17:30", "2021-04-03T17:30:00"),
        ("at 17:30 on 3 April 2021", "2021-04-03T17:30:00"),
        ("on the morning of 3 April 2021", "2021-04-03"),
        ("in the morning of April 3, 2021", "2021-04-03"),
        ("one year ago today", "2025-11-23"),
        ("a year and a half ago", "2025-05-23"),
        ("one and a half years ago", "2025-05-23"),
        ("1.5 years ago", "2025-05-23"),
        ("a decade ago", "2016-11-23"),
        ("ten years ago", "2016-11-23"),
        ("on 3 April 1789", "1789-04-03"),
        ("on Friday 3 April 2021", "2021-04-03"),
        ("on Saturday 3 April 2021", "2021-04-03"),
        ("next Tuesday", "2026-11-24"),
        ("as of yesterday", "2026-11-22"),
        ("as of the end of last quarter", "2026-09-30"),
        ("prior to last year", "2024-12-31"),
        ("before June", "2026-05-31"),
        ("before the summer of 2022", "2022-05-31"),
        ("pre-2022", "2021-12-31"),
        ("post-2022", "2023-01-01"),
        ("not later than 3 May 2021", "2021-05-03"),
        ("up to and including 3 May 2021", "2021-05-03"),
        ("through 3 May 2021", "2021-05-03"),
        ("on or before 3 May 2021", "2021-05-03"),
        ("as late as 3 May 2021", "2021-05-03"),
        ("around 3 May 2021", "2021-05-03"),
        ("on the last day of February 2024", "2024-02-29"),
        ("on the last day of the year 2023", "2023-12-31"),
        ("on the first Monday of May 2021", "2021-05-03"),
        ("in the weeks after 3 May 2021", "2021-05-04"),
        ("the day after 3 May 2021", "2021-05-04"),
        ("the day before 3 May 2021", "2021-05-02"),
        ("two days after 3 May 2021", "2021-05-05"),
        ("a month before 3 May 2021", "2021-04-03"),
        ("one week prior to May 3rd, 2021", "2021-04-26"),
    ],
)
def test_a_day_told_by_a_name_or_from_another_day(words: str, instant: str) -> None:
    reading = read(f"What was the fee {words}?")
    assert reading.as_of == dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC)
    assert (reading.period, reading.search_text) == (None, "What was the fee?")


@pytest.mark.parametrize(
    ("words", "first", "after", "as_of"),
    [
        ("in FY2023", "2023-01-01", "2024-01-01", "2023-12-31"),
        ("in FY23", "2023-01-01", "2024-01-01", "2023-12-31"),
        ("in fiscal 2023", "2023-01-01", "2024-01-01", "2023-12-31"),
        ("in Q3", "2026-07-01", "2026-10-01", "2026-09-30"),
        ("in H1", "2026-01-01", "2026-07-01", "2026-06-30"),
        ("in the third quarter", "2026-07-01", "2026-10-01", "2026-09-30"),
        ("in the first half of this year", "2026-01-01", "2026-07-01", "2026-06-30"),
        ("last summer", "2026-06-01", "2026-09-01", "2026-08-31"),
        ("this spring", "2026-03-01", "2026-06-01", "2026-05-31"),
        ("in winter 2021/22", "2021-12-01", "2022-03-01", "2022-02-28"),
        ("in the nineties", "1990-01-01", "2000-01-01", "1999-12-31"),
        ("in the 2010s", "2010-01-01", "2020-01-01", "2019-12-31"),
        ("since May", "2026-05-01", "2026-11-23", "2026-11-23"),
        ("over the last three months", "2026-08-23", "2026-11-24", "2026-11-23"),
        ("in the past six months", "2026-05-23", "2026-11-24", "2026-11-23"),
        ("within the last year", "2025-01-01", "2026-01-01", "2025-12-31"),
        ("earlier this year", "2026-01-01", "2026-11-23", "2026-11-22"),
        ("later this year", "2026-11-24", "2027-01-01", "2026-12-31"),
        ("earlier this month", "2026-11-01", "2026-11-23", "2026-11-22"),
        ("in week 12 of 2023", "2023-03-20", "2023-03-27", "2023-03-26"),
        ("in calendar week 12, 2023", "2023-03-20", "2023-03-27", "2023-03-26"),
        ("in 2023-W12", "2023-03-20", "2023-03-27", "2023-03-26"),
        ("in KW 12 2023", "2023-03-20", "2023-03-27", "2023-03-26"),
        ("in April last year", "2025-04-01", "2025-05-01", "2025-04-30"),
        ("in April of last year", "2025-04-01", "2025-05-01", "2025-04-30"),
        ("in last April", "2026-04-01", "2026-05-01", "2026-04-30"),
        ("in April two years ago", "2024-04-01", "2024-05-01", "2024-04-30"),
        ("in April the year before last", "2024-04-01", "2024-05-01", "2024-04-30"),
        ("the year before last", "2024-01-01", "2025-01-01", "2024-12-31"),
        ("in 04/2021", "2021-04-01", "2021-05-01", "2021-04-30"),
        ("in April '21", "2021-04-01", "2021-05-01", "2021-04-30"),
        ("in Apr-21", "2021-04-01", "2021-05-01", "2021-04-30"),
        ("in '21", "2021-01-01", "2022-01-01", "2021-12-31"),
        ("in 1H 2021", "2021-01-01", "2021-07-01", "2021-06-30"),
        ("in 2H21", "2021-07-01", "2022-01-01", "2021-12-31"),
        ("in 3Q21", "2021-07-01", "2021-10-01", "2021-09-30"),
        ("in Q1/2021", "2021-01-01", "2021-04-01", "2021-03-31"),
        ("in Q1 '21", "2021-01-01", "2021-04-01", "2021-03-31"),
        ("in Q1 of last year", "2025-01-01", "2025-04-01", "2025-03-31"),
        ("in the last quarter of 2021", "2021-10-01", "2022-01-01", "2021-12-31"),
        ("during the first two months of 2021", "2021-01-01", "2021-03-01", "2021-02-28"),
        ("in January or February 2021", "2021-01-01", "2021-03-01", "2021-02-28"),
        ("in January and February 2021", "2021-01-01", "2021-03-01", "2021-02-28"),
        ("between January 2021 and today", "2021-01-01", "2026-11-23", "2026-11-23"),
        ("between 2020 and 2022", "2020-01-01", "2023-01-01", "2022-12-31"),
        ("from January to March 2021", "2021-01-01", "2021-04-01", "2021-03-31"),
        ("from 2020 through 2022", "2020-01-01", "2023-01-01", "2022-12-31"),
        ("from 3 to 9 May 2021", "2021-05-03", "2021-05-10", "2021-05-09"),
        ("from May 3 to 9, 2021", "2021-05-03", "2021-05-10", "2021-05-09"),
        ("in 2020-2022", "2020-01-01", "2023-01-01", "2022-12-31"),
        ("in 2020\u201321", "2020-01-01", "2022-01-01", "2021-12-31"),
        ("circa 2021", "2021-01-01", "2022-01-01", "2021-12-31"),
        ("in the first week of May 2021", "2021-05-01", "2021-05-08", "2021-05-07"),
        ("in the last week of May 2021", "2021-05-25", "2021-06-01", "2021-05-31"),
    ],
)
def test_a_period_told_by_a_name(words: str, first: str, after: str, as_of: str) -> None:
    reading = read(f"What was the fee {words}?")
    assert reading.period is not None
    bounds = (reading.period.start, reading.period.end, reading.as_of)
    assert [bound.date().isoformat() for bound in bounds if bound] == [first, after, as_of]
    assert reading.search_text == "What was the fee?"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("on 3/4/2021", "two ways"),
        ("on 31 June", "has no day"),
        ("on June 31st, 2022", "has 30 days"),
        ("on 29 February 2023", "has 28 days"),
        ("in the financial year 2022/23", "differs from one"),
        ("in FY 2022-23", "differs from one"),
        ("in the 2022/2023 tax year", "differs from one"),
        ("on the day I joined", "was is not known"),
        ("when I joined", "was is not known"),
        ("when I signed up", "was is not known"),
        ("at the time of my purchase", "was is not known"),
        ("a while ago", "names no date"),
        ("a few years ago", "names no date"),
        ("several months ago", "names no date"),
        ("some time ago", "names no date"),
        ("on 1/2/21", "two ways"),
        ("on 3 April 20211", "no year has"),
        ("on 35 April 2021", "has 30 days"),
        ("on 0 April 2021", "has 30 days"),
        ("on 2021-02-30", "has 28 days"),
        ("on 32/1/2021", "has 31 days"),
        ("on 13/13/2021", "no month 13"),
        ("in Q5 2021", "has 4 of them"),
        ("on 30.02.2021", "has 28 days"),
        ("as of then", "there is none"),
    ],
)
def test_what_is_no_date_or_no_certain_one_is_asked_back(words: str, told: str) -> None:
    reading = read(f"What was the fee {words}?")
    assert reading.as_of is None
    assert told in (reading.unclear or "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("in FY2023", "calendar year"),
        ("in fiscal 2023", "calendar year"),
        ("in the financial year 2023", "calendar year"),
        ("on Friday 3 April 2021", "Saturday"),
        ("on Monday, 1 May 2024", "Wednesday"),
    ],
)
def test_another_reading_that_was_possible_is_told(words: str, told: str) -> None:
    reading = read(f"What was the fee {words}?")
    assert reading.as_of is not None
    assert told in " ".join(reading.notices)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("What will the fee be on 1 January?", "2027-01-01"),
        ("What will the fee be in March?", "2027-03-31"),
        ("What was the fee on 1 January?", "2026-01-01"),
        ("What will the fee be on 24 December?", "2026-12-24"),
    ],
)
def test_a_day_without_a_year_is_the_next_one_where_the_question_looks_ahead(text: str, day: str) -> None:
    as_of = read(text).as_of
    assert as_of is not None
    assert as_of.date().isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "How many days before departure must I cancel?",
        "May an employee be absent for more than three days in a row?",
        "What happens if my flight is delayed by two hours?",
        "Can I take leave in the first three months of employment?",
        "What must be done within 24 hours of an incident?",
        "How long is the probation period for new hires?",
        "Can I work from home on Fridays?",
        "Are deliveries made on Christmas Day?",
        "Is the office open between Christmas and New Year?",
        "What is the deadline for claims in the summer holidays?",
        "What is the allowance per month?",
        "Must expenses be filed by the end of the month?",
        "Must invoices be paid by the 15th of the month?",
        "Do I lose leave that I did not take in the previous year?",
        "How many days of leave can be carried into the next year?",
        "What must I do on my last day?",
        "How are the first and second warnings given?",
        "Who must be told before a change of address?",
        "Are there changes to my pay when I change teams?",
        "What is the notice period after two years of service?",
        "How much can I spend on a gift?",
        "What does section 4 say about the version control of documents?",
        "Which version of the form do I need?",
        "Is a v2 certificate accepted?",
        "How do I update my address and phone number?",
        "What data do you collect and for what purposes?",
        "How do I contact the data protection officer and file a complaint?",
        "Where is my data stored and for how long?",
        "Who has access to my data and how is it protected?",
        "What rights do I have and how do I exercise them?",
        "What is the difference between full and half board?",
        "Does the warranty cover wear and tear?",
        "Are health and safety trainings mandatory?",
        "What are the rules on research and development costs?",
        "Can I bring pets and do I have to pay for them?",
        "How long does the company keep my data and why?",
        "What is covered under the travel policy?",
        "Under what conditions and when can I get a refund?",
        "What if it is lost?",
        "Does this policy apply to contractors?",
        "What is this policy about?",
        "Do they pay overtime?",
        "How does one file a claim?",
        "Can I use it for personal calls?",
        "What are the current rates?",
        "Is the current version binding?",
        "How does the new policy differ from the old policy?",
        "What should I do when I first join?",
        "Is the 2020 holiday calendar still valid?",
        "How much did the 2019 budget allow?",
        "What does Regulation (EU) 2016/679 require?",
        "Does the ISO 27001:2013 standard apply?",
        "Is the Companies Act 2006 mentioned?",
        "Does the California Consumer Privacy Act of 2018 apply?",
        "What is the fine under the Data Protection Act 2018?",
        "What is required by 21 CFR Part 11?",
        "Must I keep records for 7 years?",
        "Are 2 references needed?",
        "What are the opening hours from 9 to 5?",
        "Can 10-12 people take part?",
        "Is the hotline open 24/7?",
        "Is 1/2 day leave possible?",
        "How is the 13th salary paid?",
        "Must a password have 8-12 characters?",
        "What is the price of the 2023 model?",
        "Does the old policy say anything about pets?",
        "What was the policy on pets?",
        "How can I get a copy of an earlier version of my contract?",
        "Are previous versions of the policy available?",
        "What is the procedure for the second appeal?",
    ],
)
def test_an_everyday_question_names_no_time_and_is_clear(text: str) -> None:
    reading = read(text)
    assert (reading.as_of, reading.unclear, reading.notices, reading.search_text) == (None, None, (), text)
    assert (reading.comparison, reading.asks_when, reading.time_source) == (None, None, TimeSource.NOW)


@pytest.mark.parametrize(
    ("year", "day"), [(2021, "2021-04-04"), (2022, "2022-04-17"), (2024, "2024-03-31"), (2038, "2038-04-25")]
)
def test_easter_is_known(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


@given(st.integers(1900, 2199))
def test_easter_is_a_sunday_of_march_or_april(year: int) -> None:
    found = easter(year)
    assert found.weekday() == 6
    assert dt.date(year, 3, 22) <= found <= dt.date(year, 4, 25)


FORMATS = (
    "%Y-%m-%d",
    "%d %B %Y",
    "%B %d, %Y",
    "%d. %B %Y",
    "%d %b %Y",
    "%b %d %Y",
    "%A, %d %B %Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31)), st.sampled_from(FORMATS), st.sampled_from(("on", "as of")))
def test_every_day_is_read_in_every_plain_form(day: dt.date, form: str, preposition: str) -> None:
    reading = read(f"How long was the window {preposition} {day.strftime(form)}?")
    assert reading.as_of == dt.datetime.combine(day, dt.time(), dt.UTC)
    assert reading.search_text == "How long was the window?"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    reading = read(text)
    assert reading.parts
    assert reading.as_of is None or reading.unclear is None or reading.time_source is TimeSource.QUESTION


WORDS = (
    *(
        "what",
        "when",
        "how",
        "much",
        "was",
        "the",
        "fee",
        "policy",
        "they",
        "it",
        "changed",
        "different",
        "contractors",
    ),
    *("in", "on", "before", "after", "since", "between", "and", "to", "of", "than", "compared with", "a few", "ago"),
    *("2021", "May", "Q3", "12", "31", "1/2/2021", "last", "first", "next", "year", "week", "Easter", "'21", "5pm"),
    *("version 3", "original", "previous version", "plan", "contractors", "Germany", ",", "?", "'s", "FY", "-"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=24))
def test_any_order_of_the_words_that_tell_time_is_read(words: list[str]) -> None:
    reading = read(" ".join(words))
    assert reading.comparison is None or reading.as_of is not None
