"""From a question and a viewpoint to evidence: passages from the index, checked in Postgres, ranked by statements."""

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from knowledge.fusion import fuse
from knowledge.ports import IndexFilter, IndexHit
from knowledge.retrieval.model import Evidence, RankedStatement, Sought, Stores, by_passage
from knowledge.retrieval.signals import rank_statements
from knowledge.retrieval.statements import statements_of
from knowledge.time_windows import Viewpoint

_DEPTH = 50
"""Hits of each list that are fused at least. Every hit instead of 50 changed no figure, 20 cost places 5 to 10."""
_CONSIDERED = 20
"""Passages whose statements are ranked at least."""


def retrieve(
    sought: Sought,
    viewpoint: Viewpoint,
    stores: Stores,
    *,
    documents: tuple[str, ...] = (),
    limit: int = 10,
) -> Evidence:
    """The `limit` best passages that hold at the viewpoint, with their statements. `documents`: only these, none for
    all.
    """
    found = _search(
        sought.text,
        replace(_filter(viewpoint), as_of=_whole_second(viewpoint.as_of), documents=documents),
        lambda ids: stores.reader.recorded(viewpoint.tenant, viewpoint.known_at, ids, as_of=viewpoint.as_of),
        stores=stores,
        considered=max(_CONSIDERED, limit),
    )
    if not (ids := found.ids):
        return Evidence(viewpoint=viewpoint, passages=())
    reading = stores.aside(partial(stores.reader.passages, viewpoint, ids))
    comparing = stores.aside(partial(stores.reader.nearness, stores.generation, ids, found.question))
    facts = stores.reader.facts_in(viewpoint, ids)
    passages, near = reading(), comparing()
    statements = [
        statement
        for id_ in ids
        if (passage := passages.get(id_))
        and (facts.get(id_) or not viewpoint.scope)  # else all that it says is for somebody else
        for statement in statements_of(passage, facts.get(id_, ()), near.get(id_, {}), found.cosine(id_))
    ]
    ranked = rank_statements(sought, statements, dense=found.dense, sparse=found.sparse)
    return Evidence(viewpoint=viewpoint, passages=by_passage(ranked)[:limit])


def retrieve_ever(
    sought: Sought,
    viewpoint: Viewpoint,
    stores: Stores,
    *,
    documents: tuple[str, ...] = (),
    limit: int = 10,
) -> list[RankedStatement]:
    """The same question put to everything that was known at `known_at` of any time: the statements of at least the
    `limit` best passages, best first.
    """
    found = _search(
        sought.text,
        replace(_filter(viewpoint), documents=documents),
        lambda ids: stores.reader.recorded(viewpoint.tenant, viewpoint.known_at, ids),
        stores=stores,
        considered=max(_CONSIDERED, limit),
    )
    if not (ids := found.ids):
        return []
    passages = stores.reader.passages_ever(viewpoint.tenant, viewpoint.known_at, ids)
    near = stores.reader.nearness(stores.generation, ids, found.question)
    statements = [
        statement
        for id_ in ids
        if (passage := passages.get(id_))
        for statement in statements_of(passage, (), near.get(id_, {}), found.cosine(id_))
    ]
    return rank_statements(sought, statements, dense=found.dense, sparse=found.sparse)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The best passages of a search in fused order, and what the index gave for each."""

    question: Sequence[float]
    ids: Sequence[UUID]
    dense: Mapping[UUID, float]
    sparse: Mapping[UUID, float]

    def cosine(self, passage: UUID) -> float:
        return self.dense.get(passage, min(self.dense.values(), default=0.0))


def _search(
    question: str,
    where: IndexFilter,
    confirm: Callable[[Sequence[UUID]], Collection[UUID]],
    *,
    stores: Stores,
    considered: int,
) -> _Found:
    """The index may hold too much: what Postgres does not confirm is dropped, and the search goes on until enough
    survives or the index has no more. Scores are fused over the survivors alone, so that no surplus scales them.
    """
    depth = max(_DEPTH, considered)
    while True:
        hits = stores.search.search_text(stores.generation, question=question, where=where, limit=depth)
        ids = list(dict.fromkeys(hit.id for hit in (*hits.dense, *hits.sparse)))
        confirmed = confirm(ids) if ids else ()
        if len(confirmed) >= considered or len(hits.dense) < depth:
            break
        depth *= 2
    dense, sparse = (_scores(list_, confirmed) for list_ in (hits.dense, hits.sparse))
    best = [id_ for id_, _ in itertools.islice(fuse(dense, sparse), considered)]
    return _Found(question=hits.vector, ids=best, dense=dense, sparse=sparse)


def _filter(viewpoint: Viewpoint) -> IndexFilter:
    return IndexFilter(tenant=viewpoint.tenant, as_of=None, known_at=_whole_second(viewpoint.known_at))


def _scores(hits: Sequence[IndexHit], confirmed: Collection[UUID]) -> dict[UUID, float]:
    return {hit.id: hit.score for hit in hits if hit.id in confirmed}


def _whole_second(instant: dt.datetime) -> int:
    return int(instant.timestamp() // 1)
