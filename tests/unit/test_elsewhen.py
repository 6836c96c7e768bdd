"""How well other times answer, beside what holds at an instant; and how that silences an answer."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from knowledge.answering.confidence import Doubts, confidence_of, doubts_of, is_stated, would_answer
from knowledge.retrieval import Elsewhen, Evidence, RankedPassage, RankedStatement
from knowledge.time_windows import ALWAYS, Viewpoint, Window
from tests.fixtures.shelf import Shelf, instant
from tests.fixtures.statements import part_of, statement, statements_in

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PAST, FUTURE = Window(None, instant("2023-01-01")), Window(instant("2027-01-01"), None)


def scored(text: str, score: float, valid: Window = ALWAYS) -> RankedStatement:
    return replace(statement(text, valid=valid), score=score)


def elsewhen(ever: Sequence[RankedStatement], *holding: RankedStatement) -> Elsewhen:
    """`holding`: what is found to hold, each a passage of its own unless they share one."""
    passages = dict.fromkeys(one.passage.id for one in holding)
    evidence = Evidence(
        viewpoint=Viewpoint(tenant="default", as_of=NOW, known_at=NOW),
        passages=tuple(
            RankedPassage(
                passage=next(one.passage for one in holding if one.passage.id == id_),
                statements=tuple(one for one in holding if one.passage.id == id_),
            )
            for id_ in passages
        ),
    )
    return Elsewhen.of(ever, evidence)


# -- other times beside this one ------------------------------------------------------------------


def test_a_clause_of_another_time_leads_by_its_score_over_the_best_that_holds() -> None:
    for other in (PAST, FUTURE):
        old, now = scored("Cameras are lent.", 9.0, other), scored("Cameras are sold.", 6.5)
        found = elsewhen([old, now], now)
        assert found.best is old
        assert found.lead == pytest.approx(2.5)


def test_what_holds_and_fits_better_puts_other_times_behind() -> None:
    now, old = scored("Cameras are sold.", 9.0), scored("Cameras are lent.", 6.5, PAST)
    found = elsewhen([now, old], now)
    assert found.best is old
    assert found.lead == pytest.approx(-2.5)


def test_without_another_time_nothing_leads() -> None:
    now = scored("Cameras are sold.", 9.0)
    assert elsewhen([now], now) == Elsewhen(best=None, lead=-math.inf)
    assert elsewhen([]) == Elsewhen(best=None, lead=-math.inf)


def test_where_nothing_holds_the_lead_is_over_the_worst_that_was_found() -> None:
    found = elsewhen([scored("Cameras are lent.", 9.0, PAST), scored("Tripods are lent.", 4.0, PAST)])
    assert found.lead == pytest.approx(5.0)


def test_a_sentence_that_lapsed_does_not_hold_in_a_passage_that_does() -> None:
    lapsed, rule = statements_in("Until 31 March 2025, tripods are lent.\n\nCameras are sold.")
    lapsed, rule = replace(lapsed, score=8.0), replace(rule, score=5.0)
    assert lapsed.passage.id == rule.passage.id
    assert elsewhen([lapsed, rule], rule).best == lapsed
    assert elsewhen([lapsed, rule], rule, lapsed).best is None


def test_a_passage_in_force_that_was_not_found_among_the_best_holds_with_all_that_it_says() -> None:
    unseen, now = scored("Tripods are sold.", 7.0), scored("Cameras are sold.", 5.0)
    assert elsewhen([unseen, now], now).best is None


def test_a_statement_whose_place_is_not_known_holds_when_its_passage_does() -> None:
    now = scored("Cameras are sold.", 5.0)
    unplaced = replace(now, place=None, text="A sentence of it.", score=6.0)
    assert elsewhen([unplaced, now], now).best is None
    past = replace(scored("Cameras are lent.", 6.0, PAST), place=None)
    assert elsewhen([past, now], now).best is past


# -- how likely an answer is stated ---------------------------------------------------------------


def sure(**doubts: float) -> float:
    usual = {"meaning": 0.6, "kind_missing": 0.0, "elsewhen": 0.0, "ahead": 8.0, "unsaid": 0.3}
    return confidence_of(Doubts(**{**usual, **doubts}))


def test_confidence_lies_between_none_and_all_and_every_doubt_moves_it() -> None:
    assert 0 < sure(meaning=-1.0) < sure(meaning=0.2) < sure() < sure(meaning=1.0) < 1
    assert sure(kind_missing=1.0) < sure()
    assert sure(elsewhen=4.0) < sure(elsewhen=1.0) < sure()
    assert sure(ahead=0.0) < sure() < sure(ahead=12.0)
    assert sure(unsaid=1.0) < sure() < sure(unsaid=0.0)


def test_a_missing_kind_is_a_doubt_of_questions_that_ask_for_a_kind_of_value_alone() -> None:
    bare, holding = statement("Cameras are sold."), statement("Cameras are sold.", kind=1.0)
    none = Elsewhen(best=None, lead=-math.inf)
    long, polar, open_ = (
        part_of(question) for question in ("How long are cameras sold?", "Are cameras sold?", "What about cameras?")
    )
    assert [doubts_of(part, bare, (), none).kind_missing for part in (long, polar, open_)] == [1.0, 0.0, 0.0]
    assert doubts_of(long, holding, (), none).kind_missing == 0.0
    assert doubts_of(replace(long, polar=True), bare, (), none).kind_missing == 0.0


def test_another_time_that_is_behind_is_no_doubt() -> None:
    part, best = part_of("Are cameras sold?"), statement("Cameras are sold.", meaning=0.7)
    assert doubts_of(part, best, (), Elsewhen(best=best, lead=-3.0)).elsewhen == 0.0
    assert doubts_of(part, best, (), Elsewhen(best=best, lead=3.0)).elsewhen == 3.0


def test_what_is_resembled_by_many_alike_is_hardly_ahead() -> None:
    part, none = part_of("Are cameras sold?"), Elsewhen(best=None, lead=-math.inf)
    best, near = scored("Cameras are sold.", 9.0), [scored(f"Lens {n} is sold.", 8.0) for n in range(20)]
    far = scored("Shipping is free.", 1.0)
    usual = doubts_of(part, best, [best], none).ahead
    crowded = doubts_of(part, best, [best, *near], none).ahead
    assert 1.0 < crowded < usual < doubts_of(part, best, [best, far], none).ahead < 8.0
    assert doubts_of(part, best, [best, *near, far], none).ahead == crowded  # behind the twenty


def test_the_same_rule_said_elsewhere_with_another_value_is_no_rival() -> None:
    part, none = part_of("How long are cameras lent?"), Elsewhen(best=None, lead=-math.inf)
    best, again = scored("Cameras are lent for 3 days.", 9.0), scored("Cameras are lent for 5 days.", 8.0)
    assert doubts_of(part, best, [best, again], none) == doubts_of(part, best, [best], none)


def test_the_lead_of_another_time_counts_twice_against_being_ahead() -> None:
    part, best = part_of("Are cameras sold?"), scored("Cameras are sold.", 9.0)
    usual = doubts_of(part, best, [best], Elsewhen(best=None, lead=-math.inf)).ahead
    assert doubts_of(part, best, [best], Elsewhen(best=best, lead=1.0)).ahead == pytest.approx(usual - 2.0)
    assert doubts_of(part, best, [best], Elsewhen(best=best, lead=5.0)).ahead == 0.0


def test_words_of_the_question_that_stand_neither_in_the_statement_nor_above_it_are_unsaid() -> None:
    part, none = part_of("Are cameras sold?"), Elsewhen(best=None, lead=-math.inf)
    assert doubts_of(part, statement("Cameras.", words=0.5, headings=0.2), (), none).unsaid == pytest.approx(0.3)
    assert doubts_of(part, statement("Cameras are sold.", words=1.0), (), none).unsaid == 0.0


def test_only_what_is_near_and_shares_a_word_with_the_question_would_answer() -> None:
    part = part_of("Are cameras sold?")
    near = {
        name: replace(statement("Cameras are sold.", **signals), score=8.0)
        for name, signals in {
            "words": {"meaning": 0.9, "words": 0.5},
            "headings": {"meaning": 0.9, "headings": 0.5},
            "no word": {"meaning": 0.9},
            "far": {"meaning": 0.0, "words": 0.5},
        }.items()
    }
    assert [name for name, one in near.items() if would_answer(part, one, ())] == ["words", "headings"]
    assert is_stated(sure(meaning=0.9))


# -- silence, end to end --------------------------------------------------------------------------

TRIPODS = "Tripods are lent to every customer for 14 days"


@pytest.fixture
def shelf() -> Shelf:
    """Cameras are in force; a clause on tripods was, until 2023, and is announced for 2028."""
    shelf = Shelf()
    shelf.say("Cameras are lent to staff for 3 days.")
    shelf.say("Visitors sign the book at the front desk.", title="Office Handbook")
    return shelf


def test_a_clause_no_longer_in_force_makes_a_similar_one_silent_and_is_named_with_its_end(shelf: Shelf) -> None:
    question = "For how long are tripods lent to a customer?"
    shelf.say(f"{TRIPODS}.", since="2020-01-01", until="2023-05-03")
    silent = shelf.ask(question)
    assert (silent.status, silent.answer, silent.citations) == ("not_stated", None, ())
    assert silent.coverage == (f"The Returns Policy said until 2 May 2023: “{TRIPODS}”.",)
    assert shelf.ask(question, as_of="2022-01-01").answer == "14 days"


def test_without_that_clause_the_similar_one_is_less_doubted(shelf: Shelf) -> None:
    question = "For how long are tripods lent to a customer?"
    before = shelf.ask(question).confidence
    shelf.say(f"{TRIPODS}.", since="2020-01-01", until="2023-05-03")
    after = shelf.ask(question).confidence
    assert before is not None
    assert after is not None
    assert after < before


def test_what_is_only_announced_is_told_as_such_and_what_came_later_as_first_said(shelf: Shelf) -> None:
    question = "For how long are tripods lent to a customer?"
    shelf.say(f"{TRIPODS}.", since="2028-02-01")
    assert shelf.ask(question).coverage == (f"Announced for 1 February 2028 in the Returns Policy: “{TRIPODS}”.",)
    later = Shelf()
    later.say("Cameras are lent to staff for 3 days.", since="2020-01-01")
    later.say(f"{TRIPODS}.", since="2024-02-01")
    assert later.ask(question, as_of="2021-06-01").coverage == (
        f"The Returns Policy first said on 1 February 2024: “{TRIPODS}”.",
    )


def test_words_that_stay_while_what_stands_around_them_changes_are_told_with_all_of_their_time(shelf: Shelf) -> None:
    question = "For how long are tripods lent to a customer?"
    shelf.say_section(f"{TRIPODS}.", "A deposit of 20 EUR is asked.", since="2023-02-15", until="2024-01-01")
    shelf.say_section(f"{TRIPODS}.", "A deposit of 30 EUR is asked.", since="2024-01-01", until="2025-01-01")
    shelf.say_section(f"{TRIPODS}.", "A deposit of 40 EUR is asked.", since="2025-06-01")

    first, last = (shelf.ask(question, as_of=as_of).coverage for as_of in ("2022-06-01", "2025-03-01"))
    assert first == (f"The Returns Policy first said on 15 February 2023: “{TRIPODS}”.",)
    assert last == (f"The Returns Policy said until 31 December 2024: “{TRIPODS}”.",)


def test_words_within_a_longer_statement_are_not_what_was_said(shelf: Shelf) -> None:
    question = "For how long are tripods lent to a customer?"
    shelf.say_section(TRIPODS, "Lamps are not lent.", since="2020-01-01", until="2023-05-03")
    shelf.say_section(f"{TRIPODS} in the club in May", "Lamps are not lent.", since="2025-01-01")
    told = shelf.ask(question, as_of="2024-01-01").coverage
    assert told == (f"The Returns Policy said until 2 May 2023: “{TRIPODS}”.",)


def test_an_unrelated_clause_of_another_time_is_not_shown(shelf: Shelf) -> None:
    shelf.say(f"{TRIPODS}.", since="2020-01-01", until="2023-05-03")
    far = "How many parking permits, bicycles, keys and seats does a customer of the tenant get on public holidays?"
    for question in ("How many parking permits does a tenant get?", far):
        answer = shelf.ask(question)
        assert (answer.status, answer.coverage) == ("not_stated", ())
