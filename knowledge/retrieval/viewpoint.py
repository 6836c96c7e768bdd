"""The instants that a read is answered at."""

import datetime as dt
from dataclasses import dataclass

from knowledge.errors import KnownAtInFuture
from knowledge.time_windows import Scope, Viewpoint


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
