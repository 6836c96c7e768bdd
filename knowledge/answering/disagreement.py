"""What becomes of an answer when other documents say otherwise: rank settles it, else both sides are said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from knowledge.answering.evidence import rival_of
from knowledge.answering.polarity import asked_value
from knowledge.answering.short_answer import short_answer
from knowledge.conflicts import Verdict, judge
from knowledge.ports import KnowledgeReader, RankedFact, Standing, StoredFact
from knowledge.questions import QuestionPart
from knowledge.retrieval import RankedStatement
from knowledge.time_windows import Viewpoint
from knowledge.values import ValueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Whose statement answers, and what other documents say instead."""

    leader: RankedStatement
    opponents: tuple[RankedStatement, ...] = ()  # of the same rank: both sides are said
    overruled: tuple[RankedStatement, ...] = ()  # of a lower rank
    beside: tuple[RankedStatement, ...] = ()  # of any rank, where the leader's document was asked for by name


def look_around(
    candidates: Sequence[RankedStatement],
    part: QuestionPart,
    viewpoint: Viewpoint,
    *,
    reader: KnowledgeReader,
    named: bool,
) -> Settled:
    """Who contradicts the best candidate. One that was asked for by name (`named`) answers in any case."""
    best = candidates[0]
    rival = None if named else rival_of(best, candidates[1:], part)
    fact = answering_fact(best, short_answer(part, best), part)
    sides = [fact, *(side.facts[0] for side in (best, rival) if rival and side and side.facts)]
    ids = list(dict.fromkeys(one.id for one in sides if one is not None))
    standings = reader.standings(viewpoint, ids) if ids else {}
    standing = None if fact is None else standings.get(fact.id)
    verdict = Verdict() if fact is None or standing is None else judge(fact, standing)
    if named:
        return Settled(leader=best, beside=_each_document(best, verdict.contradicts))
    return settled_by_facts(best, verdict) if verdict.contradicts else settled_by_words(best, rival, standings)


def answering_fact(candidate: RankedStatement, answer: str, part: QuestionPart) -> StoredFact | None:
    """The fact of a statement whose value was answered; None where the answer is the statement itself."""
    if part.polar:
        asked = asked_value(part.search_text)
        kinds = (asked.kind, ValueKind.YES_NO) if asked else (ValueKind.YES_NO,)
        return next((fact for kind in kinds for fact in candidate.facts if fact.value.kind is kind), None)
    return next((fact for fact in candidate.facts if fact.value.text == answer), None)


def settled_by_facts(best: RankedStatement, verdict: Verdict) -> Settled:
    if not verdict.outranked_by:
        return Settled(
            leader=best,
            opponents=_each_document(best, verdict.conflicts),
            overruled=_each_document(best, verdict.outranks),
        )
    highest = verdict.outranked_by[0]
    lower = [one for one in verdict.contradicts if one.rank < highest.rank and _differs(one, highest)]
    level = [one for one in verdict.outranked_by if one.rank == highest.rank and _differs(one, highest)]
    return Settled(
        leader=said_by(best, highest.fact),
        opponents=_each_document(best, level),
        overruled=(best, *_each_document(best, lower)),
    )


def settled_by_words(
    best: RankedStatement, rival: RankedStatement | None, standings: Mapping[UUID, Standing]
) -> Settled:
    """Of two statements that speak of the same thing as far as their words tell (`rival_of`)."""
    if rival is None:
        return Settled(leader=best)
    ours, theirs = (_rank(side, standings) for side in (best, rival))
    if ours == theirs:
        return Settled(leader=best, opponents=(rival,))
    return Settled(leader=best, overruled=(rival,)) if ours > theirs else Settled(leader=rival, overruled=(best,))


def _differs(one: RankedFact, other: RankedFact) -> bool:
    return one.fact.value.canonical != other.fact.value.canonical


def said_by(candidate: RankedStatement, fact: StoredFact) -> RankedStatement:
    """The fact's statement in the place of the candidate's: what contradicts it need not have been retrieved."""
    return replace(candidate, text=fact.source.quote, facts=(fact,))


def _each_document(candidate: RankedStatement, against: Sequence[RankedFact]) -> tuple[RankedStatement, ...]:
    """The first fact of each document."""
    facts: dict[str, StoredFact] = {}
    for one in against:
        facts.setdefault(one.fact.source.document, one.fact)
    return tuple(said_by(candidate, fact) for fact in facts.values())


def _rank(side: RankedStatement, standings: Mapping[UUID, Standing]) -> int:
    return next((standings[fact.id].rank for fact in side.facts if fact.id in standings), 0)
