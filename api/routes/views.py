"""From where a read looks, and how facts, passages and answers are spelled in replies. No routes."""

import datetime as dt

from api.auth import Caller
from api.models.facts import FactReply, HitReply, SourceReply, ValueReply
from api.parameters import instant_or_none, iso_or_none
from api.services import Services
from knowledge.ports import Source, StoredFact, StoredPassage
from knowledge.retrieval import ResolvedViewpoint, resolve_viewpoint
from knowledge.time_windows import Scope


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
        scope=dict(fact.scope),
        valid_at=iso_or_none(fact.valid.start),
        expired_at=iso_or_none(fact.valid.end),
        recorded_at=iso_or_none(fact.recorded.start),
        retired_at=iso_or_none(fact.recorded.end),
        source=_source_reply(fact.source),
        by_hand=fact.by_hand,
    )


def hit_reply(passage: StoredPassage, score: float) -> HitReply:
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
        score=score,
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
