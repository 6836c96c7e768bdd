"""The same search again with one filter lifted at a time: what would have ranked among the hits."""

import datetime as dt
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.ports import KnowledgeReader, StoredPassage
from knowledge.retrieval.explaining import Exclusions, of_other_documents, of_other_scopes, of_other_times
from knowledge.retrieval.model import Evidence, RankedStatement, Sought, Stores
from knowledge.retrieval.retrieving import retrieve, retrieve_ever
from knowledge.time_windows import Viewpoint


def find_left_out(
    sought: Sought,
    evidence: Evidence,
    stores: Stores,
    *,
    documents: tuple[str, ...],
    limit: int,
    zone: ZoneInfo,
) -> Exclusions:
    """What was left out of the `evidence`, which `retrieve` found for the same `documents` and `limit`.

    One search more for each filter that is set; days are told in `zone`.
    """
    viewpoint = evidence.viewpoint
    ever = retrieve_ever(sought, viewpoint, stores, documents=documents, limit=limit)
    ever = _for_whom_asked(ever, viewpoint, stores.reader)
    found = of_other_times(ever, evidence, limit=limit, zone=zone)
    if documents:
        everywhere = retrieve(sought, viewpoint, stores, limit=limit)
        found += of_other_documents(everywhere.passages, documents)
    if viewpoint.scope:
        whoever = retrieve(sought, replace(viewpoint, scope=()), stores, documents=documents, limit=limit)
        ids = [ranked.passage.id for ranked in whoever.passages]
        admitted = {fact.id for facts in stores.reader.facts_in(viewpoint, ids).values() for fact in facts}
        found += of_other_scopes(whoever.passages, admitted)
    return Exclusions.of(found)


def _for_whom_asked(
    ever: list[RankedStatement], viewpoint: Viewpoint, reader: KnowledgeReader
) -> list[RankedStatement]:
    """Without what was or will be for others than the scope asked for, as the facts told when the passage began."""
    if not viewpoint.scope:
        return ever
    began: dict[dt.datetime, dict[UUID, StoredPassage]] = {}
    for one in ever:
        began.setdefault(one.passage.valid.start or viewpoint.as_of, {})[one.passage.id] = one.passage
    places = {
        id_: {fact.source.start - passages[id_].source.start for fact in facts}
        for at, passages in began.items()
        for id_, facts in reader.facts_in(replace(viewpoint, as_of=at), list(passages)).items()
    }
    return [one for one in ever if one.place in places.get(one.passage.id, ())]
