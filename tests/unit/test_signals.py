"""What each signal says of a statement, and that every signal and every doubt has a weight."""

from collections.abc import Mapping
from dataclasses import fields
from uuid import UUID

import pytest

from knowledge.answering.confidence import Doubts
from knowledge.retrieval import RankedStatement, Signals, Sought
from knowledge.retrieval.signals import kinds_for, rank_statements, values_of
from knowledge.retrieval.statements import FoundStatement
from knowledge.retrieval.weights import CONFIDENCE, LEAST_CONFIDENCE, RANKING
from knowledge.values import ValueKind
from tests.fixtures.statements import statement

RETURNS = "Cameras may be returned within 30 days."
WRITE = "Write to care@example.com."


def found(text: str, *, title: str = "Returns Policy", cosine: float = 0.0) -> FoundStatement:
    said = statement(text, title=title)
    return FoundStatement(passage=said.passage, place=0, text=said.text, facts=said.facts, cosine=cosine)


def ranked(
    sought: Sought,
    *some: FoundStatement,
    dense: Mapping[UUID, float] | None = None,
    sparse: Mapping[UUID, float] | None = None,
) -> list[RankedStatement]:
    return rank_statements(sought, some, dense=dense or {}, sparse=sparse or {})


def signals_of(sought: Sought, one: FoundStatement, *others: FoundStatement) -> Signals:
    return next(each.signals for each in ranked(sought, one, *others) if each.text == one.text)


def test_every_signal_and_every_doubt_has_a_weight_and_no_weight_is_of_nothing() -> None:
    assert set(RANKING) == set(Signals._fields)
    assert set(CONFIDENCE) == {"bias"} | {field.name for field in fields(Doubts)}
    assert 0 < LEAST_CONFIDENCE < 1


def test_what_speaks_for_a_statement_counts_for_it_and_a_doubt_against_it() -> None:
    assert all(weight >= 0 for weight in RANKING.values())
    assert all(CONFIDENCE[name] > 0 for name in ("meaning", "ahead"))
    assert all(CONFIDENCE[name] < 0 for name in ("kind_missing", "elsewhen", "unsaid"))


def test_words_are_the_share_of_the_question_that_the_statement_has_whatever_their_inflection() -> None:
    assert signals_of(Sought(text="returning a camera"), found(RETURNS)).words == 1.0
    assert signals_of(Sought(text="returning a tripod"), found(RETURNS)).words < 0.5
    assert signals_of(Sought(text="what is this?"), found(RETURNS)).words == 0.0


def test_a_word_that_few_statements_have_weighs_more() -> None:
    others = [found(f"Cameras are shown on floor {number}.") for number in range(5)]
    common = signals_of(Sought(text="camera warranty"), found("Cameras are sold."), *others).words
    rare = signals_of(Sought(text="camera warranty"), found("The warranty is long."), *others).words
    assert 0 < common < rare < 1


def test_headings_count_what_stands_in_title_or_section_alone() -> None:
    given = signals_of(Sought(text="returns of cameras in the warehouse"), found(RETURNS, title="Warehouse Rules"))
    assert given.headings > given.words > 0
    assert given.words + given.headings == pytest.approx(1.0)
    assert signals_of(Sought(text="camera returns"), found(RETURNS, title="Camera Returns")).headings == 0.0


def test_a_statement_has_the_kind_asked_for_by_its_facts_or_by_its_words() -> None:
    asked = Sought(text="how long", value_kind=ValueKind.DURATION)
    bare = found(RETURNS)
    assert signals_of(asked, bare).kind == 1.0
    unread = FoundStatement(passage=bare.passage, place=0, text=RETURNS, facts=(), cosine=0.0)
    assert signals_of(asked, unread).kind == 1.0
    assert signals_of(asked, found(WRITE)).kind == 0.0
    assert signals_of(Sought(text="how long"), bare).kind == 0.0


def test_a_value_of_the_kind_asked_for_stands_for_the_words_of_its_kind() -> None:
    words = "which e-mail address"
    assert signals_of(Sought(text=words, value_kind=ValueKind.EMAIL), found(WRITE)).words == 1.0
    assert signals_of(Sought(text=words, value_kind=ValueKind.EMAIL), found(RETURNS)).words == 0.0
    assert signals_of(Sought(text=words), found(WRITE)).words == 0.0


def test_the_document_named_is_lifted_and_no_other() -> None:
    sought = Sought(text="cameras", documents=("warehouse-rules",))
    first, second = ranked(sought, found(RETURNS), found(RETURNS, title="Warehouse Rules"))
    assert (first.document, first.signals.named, second.signals.named) == ("warehouse-rules", 1.0, 0.0)


def test_meaning_is_the_statements_own_and_the_passages_is_the_passages() -> None:
    near, far = found(RETURNS, cosine=0.8), found(WRITE, cosine=0.1)
    dense = {near.passage.id: 0.6, far.passage.id: 0.2}
    best, worst = ranked(Sought(text="x"), far, near, dense=dense)
    assert (best.signals.meaning, best.signals.passage_meaning) == (0.8, 0.6)
    assert (worst.signals.meaning, worst.signals.passage_meaning) == (0.1, 0.2)


def test_a_passage_of_one_list_gets_the_least_of_the_other_and_the_best_by_words_is_one() -> None:
    both, words_only, meaning_only = found(RETURNS), found(WRITE), found("Receipts are kept.")
    dense = {both.passage.id: 0.6, meaning_only.passage.id: 0.3}
    sparse = {both.passage.id: 4.0, words_only.passage.id: 8.0}
    given = {
        one.text: (one.signals.passage_meaning, one.signals.passage_words)
        for one in ranked(Sought(text="x"), both, words_only, meaning_only, dense=dense, sparse=sparse)
    }
    assert given == {RETURNS: (0.6, 0.5), WRITE: (0.3, 1.0), "Receipts are kept.": (0.3, 0.0)}


def test_the_score_is_the_weighted_sum_and_the_best_comes_first() -> None:
    one, other = ranked(Sought(text="camera returns"), found(WRITE, cosine=0.1), found(RETURNS, cosine=0.4))
    for each in (one, other):
        assert each.score == pytest.approx(sum(RANKING[name] * getattr(each.signals, name) for name in RANKING))
    assert one.score > other.score
    assert ranked(Sought(text="anything")) == []


def test_an_address_may_be_stood_for_by_an_email_a_day_by_a_duration_and_a_sum_by_a_share() -> None:
    assert kinds_for(ValueKind.ADDRESS)[1] == {ValueKind.EMAIL, ValueKind.URL}
    assert kinds_for(ValueKind.DATE) == ({ValueKind.DATE}, {ValueKind.DURATION})
    assert kinds_for(ValueKind.MONEY) == ({ValueKind.MONEY}, {ValueKind.PERCENT})
    assert kinds_for(ValueKind.NUMBER) == ({ValueKind.NUMBER}, frozenset())
    assert kinds_for(None) == ()


def test_the_values_of_a_statement_are_those_of_its_facts_else_those_of_its_words() -> None:
    said = statement(RETURNS)
    assert [value.text for value in values_of("nothing at all", said.facts)] == ["30 days"]
    assert [value.text for value in values_of(RETURNS, ())] == ["30 days"]
    untyped = statement("Cameras may be returned.")
    assert values_of("Within 5 days, says a row.", untyped.facts)[0].text == "5 days"
