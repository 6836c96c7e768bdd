"""From where a read looks, and how facts, passages and answers are spelled in replies. No routes."""

import datetime as dt
from collections.abc import Sequence

from api.auth import Caller
from api.models.facts import (
    ContradictionReply,
    FactReply,
    HeldFactReply,
    HitContradictionReply,
    HitReply,
    SourceReply,
    ValueReply,
)
from api.parameters import instant_or_none, iso_or_none, scope_reply
from api.routes.explanations import hit_explanation
from api.services import Services
from knowledge.conflicts import Verdict, judge
from knowledge.facts import Cardinality
from knowledge.ports import RankedFact, Source, StoredFact
from knowledge.retrieval import RankedPassage, ResolvedViewpoint, resolve_viewpoint
from knowledge.time_windows import Scope, Viewpoint


def viewpoint_of(
    services: Services, caller: Caller, *, as_of: str | None, known_at: str | None, scope: Scope
) -> ResolvedViewpoint:
    """Reads both instants in the tenant's time zone. Raises `InvalidInstant` and `KnownAtInFuture`."""
    zone = services.zone_of(caller.tenant)
    return resolve_viewpoint(
        tenant=caller.tenant,
        watermark=services.reader.watermark(caller.tenant),
        as_of=instant_or_none(as_of, zone, "as_of"),
        known_at=instant_or_none(known_at, zone, "known_at"),
        scope=scope,
        now=dt.datetime.now(dt.UTC),
    )


def said_back(resolved: ResolvedViewpoint) -> dict[str, object]:
    viewpoint = resolved.viewpoint
    return {
        "as_of": iso_or_none(viewpoint.as_of),
        "known_at": iso_or_none(viewpoint.known_at),
        "known_at_clamped": resolved.known_at_clamped,
        "scope": dict(viewpoint.scope),
    }


def fact_reply(fact: StoredFact) -> FactReply:
    return FactReply(
        id=str(fact.id),
        key=str(fact.key),
        subject=fact.subject,
        predicate=fact.predicate,
        object=fact.value.text,
        value=ValueReply(kind=fact.value.kind, canonical=fact.value.canonical),
        scope=scope_reply(fact.scope),
        valid_at=iso_or_none(fact.valid.start),
        expired_at=iso_or_none(fact.valid.end),
        recorded_at=iso_or_none(fact.recorded.start),
        retired_at=iso_or_none(fact.recorded.end),
        source=_source_reply(fact.source),
        by_hand=fact.by_hand,
    )


def held_fact_reply(fact: StoredFact, cardinality: Cardinality, rank: int, verdict: Verdict) -> HeldFactReply:
    outranked_by = [_contradiction(one) for one in verdict.outranked_by[:1]]
    return HeldFactReply(
        **fact_reply(fact).model_dump(),
        cardinality=cardinality.value,
        rank=rank,
        conflicts=[_contradiction(one) for one in verdict.conflicts],
        outranked_by=outranked_by[0] if outranked_by else None,
    )


def held_fact_replies(services: Services, viewpoint: Viewpoint, facts: Sequence[StoredFact]) -> list[HeldFactReply]:
    """Each fact with what other documents say instead at the viewpoint."""
    standings = services.reader.standings(viewpoint, [fact.id for fact in facts])
    return [
        held_fact_reply(fact, standings[fact.id].cardinality, standings[fact.id].rank, judge(fact, standings[fact.id]))
        for fact in facts
    ]


def _contradiction(ranked: RankedFact) -> ContradictionReply:
    return ContradictionReply(
        id=str(ranked.fact.id),
        document=ranked.fact.source.document,
        title=ranked.fact.source.title,
        object=ranked.fact.value.text,
        valid_at=iso_or_none(ranked.fact.valid.start),
        rank=ranked.rank,
    )


def _of_facts(found: Sequence[tuple[StoredFact, RankedFact]]) -> list[HitContradictionReply]:
    return [HitContradictionReply(fact=str(fact.id), **_contradiction(one).model_dump()) for fact, one in found]


def hit_replies(
    services: Services, viewpoint: Viewpoint, passages: Sequence[RankedPassage], *, explain: bool
) -> list[HitReply]:
    """Each passage with what other documents say instead of the facts inside it."""
    facts = [fact for ranked in passages for fact in ranked.facts]
    standings = services.reader.standings(viewpoint, [fact.id for fact in facts])
    verdicts = {fact.id: judge(fact, standings[fact.id]) for fact in facts}
    return [
        hit_reply(
            ranked,
            conflicts=_of_facts([(fact, one) for fact in ranked.facts for one in verdicts[fact.id].conflicts]),
            outranked_by=_of_facts([(fact, one) for fact in ranked.facts for one in verdicts[fact.id].outranked_by]),
            explain=explain,
        )
        for ranked in passages
    ]


def hit_reply(
    ranked: RankedPassage,
    *,
    conflicts: list[HitContradictionReply],
    outranked_by: list[HitContradictionReply],
    explain: bool,
) -> HitReply:
    passage = ranked.passage
    return HitReply(
        kind="passage",
        id=str(passage.id),
        text=passage.text,
        document=passage.source.document,
        title=passage.source.title,
        version=passage.source.version,
        section=list(passage.source.section),
        page=passage.source.page,
        valid_at=iso_or_none(passage.valid.start),
        expired_at=iso_or_none(passage.valid.end),
        score=ranked.score,
        conflicts=conflicts,
        outranked_by=outranked_by,
        explanation=hit_explanation(ranked) if explain else None,
    )


def _source_reply(source: Source) -> SourceReply:
    return SourceReply(
        document=source.document,
        title=source.title,
        version=source.version,
        page=source.page,
        section=list(source.section),
        quote=source.quote,
        start=source.start,
        end=source.end,
    )
