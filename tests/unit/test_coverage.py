"""What an honest clerk adds: conditions, other scopes, limits, other times, and what follows."""

from dataclasses import replace

import pytest

from knowledge.answering import Answer
from knowledge.answering.coverage import MOST_CONDITIONS, MOST_SCOPES, conditions_beside, limits_of
from knowledge.answering.other_times import other_time_of
from knowledge.answering.wording import as_sentence, whom
from knowledge.time_windows import ALWAYS, Scope, Viewpoint, Window
from tests.fixtures.shelf import NOW, Shelf, instant
from tests.fixtures.statements import UTC, statement, statements_in

RULE = "Cameras may be returned within 30 days."
GERMANY: Scope = (("region", "germany"),)
FRANCE: Scope = (("region", "france"),)


def ask_about_cameras(shelf: Shelf) -> Answer:
    return shelf.ask("Within how many days may cameras be returned?")


# -- conditions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    [
        "However, cameras with a broken seal are not taken back.",
        "This does not apply to cameras that were engraved.",
        "Unless agreed otherwise, the buyer pays the parcel.",
        "The box must be unopened, except for spare parts.",
        "A refund is paid only if the receipt is shown.",
        "Exceptions are listed at the till.",
        "Refunds are subject to inspection.",
    ],
)
def test_an_exception_of_the_same_section_is_told(condition: str) -> None:
    shelf = Shelf()
    shelf.say_section(RULE, condition)
    assert f"In the same section: “{condition}”" in ask_about_cameras(shelf).coverage


def test_what_is_no_exception_or_stands_elsewhere_is_not_told() -> None:
    shelf = Shelf()
    shelf.say_section(RULE, "Cameras are sold at the till.")
    shelf.say("However, boxes with a broken seal are not taken back.")
    assert not [note for note in ask_about_cameras(shelf).coverage if "same section" in note]


def test_no_more_conditions_are_told_than_are_read_and_the_rule_itself_is_none() -> None:
    lines = [f"Box {number} is free unless it is large." for number in range(MOST_CONDITIONS + 2)]
    said, *others = statements_in("\n\n".join(lines))
    assert len(conditions_beside(said, [said, *others])) == MOST_CONDITIONS
    assert conditions_beside(said, [said]) == []


# -- scopes ---------------------------------------------------------------------------------------


def test_what_the_same_rule_says_for_others_is_told() -> None:
    shelf = Shelf()
    here, there = "The daily rate is 50 EUR in Germany.", "The daily rate is 60 EUR in France."
    shelf.say(here, predicate="daily rate", scope=GERMANY)
    shelf.say(there, predicate="daily rate", scope=FRANCE)
    answer = shelf.ask("How much is the daily rate in Germany?")
    assert answer.answer == "50 EUR"
    assert "For France: 60 EUR." in answer.coverage
    assert not [note for note in answer.coverage if note.startswith("This holds for")]


def test_another_rule_or_kind_of_value_or_document_is_no_other_scope() -> None:
    shelf = Shelf()
    shelf.say("The daily rate is 50 EUR in Germany.", predicate="daily rate", scope=GERMANY)
    shelf.say("The hotel rate is 90 EUR in France.", predicate="hotel rate", scope=FRANCE)
    shelf.say("The daily rate ends after 5 days in France.", predicate="daily rate", scope=FRANCE)
    shelf.say("The daily rate is 70 EUR in France.", title="Old Tariff", predicate="daily rate", scope=FRANCE)
    answer = shelf.ask("How much is the daily rate in Germany?")
    assert not [note for note in answer.coverage if note.startswith("For ")]


def test_no_more_scopes_are_told_than_are_read() -> None:
    shelf = Shelf()
    shelf.say("The daily rate is 50 EUR in Germany.", predicate="daily rate", scope=GERMANY)
    for number, place in enumerate(("france", "spain", "italy", "poland", "norway")):
        text = f"The daily rate is {60 + number} EUR in {place.title()}."
        shelf.say(text, predicate="daily rate", scope=(("region", place),))
    answer = shelf.ask("How much is the daily rate in Germany?")
    assert len([note for note in answer.coverage if note.startswith("For ")]) == MOST_SCOPES


