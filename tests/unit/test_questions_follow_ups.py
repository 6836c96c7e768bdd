"""What a follow-up takes over from the turn before it, and what a complete question does not."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from knowledge.questions import AboutTime, DocumentChange, QuestionReading, RecentQuestion, TimeSource, read_question
from knowledge.values import ValueKind

NOW = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
HISTORY = [
    DocumentChange(document="returns", title="Returns Policy", version=1, effective_at=NOW),
    DocumentChange(document="travel", title="Travel and Expenses", version=1, effective_at=NOW),
    DocumentChange(document="privacy", title="Privacy", version=1, effective_at=NOW),
]
ASKED = "How long may customers return a camera"


def read(text: str, *recent: RecentQuestion) -> QuestionReading:
    return read_question(text, now=NOW, zone=ZoneInfo("UTC"), history=HISTORY, recent=recent)


def turn(question: str, *, source: str = "question", day: str = "2024-02-29") -> RecentQuestion:
    as_of = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return RecentQuestion(question=question, answer="30 days", as_of=as_of, time_source=source, document=None)


DATED = turn(f"{ASKED} on 29 February 2024?")


@pytest.mark.parametrize(
    ("text", "day", "source"),
    [
        ("And a year earlier?", "2023-02-28", TimeSource.CONVERSATION),
        ("and two months later?", "2024-04-29", TimeSource.CONVERSATION),
        ("The day before?", "2024-02-28", TimeSource.CONVERSATION),
        ("and the following year?", "2025-02-28", TimeSource.CONVERSATION),
        ("and on 1 May 2024?", "2024-05-01", TimeSource.QUESTION),
        ("What about 1 May 2024?", "2024-05-01", TimeSource.QUESTION),
        ("how was it in May 2022?", "2022-05-31", TimeSource.QUESTION),
        ("And now?", "2026-11-23", TimeSource.QUESTION),
    ],
)
def test_a_date_alone_asks_the_previous_question_again(text: str, day: str, source: TimeSource) -> None:
    reading = read(text, DATED)
    assert reading.as_of is not None
    assert (reading.as_of.date().isoformat(), reading.time_source) == (day, source)
    assert reading.search_text == f"{ASKED}?"
    assert reading.text.startswith(ASKED)
    assert "29 February 2024" not in reading.text


@pytest.mark.parametrize("text", ["What about contractors?", "and contractors?", "How about contractors"])
def test_a_new_subject_extends_the_previous_question_and_keeps_its_date(text: str) -> None:
    reading = read(text, DATED)
    assert (reading.as_of, reading.time_source) == (DATED.as_of, TimeSource.CONVERSATION)
    assert reading.text == f"{ASKED}, as of 29 February 2024? What about contractors?"
    assert reading.search_text == f"{ASKED}? What about contractors?"
    assert reading.value_kind == ValueKind.DURATION


def test_a_second_new_subject_replaces_the_first() -> None:
    reading = read("What about interns?", turn(read("What about contractors?", DATED).text))
    assert reading.search_text == f"{ASKED}? What about interns?"


@pytest.mark.parametrize("text", ["Why?", "Is it refundable?", "Does that apply to sale items?"])
def test_a_pronoun_leans_on_the_previous_question(text: str) -> None:
    reading = read(text, DATED)
    assert reading.search_text == f"{ASKED}? {text}"
    assert reading.as_of == DATED.as_of


def test_a_complete_question_takes_no_words_and_the_date_only_when_it_goes_on_in_form() -> None:
    fresh = read("How many weeks of parental leave do employees get?", DATED)
    assert (fresh.as_of, fresh.time_source) == (None, TimeSource.NOW)
    goes_on = read("And how many weeks of parental leave do employees get?", DATED)
    assert goes_on.as_of == DATED.as_of
    assert "camera" not in goes_on.text
    assert "as of 29 February 2024" in goes_on.text


def test_an_undated_turn_gives_no_date() -> None:
    reading = read("What about contractors?", turn(f"{ASKED}?", source="now", day="2026-11-20"))
    assert (reading.as_of, reading.time_source) == (None, TimeSource.NOW)


def test_a_date_given_as_a_parameter_is_taken_over_too() -> None:
    reading = read("What about contractors?", turn(f"{ASKED}?", source="parameter"))
    assert reading.as_of == DATED.as_of
    assert "29 February 2024" in reading.text


def test_a_span_that_conditions_the_question_is_no_shift_of_its_date() -> None:
    for text in ("Can a booking be cancelled two days before?", "Can notice be given a week earlier?"):
        reading = read(text)
        assert (reading.unclear, reading.as_of, reading.search_text) == (None, None, text)


def test_a_follow_up_without_a_turn_before_is_asked_back() -> None:
    assert "a year earlier" in (read("And a year earlier?").unclear or "")
    assert read("And on 1 May 2024?").unclear


@pytest.mark.parametrize(
    ("text", "kind", "polar"),
    [
        ("How long may a return take?", ValueKind.DURATION, False),
        ("Within how many days is a refund paid?", ValueKind.DURATION, False),
        ("How much is the fee?", ValueKind.MONEY, False),
        ("What is the late payment fee?", ValueKind.MONEY, False),
        ("What percentage is kept?", ValueKind.PERCENT, False),
        ("How many guests may attend?", ValueKind.NUMBER, False),
        ("When does the contract end?", ValueKind.DATE, False),
        ("Which e-mail address takes complaints?", ValueKind.EMAIL, False),
        ("Where must notices be sent?", ValueKind.ADDRESS, False),
        ("May contractors book a hotel?", None, True),
        ("Is a receipt needed?", None, True),
        ("Who approves travel?", None, False),
    ],
)
def test_the_words_tell_what_would_answer(text: str, kind: ValueKind | None, polar: bool) -> None:
    reading = read(text)
    assert (reading.value_kind, reading.polar) == (kind, polar)


def test_documents_are_meant_by_title_or_slug() -> None:
    assert read("What does the Returns Policy say?").documents == ("returns",)
    assert read("Under travel & expenses, who signs?").documents == ("travel",)
    assert read("Is privacy protected?").documents == ()
    assert read("Does the privacy policy protect it?").documents == ("privacy",)


def test_documents_are_meant_without_the_name_of_the_house_that_their_titles_begin_with() -> None:
    titles = ("Acme Privacy Statement", "Acme Terms of Sale", "Acme Travel Rules")
    history = [
        DocumentChange(document=title.lower().replace(" ", "-"), title=title, version=1, effective_at=NOW)
        for title in titles
    ]
    asked = "What do the terms of sale say about shipping?"
    reading = read_question(asked, now=NOW, zone=ZoneInfo("UTC"), history=history, recent=[])
    assert reading.documents == ("acme-terms-of-sale",)


def test_a_condition_in_front_makes_no_question_polar() -> None:
    assert not read("If a parcel is lost, how long may the search take?").polar
    assert read("If a parcel is lost, is the fee paid back?").polar


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Within how many days?", ValueKind.DURATION),
        ("For how many working days?", ValueKind.DURATION),
        ("How much?", ValueKind.MONEY),
        ("By when?", ValueKind.DATE),
        ("Which items?", None),
    ],
)
def test_a_question_word_without_a_verb_asks_that_of_the_previous_question(text: str, kind: ValueKind | None) -> None:
    reading = read(text, turn("Can customers return a camera?", source="now"))
    assert reading.search_text == f"Can customers return a camera? {text}"
    assert (reading.value_kind, reading.polar) == (kind, False)


@pytest.mark.parametrize("text", ["How many elephants are there?", "Which public holidays were there?"])
def test_there_behind_what_it_counts_points_at_nothing_said_before(text: str) -> None:
    assert read(text, DATED).search_text == text


def test_there_that_stands_for_a_place_said_before_leans_on_it() -> None:
    assert read("How many are there?", DATED).search_text == f"{ASKED}? How many are there?"


@pytest.mark.parametrize("text", ["How many parking permits does a tenant get?", "Which law applies to sales?"])
def test_a_question_with_a_verb_stands_for_itself(text: str) -> None:
    assert read(text, DATED).search_text == text


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("What does the Team plan cost?", "And the Enterprise plan?", "What does the Enterprise plan cost?"),
        ("How much is the per diem in Germany?", "And in France?", "How much is the per diem in France?"),
        ("How much is the per diem for Germany?", "What about France?", "How much is the per diem for France?"),
        ("How long is the leave for contractors?", "And for students?", "How long is the leave for students?"),
    ],
)
def test_another_plan_group_or_region_takes_the_place_of_the_one_before(before: str, text: str, after: str) -> None:
    reading = read(text, turn(before, source="now"))
    assert reading.search_text == after


def test_what_is_more_than_another_scope_is_added() -> None:
    reading = read("And late fees in France?", turn("How much is the per diem in Germany?", source="now"))
    assert reading.search_text == "How much is the per diem in Germany? What about late fees in France?"


def test_what_a_fragment_wanted_is_wanted_still_at_another_time() -> None:
    reading = read("What was it in 2022?", turn("Can customers return a camera? Within how many days?", source="now"))
    assert (reading.value_kind, reading.polar) == (ValueKind.DURATION, False)


def test_since_when_asks_for_the_history_of_the_answer_before() -> None:
    reading = read("Since when?", turn("Can customers return a camera?", source="now"))
    assert reading.asks_when is AboutTime.HOLDS_SINCE


def test_what_will_change_is_asked_from_now_on_whatever_time_was_spoken_of() -> None:
    reading = read("Will it change?", DATED)
    assert reading.as_of is None
    assert reading.comparison is not None
    assert (reading.comparison.start, reading.comparison.end) == (NOW, None)


def test_a_follow_up_may_ask_for_others() -> None:
    reading = read("And fees on the Free plan?", turn("How long is the notice period on the Team plan?", source="now"))
    assert reading.scope == reading.parts[0].scope == (("plan", "free"),)
