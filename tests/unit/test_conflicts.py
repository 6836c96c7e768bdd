"""Who contradicts whom, and whose rank counts."""

import pytest

from knowledge.conflicts import conflict_of_topic, judge, traits
from knowledge.facts import Cardinality, digest
from knowledge.ports import RankedFact, Source, Standing, StoredFact
from knowledge.time_windows import ALWAYS, Scope
from knowledge.values import Value, ValueKind, find_values
from knowledge.wordings import likeness_of

RULE = "Parcels are handed over within 14 days."


def fact(
    quote: str = RULE,
    *,
    document: str = "one",
    predicate: str = "are handed over within",
    scope: Scope = (),
    section: str = "Parcels",
    kind: ValueKind | None = None,
) -> StoredFact:
    found = find_values(quote)
    value = found[0].value if found and kind is None else Value(kind=kind or ValueKind.TEXT, canonical=quote, text="")
    source = Source(
        document=document, title=document, version=1, section=(section,), page=None, quote=quote, start=0, end=1
    )
    return StoredFact(
        id=digest(document, quote),
        key=digest(document),
        subject="Parcels",
        predicate=predicate,
        value=value,
        scope=scope,
        valid=ALWAYS,
        recorded=ALWAYS,
        source=source,
    )


def beside(*others: tuple[StoredFact, int], rank: int = 0, cardinality: Cardinality = Cardinality.ONE) -> Standing:
    return Standing(
        cardinality=cardinality, rank=rank, same_topic=tuple(RankedFact(one, ranked) for one, ranked in others)
    )


LONGER = fact(RULE.replace("14", "30"), document="two")


@pytest.mark.parametrize(("rank", "place"), [(0, "conflicts"), (1, "outranked_by"), (-1, "outranks")])
def test_the_rank_decides_and_equal_ranks_are_a_conflict(rank: int, place: str) -> None:
    verdict = judge(fact(), beside((LONGER, rank)))
    assert [one.fact for one in getattr(verdict, place)] == [LONGER]
    assert len(verdict.contradicts) == 1


def test_the_highest_of_those_that_outrank_comes_first() -> None:
    highest = fact(RULE.replace("14", "60"), document="three")
    verdict = judge(fact(), beside((LONGER, 1), (highest, 2)))
    assert [one.rank for one in verdict.outranked_by] == [2, 1]


def test_a_source_that_gives_the_same_value_agrees_whatever_else_it_says() -> None:
    same = fact(RULE.replace("14 days", "two weeks"), document="two")
    assert not judge(fact(), beside((same, 0))).contradicts
    assert not judge(fact(), beside((same, 0), (LONGER, 0))).contradicts


def test_facts_of_one_source_never_contradict_each_other() -> None:
    assert not judge(fact(), beside((fact(RULE.replace("14", "30")), 0))).contradicts


def test_what_is_many_valued_or_mere_text_contradicts_nothing() -> None:
    assert not judge(fact(), beside((LONGER, 0), cardinality=Cardinality.MANY)).contradicts
    assert not judge(fact(kind=ValueKind.TEXT), beside((LONGER, 0))).contradicts


def test_an_exception_does_not_contradict_its_rule() -> None:
    exception = fact(LONGER.source.quote, document="two", scope=(("region", "norway"),))
    assert not judge(fact(), beside((exception, 0))).contradicts


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (fact(predicate="last at least"), fact(predicate="last at most")),
        (fact(predicate="are handed over within"), fact(predicate="are never handed over within")),
        (fact(predicate="reach customers within"), fact(predicate="reach employees within")),
        (fact("The delay is 14 days.", section="Parcels"), fact("The delay is 30 days.", section="Letters")),
        (fact("This policy is reviewed every 12 months."), fact("This policy is reviewed every 6 months.")),
        (fact(), fact("Parcels to islands without a bridge are handed over within 30 days.")),
    ],
)
def test_another_bound_actor_heading_or_condition_tells_statements_apart(one: StoredFact, two: StoredFact) -> None:
    assert likeness_of(traits(one), traits(two)) < 0.7


def test_a_conflict_is_settled_when_no_side_stands_beside_another_of_its_rank() -> None:
    level = conflict_of_topic([RankedFact(fact(), 0), RankedFact(LONGER, 0)])
    ranked = conflict_of_topic([RankedFact(fact(), 0), RankedFact(LONGER, 1)])
    assert level is not None
    assert ranked is not None
    assert (level.is_open, ranked.is_open) == (True, False)
    assert conflict_of_topic([RankedFact(fact(), 0)]) is None