def test_a_limit_is_told_where_neither_question_nor_scope_names_it() -> None:
    limited: Scope = (("audience", "contractors"), ("region", "germany"))
    assert limits_of(limited, "What is the rate?", ()) == ["This holds for contractors in Germany only."]
    assert limits_of(limited, "What is the rate of contractors?", ()) == ["This holds for Germany only."]
    assert limits_of(limited, "What is a contractor's rate in Germany?", ()) == []
    assert limits_of(limited, "What is the rate?", limited) == []
    assert limits_of((), "What is the rate?", ()) == []
    assert limits_of(GERMANY, "What is the rate in Germany? And in France?", (), FRANCE) == [
        "This holds for Germany only."
    ]


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("May cats come to the office?", "cats"),
        ("Is my cat allowed to come to the office?", "cat"),
        ("May dogs come to the office?", None),
        ("May a dog come to the office?", None),
        ("May I come to the office with my dog?", None),
        ("When may cats come to the office?", None),
        ("May anyone bring dogs to the office?", None),
        ("May people come to the office with dogs?", None),
    ],
)
def test_yes_or_no_of_another_thing_than_is_asked_about_says_so(question: str, unsaid: str | None) -> None:
    shelf = Shelf()
    shelf.say("Dogs may come to the office on Mondays.", answer=True)
    answer = shelf.ask(question)
    told = [note for note in answer.coverage if note.startswith("Nothing is said of")]
    assert told == ([f"Nothing is said of “{unsaid}” in particular."] if unsaid else [])
    assert answer.status == "answered"


# -- other times ----------------------------------------------------------------------------------


def other_time(valid: Window, scope: Scope = ()) -> list[str]:
    viewpoint = Viewpoint(tenant="default", as_of=instant("2024-01-01"), known_at=NOW, scope=scope)
    return other_time_of(statement(RULE, valid=valid), viewpoint, Shelf(), now=NOW, zone=UTC)


@pytest.mark.parametrize(
    ("start", "end", "note"),
    [
        ("2020-01-01", "2023-05-03", "The Returns Policy said until 2 May 2023"),
        ("2020-01-01", "2024-01-01", "The Returns Policy said until 31 December 2023"),
        ("2025-01-01", None, "The Returns Policy first said on 1 January 2025"),
        ("2027-01-01", None, "Announced for 1 January 2027 in the Returns Policy"),
    ],
)
def test_another_time_is_told_as_past_as_later_or_as_announced(start: str, end: str | None, note: str) -> None:
    window = Window(instant(start), instant(end) if end else None)
    assert other_time(window) == [f"{note}: “Cameras may be returned within 30 days”."]


def test_what_stands_in_a_passage_in_force_and_does_not_hold_is_of_another_time_or_for_others() -> None:
    said = "“Cameras may be returned within 30 days”."
    assert other_time(ALWAYS) == [f"The Returns Policy says of another time: {said}"]
    assert other_time(ALWAYS, GERMANY) == [f"The Returns Policy says of another time or for others: {said}"]


def test_a_sentence_that_names_a_time_of_its_own_is_told_as_such_where_its_passage_is_in_force() -> None:
    shelf = Shelf()
    line = "Until 31 March 2025, tripods are lent to every customer for 14 days."
    lapsed = Window(instant("2024-01-01"), instant("2025-04-01"))
    shelf.say_section(line, "Cameras are sold at the till.", own={line: lapsed})
    question = "For how long are tripods lent to a customer?"
    assert shelf.ask(question, as_of="2025-03-31").answer == "14 days"
    answer = shelf.ask(question, as_of="2025-04-01")
    assert (answer.status, answer.citations) == ("not_stated", ())
    assert answer.coverage == (f"The Returns Policy says of another time: “{line.rstrip('.')}”.",)


# -- what follows ---------------------------------------------------------------------------------


def test_what_the_rule_holds_next_is_told_with_its_day() -> None:
    shelf = Shelf()
    shelf.say(RULE, since="2020-01-01", until="2027-05-03", rule="cameras")
    shelf.say(RULE.replace("30", "60"), since="2027-05-03", rule="cameras")
    assert ask_about_cameras(shelf).coverage == (
        "Holds since 1 January 2020.",
        "A change is known that takes effect on 3 May 2027.",
        "From 3 May 2027 on: 60 days.",
    )


# -- as a clerk would -----------------------------------------------------------------------------


