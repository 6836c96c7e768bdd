"""Whether facts of different sources contradict each other, and whose word counts. Pure.

What is compared has one topic already (`fact_topic` of the store): the same subject and predicate, whatever the order,
the voice and the inflection of their words. What holds under another scope, bound or condition is no contradiction: a
conflict that is none is worse than one that is missed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.facts import Cardinality
from knowledge.ports import RankedFact, Standing, StoredFact
from knowledge.values import ValueKind
from knowledge.wordings import ALIKE, Wording, likeness_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The facts of other sources that a fact contradicts: of its own rank, of a higher one and of a lower one."""

    conflicts: tuple[RankedFact, ...] = ()
    outranked_by: tuple[RankedFact, ...] = ()  # the highest first
    outranks: tuple[RankedFact, ...] = ()

    @property
    def contradicts(self) -> tuple[RankedFact, ...]:
        return (*self.outranked_by, *self.conflicts, *self.outranks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One fact of a topic on which sources disagree."""

    ranked: RankedFact
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """All facts of one topic that are contradicted. It is open until ranks leave none beside another of its rank."""

    sides: tuple[Side, ...]
    score: float  # how alike the statements are that contradict each other, at most 1

    @property
    def is_open(self) -> bool:
        return any(side.verdict.conflicts and not side.verdict.outranked_by for side in self.sides)


def judge(fact: StoredFact, standing: Standing) -> Verdict:
    """What the fact contradicts of all that is said on its topic.

    A source that gives the fact's value too, or whose value the fact's own source gives too, agrees with it.
    """
    if standing.cardinality is Cardinality.MANY or fact.value.kind is ValueKind.TEXT:
        return Verdict()
    comparable = [one for one in standing.same_topic if likeness(fact, one.fact) >= ALIKE]
    ours = {fact.value.canonical, *_values(comparable, fact.source.document)}
    against: list[RankedFact] = []
    for one in comparable:
        document = one.fact.source.document
        if document != fact.source.document and ours.isdisjoint(_values(comparable, document)):
            against.append(one)
    return Verdict(
        conflicts=tuple(one for one in against if one.rank == standing.rank),
        outranked_by=tuple(sorted((one for one in against if one.rank > standing.rank), key=lambda one: -one.rank)),
        outranks=tuple(one for one in against if one.rank < standing.rank),
    )


def conflict_of_topic(facts: Sequence[RankedFact]) -> Conflict | None:
    """Of all one-valued facts of a topic at a viewpoint; None where none contradicts another."""
    sides: list[Side] = []
    for one in facts:
        others = tuple(other for other in facts if other.fact.id != one.fact.id)
        verdict = judge(one.fact, Standing(cardinality=Cardinality.ONE, rank=one.rank, same_topic=others))
        if verdict.contradicts:
            sides.append(Side(ranked=one, verdict=verdict))
    if not sides:
        return None
    score = max(likeness(side.ranked.fact, other.fact) for side in sides for other in side.verdict.contradicts)
    return Conflict(sides=tuple(sides), score=score)


def likeness(one: StoredFact, two: StoredFact) -> float:
    """How alike their wordings are: see `likeness_of`."""
    return likeness_of(_wording(one), _wording(two))


def _wording(fact: StoredFact) -> Wording:
    return Wording(
        subject=fact.subject,
        predicate=fact.predicate,
        kind=fact.value.kind,
        value=fact.value.text,
        scope=fact.scope,
        quote=fact.source.quote,
        headings=fact.source.section[-1:],
    )


def _values(facts: Iterable[RankedFact], document: str) -> set[str]:
    return {one.fact.value.canonical for one in facts if one.fact.source.document == document}
