"""The time of a question: every written form, told from today, tied to a change, or no time of the question at all."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from knowledge.questions import DocumentChange, QuestionReading, TimeSource, read_question

UTC = ZoneInfo("UTC")
NOW = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)  # a Monday


def _change(document: str, title: str, version: int, day: str) -> DocumentChange:
    effective = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return DocumentChange(document=document, title=title, version=version, effective_at=effective)


HISTORY = [
    _change("returns", "Returns Policy", 1, "2020-01-01"),
    _change("travel", "Travel and Expenses", 1, "2021-01-01"),
    _change("returns", "Returns Policy", 2, "2022-06-10"),
    _change("returns", "Returns Policy", 3, "2023-05-03"),
    _change("travel", "Travel and Expenses", 2, "2023-05-25"),
    _change("returns", "Returns Policy", 4, "2025-02-01"),
    _change("returns", "Returns Policy", 5, "2027-02-01"),
]


def read(text: str, zone: ZoneInfo = UTC) -> QuestionReading:
    return read_question(text, now=NOW, zone=zone, history=HISTORY, recent=[])


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on 3 March 2024", "2024-03-03"),
        ("on 3rd March 2024", "2024-03-03"),
        ("on the 3rd of March 2024", "2024-03-03"),
        ("on the 3rd of March, 2024", "2024-03-03"),
        ("on March 3, 2024", "2024-03-03"),
        ("on March 3rd 2024", "2024-03-03"),
        ("on March the 3rd, 2024", "2024-03-03"),
        ("on Mar. 3, 2024", "2024-03-03"),
        ("on 3-Mar-2024", "2024-03-03"),
        ("on 3 Mar '24", "2024-03-03"),
        ("on Sunday, 3 March 2024", "2024-03-03"),
        ("on Sun 3 Mar 2024", "2024-03-03"),
        ("on Sunday, March 3rd, 2024", "2024-03-03"),
        ("on the third of March 2024", "2024-03-03"),
        ("on 2024-03-03", "2024-03-03"),
        ("on 2024/03/03", "2024-03-03"),
        ("on 13/04/2024", "2024-04-13"),
        ("on 04/13/2024", "2024-04-13"),
        ("on 05/05/2024", "2024-05-05"),
        ("on 03.04.2024", "2024-04-03"),
        ("on Sept 9, 2024", "2024-09-09"),
        ("as of 3 March 2024", "2024-03-03"),
        ("as at 3 March 2024", "2024-03-03"),
        ("as it stood on 3 March 2024", "2024-03-03"),
        ("in force on 3 March 2024", "2024-03-03"),
        ("effective 3 March 2024", "2024-03-03"),
        ("back on 3 March 2024", "2024-03-03"),
        ("(3 March 2024)", "2024-03-03"),
        (", 3 March 2024", "2024-03-03"),
        ("before 1 May 2023", "2023-04-30"),
        ("prior to 1 May 2023", "2023-04-30"),
        ("until 1 May 2023", "2023-04-30"),
        ("just before 1 May 2023", "2023-04-30"),
        ("after 1 May 2023", "2023-05-02"),
        ("from 1 May 2023", "2023-05-01"),
        ("by 1 May 2023", "2023-05-01"),
        ("before 2021", "2020-12-31"),
        ("after 2021", "2022-01-01"),
        ("at the end of 2020", "2020-12-31"),
        ("at the end of March 2021", "2021-03-31"),
        ("at the beginning of 2020", "2020-01-01"),
        ("at the start of Q2 2020", "2020-04-01"),
        ("in early 2022", "2022-01-01"),
        ("in mid-2022", "2022-07-02"),
        ("in late March 2022", "2022-03-31"),
        ("on the last day of 2021", "2021-12-31"),
        ("yesterday", "2026-11-22"),
        ("the day before yesterday", "2026-11-21"),
        ("tomorrow", "2026-11-24"),
        ("a year ago", "2025-11-23"),
        ("two years ago", "2024-11-23"),
        ("18 months ago", "2025-05-23"),
        ("half a year ago", "2026-05-23"),
        ("a couple of weeks ago", "2026-11-09"),
        ("this time last year", "2025-11-23"),
        ("last Friday", "2026-11-20"),
        ("on 3 March", "2026-03-03"),
        ("on 24 December", "2025-12-24"),
        ("on 3 March 2031", "2031-03-03"),
        ("in two years' time", "2028-11-23"),
    ],
)
def test_a_day_is_read_in_every_usual_form(words: str, day: str) -> None:
    reading = read(f"How long was the notice period {words}?".replace(" ,", ","))
    assert (reading.as_of, reading.period) == (dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC), None)
    assert reading.search_text == "How long was the notice period?"
    assert reading.time_source == TimeSource.QUESTION


@pytest.mark.parametrize(
    ("words", "first", "after", "as_of"),
    [
        ("in 2021", "2021-01-01", "2022-01-01", "2021-12-31"),
        ("during 2021", "2021-01-01", "2022-01-01", "2021-12-31"),
        ("in the year 2021", "2021-01-01", "2022-01-01", "2021-12-31"),
        ("in fiscal year 2021", "2021-01-01", "2022-01-01", "2021-12-31"),
        ("back in 2021", "2021-01-01", "2022-01-01", "2021-12-31"),
        ("in March 2021", "2021-03-01", "2021-04-01", "2021-03-31"),
        ("in Mar 2021", "2021-03-01", "2021-04-01", "2021-03-31"),
        ("in 2021-03", "2021-03-01", "2021-04-01", "2021-03-31"),
        ("in Q3 2025", "2025-07-01", "2025-10-01", "2025-09-30"),
        ("in 2025 Q3", "2025-07-01", "2025-10-01", "2025-09-30"),
        ("in the third quarter of 2025", "2025-07-01", "2025-10-01", "2025-09-30"),
        ("in H1 2025", "2025-01-01", "2025-07-01", "2025-06-30"),
        ("in the second half of 2025", "2025-07-01", "2026-01-01", "2025-12-31"),
        ("last week", "2026-11-16", "2026-11-23", "2026-11-22"),
        ("last month", "2026-10-01", "2026-11-01", "2026-10-31"),
        ("last quarter", "2026-07-01", "2026-10-01", "2026-09-30"),
        ("last year", "2025-01-01", "2026-01-01", "2025-12-31"),
        ("in March", "2026-03-01", "2026-04-01", "2026-03-31"),
        ("last December", "2025-12-01", "2026-01-01", "2025-12-31"),
        ("next year", "2027-01-01", "2028-01-01", "2027-12-31"),
        ("between March and June 2021", "2021-03-01", "2021-07-01", "2021-06-30"),
        ("from 1 May 2023 to 3 June 2023", "2023-05-01", "2023-06-04", "2023-06-03"),
        ("in 2021 and in 2023", "2021-01-01", "2024-01-01", "2023-12-31"),
    ],
)
def test_a_period_is_answered_on_its_last_day(words: str, first: str, after: str, as_of: str) -> None:
    reading = read(f"How long was the notice period {words}?")
    assert reading.period is not None
    bounds = (reading.period.start, reading.as_of, reading.period.end)
    assert [bound.date().isoformat() for bound in bounds if bound] == [first, as_of, after]


def test_a_period_that_is_not_over_is_answered_now() -> None:
    assert read("What is the fee this year?").as_of == NOW
    assert read("What is the fee in 2026?").as_of == NOW
    since = read("What has changed since 1 May 2023?")
    assert since.as_of == NOW
    assert since.period is not None


@pytest.mark.parametrize(
    "words", ["On 3 March 2024, ", "As of March 3rd, 2024, ", "3 March 2024: ", "Back on 3 March 2024 "]
)
def test_a_date_may_open_the_question(words: str) -> None:
    reading = read(f"{words}how long was the notice period?")
    assert reading.as_of == dt.datetime(2024, 3, 3, tzinfo=dt.UTC)
    assert reading.search_text == "How long was the notice period?"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("What was the fee before the May 2023 change?", "2023-05-24T23:59:59"),
        ("What was the fee before the May 2023 change to the Returns Policy?", "2023-05-02T23:59:59"),
        ("What did the Returns Policy charge prior to the 2023 amendment?", "2023-05-02T23:59:59"),
        ("What was the fee before the change in May 2023?", "2023-05-24T23:59:59"),
        ("What was the fee just before the update of 3 May 2023?", "2023-05-02T23:59:59"),
        ("What was the fee before it was changed in June 2022?", "2022-06-09T23:59:59"),
        ("What was the fee after the June 2022 update?", "2022-06-10T00:00:00"),
        ("What was the fee before the last change?", "2025-01-31T23:59:59"),
    ],
)
def test_a_change_is_resolved_against_what_is_known_to_have_changed(text: str, instant: str) -> None:
    reading = read(text)
    assert reading.as_of == dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC)
    assert "change" not in reading.search_text


def test_a_change_that_nobody_knows_is_asked_back_with_the_nearest_ones() -> None:
    reading = read("What was the fee before the 2019 change?")
    assert reading.as_of is None
    assert "10 June 2022" in (reading.unclear or "")


@pytest.mark.parametrize(
    "text",
    [
        "How long is the return window for orders placed before 1 May 2024?",
        "What applies to employees hired after 1 January 2020?",
        "What applies to employees who joined before 2020?",
        "Do orders placed before 1 May 2024 ship free?",
        "Were orders placed before 1 May 2024 eligible for refunds?",
        "What fee applies to invoices issued in 2021?",
    ],
)
def test_a_date_that_conditions_what_is_asked_about_is_not_the_instant(text: str) -> None:
    reading = read(text)
    assert (reading.as_of, reading.time_source, reading.search_text) == (None, TimeSource.NOW, text)
    assert reading.notices


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("As of 3 June 2024, how long is the window for orders placed before 1 May 2024?", "2024-06-03"),
        ("How long is the window for orders placed before 1 May 2024, on 3 June 2024?", "2024-06-03"),
        ("What fee applied in 2022 to invoices issued in 2021?", "2022-12-31"),
        ("Was the fee charged on 3 March 2024?", "2024-03-03"),
        ("Were reviewers hired by the council paid as of 3 March 2024?", "2024-03-03"),
        ("What effective date was shown on the page on 3 March 2024?", "2024-03-03"),
        ("What did the March 2021 version say about trains?", "2021-03-31"),
        ("Under the terms of 5 June 2021, who signs?", "2021-06-05"),
    ],
)
def test_of_two_dates_the_one_tied_to_the_asking_clause_is_taken(text: str, day: str) -> None:
    as_of = read(text).as_of
    assert as_of is not None
    assert as_of.date().isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "May 2 people share a room?",
        "Does “Last updated 1 May 2021” stand in the policy?",
        "Is ISO 27001 required under section 2020?",
        "Was the effective date of the notice 1 May 2021?",
        "How many of the 2000 licences are in use?",
        "Is version 2.0.2021 supported?",
    ],
)
def test_what_is_no_time_of_the_question_is_left_alone(text: str) -> None:
    reading = read(text)
    assert (reading.as_of, reading.unclear, reading.search_text) == (None, None, text)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("on 30 February 2024", "February 2024 has 29 days"),
        ("on 2024-13-01", "no month 13"),
        ("on 31 April", "no day 31"),
        ("on 03/04/2024", "3 April 2024 or 4 March 2024"),
    ],
)
def test_impossible_and_ambiguous_dates_are_asked_back(words: str, told: str) -> None:
    reading = read(f"What was the fee {words}?")
    assert reading.as_of is None
    assert told in (reading.unclear or "")


def test_a_bare_date_is_midnight_in_the_tenants_zone_and_a_time_keeps_its_offset() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert read("Fee on 3 March 2024?", tokyo).as_of == dt.datetime(2024, 3, 2, 15, tzinfo=dt.UTC)
    assert read("Fee on 3 March 2024 at 09:30?", tokyo).as_of == dt.datetime(2024, 3, 3, 0, 30, tzinfo=dt.UTC)
    offset = dt.datetime(2024, 3, 3, 21, 30, tzinfo=dt.UTC)
    assert read("Fee on 2024-03-03T23:30:00+02:00?", tokyo).as_of == offset
