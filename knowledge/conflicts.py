"""Whether facts of different sources contradict each other, and whose word counts. Pure.

What is compared has one topic already (`fact_topic` of the store): the same subject and predicate, whatever the order,
the voice and the inflection of their words. What holds under another scope, bound or condition is no contradiction: a
conflict that is none is worse than one that is missed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge.facts import Cardinality
from knowledge.ports import RankedFact, Standing, StoredFact
from knowledge.values import ValueKind
from knowledge.wordings import Traits, Wording, are_alike, likeness_of, traits_of


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
    if standing.cardinality is Cardinality.MANY:
        return Verdict()
    return _verdict(RankedFact(fact, standing.rank), standing.same_topic, traits)


def conflict_of_topic(facts: Sequence[RankedFact]) -> Conflict | None:
    """Of all one-valued facts of a topic at a viewpoint; None where none contradicts another."""
    of_fact = {one.fact.id: traits(one.fact) for one in facts}

    def known(fact: StoredFact) -> Traits:
        return of_fact[fact.id]

    sides: list[Side] = []
    for one in facts:
        verdict = _verdict(one, [other for other in facts if other.fact.id != one.fact.id], known)
        if verdict.contradicts:
            sides.append(Side(ranked=one, verdict=verdict))
    if not sides:
        return None
    score = max(
        likeness_of(known(side.ranked.fact), known(other.fact)) for side in sides for other in side.verdict.contradicts
    )
    return Conflict(sides=tuple(sides), score=score)


def traits(fact: StoredFact) -> Traits:
    """What its wording is compared by: see `likeness_of`."""
    return traits_of(_wording(fact))


def _verdict(ours: RankedFact, others: Iterable[RankedFact], read: Callable[[StoredFact], Traits]) -> Verdict:
    fact, rank = ours.fact, ours.rank
    if fact.value.kind is ValueKind.TEXT:
        return Verdict()
    of_it = read(fact)
    comparable = [one for one in others if are_alike(of_it, read(one.fact))]
    given: dict[str, set[str]] = defaultdict(set)  # values, by document
    for one in comparable:
        given[one.fact.source.document].add(one.fact.value.canonical)
    agreed = {fact.value.canonical, *given.pop(fact.source.document, ())}
    disagreeing = {document for document, values in given.items() if agreed.isdisjoint(values)}
    against = [one for one in comparable if one.fact.source.document in disagreeing]
    return Verdict(
        conflicts=tuple(one for one in against if one.rank == rank),
        outranked_by=tuple(sorted((one for one in against if one.rank > rank), key=lambda one: -one.rank)),
        outranks=tuple(one for one in against if one.rank < rank),
    )


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