def test_a_condition_on_something_else_farther_off_in_the_section_is_not_told() -> None:
    shelf = Shelf()
    apart = "Vouchers lapse in March unless the till agrees."
    shelf.say_section(RULE, "Tripods are sold at the till.", apart)
    assert not [note for note in ask_about_cameras(shelf).coverage if "same section" in note]
    near = Shelf()
    near.say_section(RULE, "Tripods are sold at the till.", "Cameras with a broken seal count as sold unless repaired.")
    assert [note for note in ask_about_cameras(near).coverage if "same section" in note]


def test_of_what_ended_both_ends_stand_in_one_note() -> None:
    shelf = Shelf()
    shelf.say(RULE, since="2020-01-01", until="2023-05-03")
    answer = shelf.ask("Within how many days may cameras be returned?", as_of="2021-01-01")
    assert answer.coverage == ("Held from 1 January 2020 until 2 May 2023.",)


def test_where_documents_disagree_each_side_has_its_window_and_the_text_is_not_repeated() -> None:
    shelf = Shelf()
    shelf.say("A camera may be returned within 60 days of delivery.", since="2020-01-01")
    shelf.say("A camera may be returned within 14 days of delivery.", since="2022-01-01", title="Terms of Sale")
    assert shelf.ask("How long may a camera be returned?").coverage == (
        "Returns Policy: Holds since 1 January 2020.",
        "Terms of Sale: Holds since 1 January 2022.",
    )


def test_a_list_holds_since_its_words_stand() -> None:
    shelf = Shelf()
    shelf.say("We take back:\n\n- cameras\n- tripods", since="2020-01-01", until="2023-01-01")
    shelf.say("We take back:\n\n- cameras\n- tripods\n- bags", since="2023-01-01")
    for id_, (passage, facts) in shelf.stored.items():
        source = replace(passage.source, quote="We take back:")
        shelf.stored[id_] = (passage, [replace(fact, source=source, valid=ALWAYS) for fact in facts])
    answer = shelf.ask("What do you take back?")
    assert answer.answer == "cameras; tripods; bags"
    assert answer.text.endswith("says: “We take back: cameras; tripods; bags”")
    assert answer.coverage == ("Stated in these words since 1 January 2023.",)


def test_what_the_answer_was_earlier_in_a_period_is_told() -> None:
    shelf = Shelf()
    shelf.say(RULE, since="2020-01-01", until="2023-05-03", rule="cameras")
    shelf.say(RULE.replace("30", "60"), since="2023-05-03", rule="cameras")
    answer = shelf.ask("Within how many days may cameras be returned from 2022 to 2024?")
    assert answer.answer == "60 days"
    assert "Earlier in the period, until 2 May 2023: 30 days." in answer.coverage


def test_where_no_reason_is_given_that_is_told() -> None:
    shelf = Shelf()
    shelf.say("Cameras are kept for 30 days.")
    shelf.say("Tripods are kept for a year because the law asks for it.")
    assert "No reason is given there." in shelf.ask("Why are cameras kept for 30 days?").coverage
    assert "No reason is given there." not in shelf.ask("Why are tripods kept for a year?").coverage


def test_for_whom_nothing_is_said_though_something_is_for_others_is_told() -> None:
    shelf = Shelf()
    shelf.say("The daily rate is 50 EUR.", predicate="daily rate")
    assert not [note for note in shelf.ask("How much is the daily rate in Spain?").coverage if "particular" in note]
    shelf.say("The daily rate is 60 EUR in France.", predicate="daily rate", scope=FRANCE)
    answer = shelf.ask("How much is the daily rate in Spain?")
    assert "Nothing is said of Spain in particular." in answer.coverage
    assert "For France: 60 EUR." in answer.coverage


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ((("audience", "contractors"), ("region", "germany")), "contractors in Germany"),
        ((("audience", "students"), ("plan", "team")), "students on the Team plan"),
        ((("region", "united states"),), "the United States"),
        ((("amount", "above 50 EUR"),), "amount “above 50 EUR”"),
    ],
)
def test_a_scope_is_told_in_words(scope: Scope, told: str) -> None:
    assert whom(scope) == told


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("ten years", "Ten years."),
        ("privacy@acme.example", "privacy@acme.example."),
        ("eBay", "eBay."),
        ("30 days", "30 days."),
    ],
)
def test_an_answer_opens_its_sentence(answer: str, told: str) -> None:
    assert as_sentence(answer) == told
