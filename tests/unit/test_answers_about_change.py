"""What changed between two instants, since when a rule holds, and the time that a change of it names."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from knowledge.answering import Answer
from knowledge.answering.about_time import topic_of, values_in
from knowledge.changes import EditKind, FactChange, FactSide
from knowledge.time_windows import Window
from knowledge.values import Value, ValueKind
from tests.fixtures.shelf import Shelf, instant
from tests.fixtures.statements import statement

THIRTY = "A camera may be returned within 30 days of delivery."
SIXTY = "A camera may be returned within 60 days of delivery."


@pytest.fixture
def shelf() -> Shelf:
    """Of cameras 30 days, then 60; tripods were lent for a while; drones will be insured."""
    shelf = Shelf()
    shelf.say(THIRTY, since="2020-01-01", until="2023-05-03", rule="cameras")
    shelf.say(SIXTY, since="2023-05-03", rule="cameras")
    shelf.say("Gift cards are not refundable.", answer=False, since="2020-01-01", rule="gift cards")
    shelf.say("Tripods are lent to customers for 14 days.", since="2021-01-01", until="2022-06-01", rule="tripods")
    shelf.say("Visitors sign the book at the front desk.", title="Office Handbook", since="2022-01-01")
    shelf.say("Drones are insured up to 500 EUR.", title="Office Handbook", since="2028-01-01")
    return shelf


def side(quote: str | None, *, subject: str = "", kind: ValueKind | None = None) -> FactSide | None:
    if quote is None:
        return None
    (first, *_) = statement(quote).facts
    value = Value(kind=kind, canonical=quote, text=quote) if kind else first.value
    return FactSide(
        id=uuid4(), key=uuid4(), subject=subject, predicate=first.predicate, value=value,
        scope=(), section=(), quote=quote,
    )  # fmt: skip


def change(at: str, before: str | None, after: str | None, *, title: str = "Returns Policy") -> FactChange:
    return FactChange(
        at=instant(at),
        document=title.lower().replace(" ", "-"),
        title=title,
        before=side(before),
        after=side(after),
        edit=EditKind.CHANGE,
        cause=None,
    )


def ask_changes(shelf: Shelf, changes: Sequence[FactChange], question: str, **given: str) -> Answer:
    shelf.changed = list(changes)
    return shelf.ask(question, **given)


# -- documents as a whole -------------------------------------------------------------------------

BETWEEN = "What changed in the Returns Policy between 1 January 2021 and 1 January 2024?"
CAMERAS = change("2023-05-03", THIRTY, SIXTY)
TRIPODS = change("2022-06-01", "Tripods are lent to customers for 14 days.", None)


def test_changes_of_a_value_are_told_before_what_was_added_or_removed(shelf: Shelf) -> None:
    answer = ask_changes(shelf, [TRIPODS, CAMERAS], BETWEEN)
    assert answer.status == "answered"
    assert answer.answer == "30 days → 60 days; removed: “Tripods are lent to customers for 14 days.”"
    assert answer.text == (
        "Between 1 January 2021 and 1 January 2024, changes of the Returns Policy: On 3 May 2023: 30 days became 60 "
        f"days in “{SIXTY.rstrip('.')}”. On 1 June 2022 removed: “Tripods are lent to customers for 14 days”."
    )


def test_among_equals_the_earlier_change_is_told_first(shelf: Shelf) -> None:
    later = change("2023-06-01", "The fee is 5 EUR.", "The fee is 6 EUR.")
    assert ask_changes(shelf, [later, CAMERAS], BETWEEN).answer == "30 days → 60 days; 5 EUR → 6 EUR"


def test_what_a_document_begins_with_and_what_is_only_reworded_is_no_change(shelf: Shelf) -> None:
    begun = change("2022-01-01", None, "Visitors sign the book.", title="Office Handbook")
    reworded = change("2023-01-01", THIRTY, "Within 30 days of delivery a camera may be returned.")
    answer = ask_changes(shelf, [begun, reworded, CAMERAS], "What changed between 2021 and 2023?")
    assert answer.answer == "30 days → 60 days"


def test_only_the_document_named_or_given_is_compared(shelf: Shelf) -> None:
    other = change("2023-02-01", "Parking costs 2 EUR.", "Parking costs 3 EUR.", title="Office Handbook")
    assert ask_changes(shelf, [other, CAMERAS], BETWEEN).answer == "30 days → 60 days"
    everything = "What changed between 1 January 2021 and 1 January 2024?"
    assert ask_changes(shelf, [other, CAMERAS], everything).answer == "2 EUR → 3 EUR; 30 days → 60 days"
    given = ask_changes(shelf, [other, CAMERAS], everything, document="office-handbook")
    assert given.answer == "2 EUR → 3 EUR"


def test_more_changes_than_a_sentence_holds_are_counted_and_stand_in_the_coverage(shelf: Shelf) -> None:
    many = [change(f"2023-06-0{day}", f"The fee is {day} EUR.", f"The fee is {day + 1} EUR.") for day in range(1, 6)]
    answer = ask_changes(shelf, many, BETWEEN)
    assert answer.answer == "1 EUR → 2 EUR; 2 EUR → 3 EUR; 3 EUR → 4 EUR; and 2 more"
    assert answer.coverage == (
        "On 4 June 2023: 4 EUR became 5 EUR in “The fee is 5 EUR”.",
        "On 5 June 2023: 5 EUR became 6 EUR in “The fee is 6 EUR”.",
    )


def test_where_nothing_changed_that_is_the_answer(shelf: Shelf) -> None:
    listed = ask_changes(shelf, [], BETWEEN)
    assert (listed.status, listed.answer) == ("answered", "No change")
    assert listed.text == "Between 1 January 2021 and 1 January 2024 nothing changed in the Returns Policy."
    everywhere = ask_changes(shelf, [], "What changed between 1 January 2021 and 1 January 2024?")
    assert everywhere.text.endswith("nothing changed in any document.")


def test_whether_anything_changed_is_answered_by_yes_or_no(shelf: Shelf) -> None:
    polar = "Has the Returns Policy changed between 1 January 2021 and 1 January 2024?"
    assert ask_changes(shelf, [CAMERAS], polar).answer == "Yes"
    assert ask_changes(shelf, [], polar).answer == "No"


# -- of a rule ------------------------------------------------------------------------------------


def test_a_topic_is_compared_by_what_its_rule_held(shelf: Shelf) -> None:
    answer = ask_changes(shelf, [TRIPODS], "How did the return of a camera change between 2021 and 2024?")
    assert answer.answer == "30 days → 60 days"
    assert answer.text.endswith("the Returns Policy said “30 days” at first, then “60 days” from 3 May 2023 on.")
    assert answer.citations[0].quote == SIXTY


@pytest.mark.parametrize(("until", "said"), [("2022", "No"), ("2024", "Yes")])
def test_whether_a_rule_changed_is_answered_by_what_its_key_held_inside_the_period(
    shelf: Shelf, until: str, said: str
) -> None:
    answer = shelf.ask(f"Did the return of a camera change between 2021 and {until}?")
    assert answer.answer == said
    assert ("nothing changed here" in answer.text) is (said == "No")


def test_an_unchanged_rule_is_told_with_what_it_says(shelf: Shelf) -> None:
    answer = shelf.ask("How did the return of a camera change between 2021 and 2022?")
    assert answer.answer == f"No change: {THIRTY}"


def test_a_rule_that_is_not_stated_has_no_comparison(shelf: Shelf) -> None:
    answer = shelf.ask("Did the parking permit change between 2021 and 2024?")
    assert (answer.status, answer.answer) == ("not_stated", None)


def test_the_topic_is_what_a_question_names_beside_change_and_documents() -> None:
    assert not topic_of("What has changed in the Returns Policy?", ["Returns Policy"])
    assert not topic_of("Compare the versions of the Returns Policy", ["Returns Policy"])
    assert topic_of("How has the fee changed in the Returns Policy?", ["Returns Policy"]) == {"fee"}


# -- since when -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("When was the return of a camera introduced?", "1 January 2020"),
        ("When was the return of a camera changed?", "3 May 2023"),
        ("Since when may a camera be returned within 60 days?", "3 May 2023"),
        ("When were gift cards last changed?", "No change"),
        ("Until when were tripods lent to customers?", "31 May 2022"),
        ("When were tripods for customers abolished?", "1 June 2022"),
        ("When was lending tripods to customers introduced?", "1 January 2021"),
    ],
)
def test_the_history_of_a_rule_tells_the_day(shelf: Shelf, question: str, day: str) -> None:
    answer = shelf.ask(question)
    assert (answer.status, answer.answer) == ("answered", day)
    assert answer.text.startswith("The Returns Policy ")
    assert answer.citations


def test_a_rule_that_is_gone_began_when_its_words_did_whatever_stood_around_them(shelf: Shelf) -> None:
    tripods = "Tripods are lent to customers for 14 days."
    shelf.say_section(tripods, "Lamps are not lent.", since="2020-03-01", until="2021-01-01")
    introduced = shelf.ask("When was lending tripods to customers introduced?")
    assert introduced.answer == "1 March 2020"
    assert [one.valid for one in introduced.citations] == [Window(instant("2020-03-01"), instant("2021-01-01"))]
    ended = shelf.ask("Until when were tripods lent to customers?")
    assert "said until 31 May 2022" in ended.text
    assert [one.valid for one in ended.citations] == [Window(instant("2021-01-01"), instant("2022-06-01"))]


def test_a_rule_that_came_back_and_is_gone_was_introduced_when_it_was_first_said(shelf: Shelf) -> None:
    shelf.say("Tripods are lent to customers for 14 days.", since="2023-01-01", until="2024-06-01", rule="tripods")
    assert shelf.ask("When was lending tripods to customers introduced?").answer == "1 January 2021"
    assert "said until 31 May 2024" in shelf.ask("Until when were tripods lent to customers?").text


def test_every_value_that_the_rule_held_is_told_with_its_day(shelf: Shelf) -> None:
    introduced = shelf.ask("When was the return of a camera introduced?")
    assert introduced.coverage == ("From 1 January 2020 on: 30 days.", "From 3 May 2023 on: 60 days.")
    assert "since 1 January 2020, at first “30 days”, since 3 May 2023 “60 days”" in introduced.text
    assert shelf.ask("When were gift cards last changed?").coverage == ()


def test_a_change_to_come_has_not_changed_the_rule(shelf: Shelf) -> None:
    shelf.say("Boxes are kept for 7 days.", since="2022-01-01", until="2028-01-01", rule="boxes")
    shelf.say("Boxes are kept for 9 days.", since="2028-01-01", rule="boxes")
    assert shelf.ask("When was the keeping of boxes last changed?").answer == "No change"


def test_what_still_holds_has_no_end_and_is_told_as_it_is(shelf: Shelf) -> None:
    answer = shelf.ask("Until when were gift cards not refundable?")
    assert (answer.status, answer.citations[0].quote) == ("answered", "Gift cards are not refundable.")
    assert answer.coverage == ("Holds since 1 January 2020.",)


def test_what_is_only_announced_is_introduced_on_a_day_to_come(shelf: Shelf) -> None:
    answer = shelf.ask("When was the insurance of drones introduced?")
    assert answer.answer == "1 January 2028"
    assert answer.text.startswith("The Office Handbook will say from 1 January 2028 on: ")


def test_of_what_was_never_stated_no_other_clause_tells_the_day(shelf: Shelf) -> None:
    shelf.say("Badges and customers.", title="Office Handbook", since="2020-01-01", until="2021-01-01")
    for question in (
        "When was the parking permit for whoever visits customers of the company abroad abolished?",
        "When was the parking permit introduced?",
    ):
        answer = shelf.ask(question)
        assert (answer.status, answer.answer, answer.citations) == ("not_stated", None, ())


def test_rewordings_and_values_to_come_are_no_values_of_their_own() -> None:
    days = ("2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01", None)
    shelf = Shelf()
    for text, start, end in zip((THIRTY, THIRTY, SIXTY, THIRTY), days, days[1:], strict=False):
        shelf.say(text, since=start or "", until=end, rule="cameras")
    chain = [fact for _, facts in shelf.stored.values() for fact in facts]
    assert [(one.since.year, one.text) for one in values_in(chain, instant("2024-01-01"))] == [
        (2020, "30 days"),
        (2022, "60 days"),
        (2023, "30 days"),
    ]
    assert [one.since.year for one in values_in(chain, instant("2022-06-01"))] == [2020, 2022]
    assert values_in([], instant("2024-01-01")) == []


def test_what_comes_back_after_a_gap_holds_since_then() -> None:
    shelf = Shelf()
    shelf.say(THIRTY, since="2020-01-01", until="2021-01-01", rule="cameras")
    shelf.say(THIRTY, since="2023-01-01", rule="cameras")
    assert shelf.ask("Since when may a camera be returned within 30 days?").answer == "1 January 2023"
    assert shelf.ask("When was the return of a camera introduced?").answer == "1 January 2020"


# -- a time that is told by a change --------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "said", "as_of"),
    [
        ("How long could a camera be returned before the 2023 change?", "30 days", "2023-05-02"),
        ("How long could a camera be returned after the 2023 change?", "60 days", "2023-05-03"),
    ],
)
def test_a_change_without_a_document_is_one_of_what_is_asked_about(
    shelf: Shelf, question: str, said: str, as_of: str
) -> None:
    """Another document has another change in the same year, and the policy itself one that left cameras alone."""
    shelf.say("Bikes are locked.", title="Office Handbook", since="2023-09-01")
    shelf.say("Boxes are kept.", since="2023-02-01")
    answer = shelf.ask(question)
    assert (answer.answer, answer.as_of.date().isoformat()) == (said, as_of)
    assert answer.citations[0].valid.contains(answer.as_of)
    assert answer.citations[0].valid != Window(None, None)


# -- of no time that is named, and documents themselves -------------------------------------------


def test_what_changed_in_a_document_is_what_its_version_in_force_changed(shelf: Shelf) -> None:
    early = change("2021-01-01", "The fee is 1 EUR.", "The fee is 2 EUR.")
    answer = ask_changes(shelf, [early, CAMERAS], "What changed in the Returns Policy?", as_of="2024-01-01")
    assert answer.answer == "30 days → 60 days"


def test_whether_a_rule_ever_changed_or_will_is_told_by_its_key(shelf: Shelf) -> None:
    shelf.say("The till closes at 18:00 and a bag costs 2 EUR.", since="2022-01-01", until="2028-01-01", rule="bag")
    shelf.say("The till closes at 18:00 and a bag costs 3 EUR.", since="2028-01-01", rule="bag")
    ever = shelf.ask("Has the camera return period changed?")
    assert ever.answer == "Yes"
    assert "“30 days” at first, then “60 days” from 3 May 2023 on" in ever.text
    assert shelf.ask("Will the camera return period change?").answer == "No"
    assert shelf.ask("Will the cost of a bag change?").answer == "Yes"


def test_the_line_that_dates_a_version_is_no_change(shelf: Shelf) -> None:
    dated = [f"Effective: {day} 2023" for day in ("1 May", "3 May")]
    line = replace(
        CAMERAS,
        before=side(dated[0], subject="Returns Policy", kind=ValueKind.DATE),
        after=side(dated[1], subject="Returns Policy", kind=ValueKind.DATE),
    )
    assert ask_changes(shelf, [line], BETWEEN).answer == "No change"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the Returns Policy last updated?", "1 January 2024"),
        ("When was the Returns Policy introduced?", "1 January 2020"),
        ("How many versions of the Returns Policy are there?", "2"),
    ],
)
def test_a_document_itself_is_told_of_by_its_versions(question: str, expected: str) -> None:
    shelf = Shelf()
    shelf.say("A camera may be returned.", since="2020-01-01")
    shelf.say("A tripod may be returned.", since="2024-01-01")
    shelf.say("A drone may be returned.", since="2028-01-01")
    answer = shelf.ask(question)
    assert (answer.status, answer.answer) == ("answered", expected)
    assert answer.citations
    assert "Version 3 takes effect on 1 January 2028." in answer.coverage


def test_the_original_version_is_that_of_the_document_that_answers(shelf: Shelf) -> None:
    answer = shelf.ask("Within how many days could a camera be returned in the original version?")
    assert (answer.answer, answer.as_of) == ("30 days", instant("2020-01-01"))
