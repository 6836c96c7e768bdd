"""Times told by versions and changes, questions about time itself, and what must be asked back."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from knowledge.questions import AboutTime, DocumentChange, QuestionReading, RecentQuestion, TimeSource, read_question

NOW = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def _change(document: str, title: str, version: int, day: str) -> DocumentChange:
    return DocumentChange(document=document, title=title, version=version, effective_at=instant(day))


def instant(text: str) -> dt.datetime:
    return NOW if text == "now" else dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


HISTORY = [
    _change("returns", "Returns Policy", 1, "2020-01-01"),
    _change("travel", "Travel and Expenses", 1, "2021-01-01"),
    _change("returns", "Returns Policy", 2, "2022-06-10"),
    _change("returns", "Returns Policy", 3, "2023-05-03"),
    _change("travel", "Travel and Expenses", 2, "2023-05-25"),
    _change("returns", "Returns Policy", 4, "2025-02-01"),
    _change("returns", "Returns Policy", 5, "2027-02-01"),
]


def read(text: str, *recent: RecentQuestion, history: list[DocumentChange] = HISTORY) -> QuestionReading:
    return read_question(text, now=NOW, zone=ZoneInfo("UTC"), history=history, recent=recent)


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("What was the fee in version 3 of the Returns Policy?", "2023-05-03"),
        ("What did version 3 of the Returns Policy say about fees?", "2023-05-03"),
        ("Under v2 of the Returns Policy, what was the fee?", "2022-06-10"),
        ("What was the fee in the second version of Travel and Expenses?", "2023-05-25"),
        ("What was the fee in the original version of the Returns Policy?", "2020-01-01"),
        ("What did the original version of the Returns Policy say about fees?", "2020-01-01"),
        ("What was the return fee when the Returns Policy was introduced?", "2020-01-01"),
        ("What did travel and expenses allow at launch?", "2021-01-01"),
        ("What was the return window originally?", "2020-01-01"),
        ("Initially, what was the return window?", "2020-01-01"),
        ("What was the fee under the previous version of the Returns Policy?", "2025-01-31T23:59:59"),
        ("What was the fee under the old returns policy?", "2025-01-31T23:59:59"),
        ("Before the Returns Policy was changed, what was the fee?", "2025-01-31T23:59:59"),
        ("What will the fee be in the next version of the Returns Policy?", "2027-02-01"),
        ("What is the fee in the current version of the Returns Policy?", "now"),
        ("What is the fee in the latest version?", "now"),
    ],
)
def test_a_version_is_resolved_against_the_history(text: str, as_of: str) -> None:
    reading = read(text)
    assert (reading.as_of, reading.time_source, reading.unclear) == (instant(as_of), TimeSource.QUESTION, None)
    assert "version" not in reading.search_text


def test_where_one_document_is_all_there_is_it_is_meant() -> None:
    alone = [change for change in HISTORY if change.document == "returns"]
    assert read("What was the fee in version 2?", history=alone).as_of == instant("2022-06-10")
    assert read("What was the fee at launch?", history=alone).as_of == instant("2020-01-01")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("What was the fee in version 9 of the Returns Policy?", "version 4 of 1 February 2025"),
        ("What was the fee in version 3?", "of which document"),
        ("What was the fee in the original version?", "of which document"),
        ("What was the fee at launch?", "of which document"),
        ("What will the fee be in the next version of Travel and Expenses?", "not known of Travel and Expenses"),
        ("What was the fee when I joined?", "when I joined"),
        ("What was my notice period when I was hired?", "when I was hired"),
        ("How long was the window on the day we signed up?", "on the day we signed up"),
        ("What did the insurance cover at the time of my purchase?", "at the time of my purchase"),
        ("What was the fee back then?", "named before"),
        ("Is it refundable?", "What does the question speak of"),
        ("How long does it take?", "What does the question speak of"),
        ("How much is it?", "What does the question speak of"),
        ("Who approves it?", "What does the question speak of"),
        ("When was it introduced?", "What does the question speak of"),
        ("What does it say?", "What does the question speak of"),
        ("Does it apply to contractors?", "What does the question speak of"),
        ("What changed between version 2 and version 8 of the Returns Policy?", "not known of Returns Policy"),
    ],
)
def test_what_nobody_can_know_is_asked_back(text: str, told: str) -> None:
    reading = read(text)
    assert told in (reading.unclear or "")
    assert reading.as_of is None


@pytest.mark.parametrize(
    "text",
    [
        "How long does it take to get a refund?",
        "Is it allowed to smoke?",
        "Is it true that contractors get leave?",
        "Do I get a refund when I cancelled twice?",
        "Is TLS version 1.2 required?",
        "Is version 2 of the form accepted?",
        "Which version of the form do I need?",
        "Are previous versions of the policy available?",
        "What should I do when I join?",
        "Can I use it for personal calls?",
        "How does one file a claim?",
    ],
)
def test_what_a_clerk_understands_is_not_asked_back(text: str) -> None:
    reading = read(text)
    assert (reading.unclear, reading.as_of) == (None, None)


def test_what_it_means_is_known_in_a_conversation() -> None:
    before = RecentQuestion(
        question="What is the late fee?", answer="5 EUR", as_of=NOW, time_source="now", document=None
    )
    assert read("Is it refundable?", before).unclear is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("What changed between 1 March 2021 and today?", "2021-03-01", "now"),
        ("What changed between 1 March 2021 and 1 May 2022?", "2021-03-01", "2022-05-01"),
        ("What changed from 1 March 2021 to 1 May 2022?", "2021-03-01", "2022-05-01"),
        ("How did the notice period change from 2020 to 2022?", "2020-01-01", "2022-12-31T23:59:59"),
        ("Did the fee change between 2021 and 2023?", "2021-01-01", "2023-12-31T23:59:59"),
        ("Was the fee raised between 2021 and 2023?", "2021-01-01", "2023-12-31T23:59:59"),
        (
            "What is the difference between the 2021 and 2023 versions of the Returns Policy?",
            "2021-12-31",
            "2023-12-31T23:59:59",
        ),
        (
            "What changed between the March 2021 version and the May 2023 version?",
            "2021-03-31",
            "2023-05-31T23:59:59",
        ),
        (
            "What was the fee in 2021 compared with 2023, and what is the difference?",
            "2021-12-31",
            "2023-12-31T23:59:59",
        ),
        ("Was the fee higher in 2021 than in 2023?", "2021-12-31", "2023-12-31T23:59:59"),
        ("What is new since June 2023?", "2023-06-01", "now"),
        ("Has the fee changed since 1 May 2023?", "2023-05-01", "now"),
        ("Has the returns policy been updated since June 2023?", "2023-06-01", "now"),
        ("How has the notice period evolved since 2020?", "2020-01-01", "now"),
        ("How much has the fee increased since 2021?", "2021-01-01", "now"),
        ("What changed in 2023?", "2023-01-01", "2023-12-31T23:59:59"),
        ("What changed in the last 30 days?", "2026-10-24", "now"),
        ("What changed on 3 May 2023?", "2023-05-02T23:59:59", "2023-05-03T23:59:59"),
        ("How does the fee compare with 2021?", "2021-12-31", "now"),
        ("What changed between version 2 and version 3 of the Returns Policy?", "2022-06-10", "2023-05-03"),
        ("What changed between versions 2 and 3 of the Returns Policy?", "2022-06-10", "2023-05-03"),
        ("What changed from the first to the second version of Travel and Expenses?", "2021-01-01", "2023-05-25"),
        ("What is new in version 3 of the Returns Policy?", "2023-05-02T23:59:59", "2023-05-03"),
        ("What changed with the May 2023 update of the Returns Policy?", "2023-05-02T23:59:59", "2023-05-03"),
        ("How has the Returns Policy changed since it was introduced?", "2020-01-01", "now"),
        ("What has changed in the Returns Policy since the last update?", "2025-02-01", "now"),
    ],
)
def test_what_changed_is_asked_of_two_instants(text: str, start: str, end: str) -> None:
    comparison = read(text).comparison
    assert comparison is not None
    assert (comparison.start, comparison.end) == (instant(start), instant(end))


@pytest.mark.parametrize(
    "text",
    [
        "What was the fee between 2020 and 2022?",
        "What was the fee in 2021?",
        "Which changes can I make in 2023?",
        "May I change my plan in 2023?",
        "How long, on 4 August 2018, did a customer have to wait before giving a licence to a different user?",
        "How long did a customer wait before the change took effect in 2021?",
        "How were users told of material changes to the terms in 2021?",
        "How many days of notice were given before a change to the terms took effect, on 3 May 2021?",
        "What happens when the terms are changed?",
        "Will customers be told when the fee is changed?",
        "What was the fee on New Year's Day 2022?",
    ],
)
def test_other_questions_compare_nothing(text: str) -> None:
    assert read(text).comparison is None


@pytest.mark.parametrize(
    "text",
    [
        "Has the fee changed?",
        "How has the fee changed over time?",
        "What has changed in the Returns Policy?",
        "What's new in the Returns Policy?",
        "Did the fee ever change?",
    ],
)
def test_what_changed_of_no_time_that_is_named_is_asked_of_all_time(text: str) -> None:
    comparison = read(text).comparison
    assert comparison is not None
    assert (comparison.start, comparison.end) == (None, instant("now"))


@pytest.mark.parametrize(
    "text",
    [
        "Will the fee change?",
        "Is the fee going to increase?",
        "What changes are announced?",
        "What will change in the Returns Policy?",
        "Will the fee be raised soon?",
    ],
)
def test_what_will_change_is_asked_of_all_that_is_to_come(text: str) -> None:
    comparison = read(text).comparison
    assert comparison is not None
    assert (comparison.start, comparison.end) == (instant("now"), None)


@pytest.mark.parametrize(
    "text",
    [
        "Compare the fee on 1 March 2022 and 1 March 2023.",
        "Compare the fee on 1 March 2022 with that on 1 March 2023.",
        "How did the fee differ on 1 March 2022 and on 1 March 2023?",
    ],
)
def test_two_days_that_share_a_preposition_are_compared(text: str) -> None:
    comparison = read(text).comparison
    assert comparison is not None
    assert (comparison.start, comparison.end) == (instant("2022-03-01"), instant("2023-03-01"))


def test_how_many_versions_there_are_is_asked_of_the_document() -> None:
    assert read("How many versions of the Returns Policy are there?").asks_when is AboutTime.VERSIONS


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("When was the fee introduced?", AboutTime.INTRODUCED),
        ("When was the section on cookies first added?", AboutTime.INTRODUCED),
        ("When did the policy come into force?", AboutTime.INTRODUCED),
        ("When did the ban on gifts first apply?", AboutTime.INTRODUCED),
        ("In which version was the clause on arbitration added?", AboutTime.INTRODUCED),
        ("When did the company introduce the fee?", AboutTime.INTRODUCED),
        ("When was the discount abolished?", AboutTime.ENDED),
        ("On which date was the section on cookies removed?", AboutTime.ENDED),
        ("Until when did the old fee apply?", AboutTime.ENDED),
        ("Until when was smoking allowed?", AboutTime.ENDED),
        ("When did the discount cease?", AboutTime.ENDED),
        ("When was the late fee last changed?", AboutTime.CHANGED),
        ("When did the notice period change?", AboutTime.CHANGED),
        ("When was the fee raised?", AboutTime.CHANGED),
        ("When did Acme raise the fee?", AboutTime.CHANGED),
        ("When did the fee go up?", AboutTime.CHANGED),
        ("Could you tell me when the fee was raised?", AboutTime.CHANGED),
        ("Since when is the fee 30 EUR?", AboutTime.HOLDS_SINCE),
        ("Since when do contractors get leave?", AboutTime.HOLDS_SINCE),
        ("How long has this rule been in force?", AboutTime.HOLDS_SINCE),
        ("When does the contract begin?", None),
        ("When is the first payout made?", None),
        ("When must the password be changed?", None),
        ("Until when can I appeal?", None),
        ("How long does the fee apply?", None),
        ("Who introduced the fee?", None),
        ("What happens when the fee was changed?", None),
    ],
)
def test_a_question_about_time_itself_is_told(text: str, about: AboutTime | None) -> None:
    assert read(text).asks_when is about
