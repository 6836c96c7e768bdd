"""From a question and a viewpoint to evidence: passages from the index, checked and joined with facts in Postgres."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from knowledge.errors import KnownAtInFuture
from knowledge.fusion import fuse, word_overlap
from knowledge.ports import IndexFilter, IndexHit, KnowledgeReader, PassageSearch, StoredFact, StoredPassage
from knowledge.time_windows import Scope, Viewpoint

_DEPTH = 50
"""Hits of each list that are fused at least. Every hit instead of 50 changed no figure, 20 cost places 5 to 10."""
_LIFT = 0.25
"""How much a passage rises by a fact that shares all words with the question; 0.5 and 1 lost first places."""
_LIFTED = 2
"""Passages whose facts are looked at, as a multiple of those wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPassage:
    """`facts` are those whose quotes stand in the passage, the nearest to the question first."""

    passage: StoredPassage
    score: float
    facts: tuple[StoredFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What holds at the viewpoint and bears on the question, best first. Nothing found is an empty tuple."""

    viewpoint: Viewpoint
    passages: tuple[RankedPassage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedViewpoint:
    viewpoint: Viewpoint
    known_at_clamped: bool  # a later instant was asked for than anything recorded: answered at the watermark


def resolve_viewpoint(
    *,
    tenant: str,
    watermark: dt.datetime,
    as_of: dt.datetime | None,
    known_at: dt.datetime | None,
    scope: Scope,
    now: dt.datetime,
) -> ResolvedViewpoint:
    """`as_of` is now unless given, `known_at` the tenant's watermark. Raises `KnownAtInFuture`."""
    latest = max(now, watermark)  # the database's clock may run ahead of ours, and its instants come back to us
    if known_at is not None and known_at > latest:
        raise KnownAtInFuture(f"known_at {known_at.isoformat()} is later than now: leave it out for the latest")
    viewpoint = Viewpoint(
        tenant=tenant,
        as_of=now if as_of is None else as_of,
        known_at=watermark if known_at is None else min(known_at, watermark),
        scope=scope,
    )
    return ResolvedViewpoint(viewpoint=viewpoint, known_at_clamped=known_at is not None and known_at > watermark)


def retrieve(
    question: str,
    viewpoint: Viewpoint,
    *,
    reader: KnowledgeReader,
    search: PassageSearch,
    generation: str,
    documents: tuple[str, ...] = (),
    limit: int = 10,
) -> Evidence:
    """The `limit` best passages that hold at the viewpoint, with their facts. `documents`: only these, none for all."""
    ranked, passages = _surviving(
        question, viewpoint, reader=reader, search=search, generation=generation, documents=documents, limit=limit
    )
    considered = ranked[: limit * _LIFTED]
    facts = reader.facts_in(viewpoint, [id_ for id_, _ in considered]) if considered else {}
    nearness = _nearness(question, facts)
    found = [
        RankedPassage(
            passage=passages[id_],
            score=score + _LIFT * max((nearness[fact.id] for fact in facts.get(id_, ())), default=0.0),
            facts=tuple(sorted(facts.get(id_, ()), key=lambda fact: -nearness[fact.id])),
        )
        for id_, score in considered
        if facts.get(id_) or not viewpoint.scope  # else all that it says is for somebody else
    ]
    found.sort(key=lambda one: -one.score)
    return Evidence(viewpoint=viewpoint, passages=tuple(found[:limit]))


def _surviving(
    question: str,
    viewpoint: Viewpoint,
    *,
    reader: KnowledgeReader,
    search: PassageSearch,
    generation: str,
    documents: tuple[str, ...],
    limit: int,
) -> tuple[list[tuple[UUID, float]], Mapping[UUID, StoredPassage]]:
    """The index may hold too much: what Postgres does not confirm is dropped, and the search goes on until enough
    survives or the index has no more. Scores are fused over the survivors alone, so that no surplus scales them.
    """
    where = IndexFilter(
        tenant=viewpoint.tenant,
        as_of=_whole_second(viewpoint.as_of),
        known_at=_whole_second(viewpoint.known_at),
        documents=documents,
    )
    depth = max(_DEPTH, limit * _LIFTED)
    while True:
        hits = search.search_text(generation, question=question, where=where, limit=depth)
        ids = list(dict.fromkeys(hit.id for hit in (*hits.dense, *hits.sparse)))
        passages = reader.passages(viewpoint, ids) if ids else {}
        if len(passages) >= limit or len(hits.dense) < depth:
            return fuse(_scores(hits.dense, passages), _scores(hits.sparse, passages)), passages
        depth *= 2


def _scores(hits: Sequence[IndexHit], passages: Mapping[UUID, StoredPassage]) -> dict[UUID, float]:
    return {hit.id: hit.score for hit in hits if hit.id in passages}


def _nearness(question: str, facts: Mapping[UUID, Sequence[StoredFact]]) -> dict[UUID, float]:
    every = [fact for some in facts.values() for fact in some]
    texts = [f"{fact.subject} {fact.predicate} {fact.source.quote}" for fact in every]
    return dict(zip((fact.id for fact in every), word_overlap(question, texts), strict=True))


def _whole_second(instant: dt.datetime) -> int:
    return int(instant.timestamp() // 1)
