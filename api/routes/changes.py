"""What became of facts and documents: recordings of a key, changes between two dates, diffs of texts."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth import Caller, RequestCaller
from api.examples import changes as examples
from api.models.changes import (
    CauseReply,
    ChangeReply,
    ChangesReply,
    DiffLineReply,
    DiffReply,
    DiffSideReply,
    HistoryReply,
    RecordingReply,
    SideReply,
)
from api.models.facts import ValueReply
from api.parameters import Cursor, KnownAt, iso, scope_reply
from api.problems import documented
from api.routes.views import fact_reply, viewpoint_of
from api.services import FromServices, Services
from knowledge.adapters.postgres.history import Recording
from knowledge.changes import Cause, FactChange, FactSide, diff_lines
from knowledge.errors import (
    DocumentNotFound,
    FactNotFound,
    InvalidInstant,
    InvalidRequest,
    InvalidWindow,
    KnownAtInFuture,
    StoreUnavailable,
)
from knowledge.time_windows import read_instant

router = APIRouter(tags=["changes"])

From = Annotated[
    str, Query(alias="from", min_length=1, description="A date, or a time with its offset.", examples=["2024-01-01"])
]
To = Annotated[str | None, Query(description="The same, that instant included. Default: now.", examples=["2024-12-31"])]


@router.get(
    "/v1/facts/{fact_id}/history",
    summary="Every recording of a fact's key, on both axes",
    response_model=HistoryReply,
    responses={200: examples.history, **documented(FactNotFound, InvalidRequest, StoreUnavailable)},
)
def read_history(fact_id: UUID, services: FromServices, caller: RequestCaller) -> HistoryReply:
    recordings = services.history.recordings(caller.tenant, fact_id)
    return HistoryReply(
        key=str(recordings[0].fact.key), recordings=[_recording_reply(recording) for recording in recordings]
    )


@router.get(
    "/v1/changes",
    summary="What changed between two dates, as pairs of before and after",
    response_model=ChangesReply,
    responses={
        200: examples.changes,
        **documented(InvalidRequest, InvalidInstant, InvalidWindow, KnownAtInFuture, StoreUnavailable),
    },
)
def list_changes(
    *,
    services: FromServices,
    caller: RequestCaller,
    start: From,
    to: To = None,
    known_at: KnownAt = None,
    document: Annotated[str | None, Query(max_length=1_000, description="Only this document (slug).")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Cursor = None,
) -> ChangesReply:
    period = _period(services, caller, start, to, known_at)
    page, next_cursor = services.history.changes(
        caller.tenant,
        start=period.start,
        end=period.end,
        known_at=period.known_at,
        document=document or None,
        limit=limit,
        cursor=cursor or None,
    )
    return ChangesReply.model_validate(
        {
            "from": iso(period.start),
            "to": iso(period.end),
            "known_at": iso(period.known_at),
            "changes": [_change_reply(change) for change in page],
            "next_cursor": next_cursor,
        }
    )


@router.get(
    "/v1/documents/{document}/diff",
    summary="The texts of a document in force at two dates, line by line",
    response_model=DiffReply,
    responses={
        200: examples.diff,
        **documented(
            DocumentNotFound, InvalidRequest, InvalidInstant, InvalidWindow, KnownAtInFuture, StoreUnavailable
        ),
    },
)
def diff_document(
    *,
    document: str,
    services: FromServices,
    caller: RequestCaller,
    start: From,
    to: To = None,
    known_at: KnownAt = None,
) -> DiffReply:
    period = _period(services, caller, start, to, known_at)
    before, after = (
        services.history.text_at(caller.tenant, document, as_of=instant, known_at=period.known_at)
        for instant in (period.start, period.end)
    )
    return DiffReply.model_validate(
        {
            "document": document,
            "title": after.title,
            "from": DiffSideReply(as_of=iso(period.start), version=before.version),
            "to": DiffSideReply(as_of=iso(period.end), version=after.version),
            "known_at": iso(period.known_at),
            "lines": [
                DiffLineReply(kind=line.kind.value, text=line.text) for line in diff_lines(before.text, after.text)
            ],
        }
    )


@dataclass(frozen=True, slots=True)
class _Period:
    start: dt.datetime
    end: dt.datetime
    known_at: dt.datetime


def _period(services: Services, caller: Caller, start: str, to: str | None, known_at: str | None) -> _Period:
    """Raises `InvalidInstant`, `KnownAtInFuture`, and `InvalidWindow` where it ends before it starts."""
    begins = read_instant(start, services.zone_of(caller.tenant), name="from")
    viewpoint = viewpoint_of(services, caller, as_of=to, known_at=known_at, scope=()).viewpoint
    if viewpoint.as_of < begins:
        raise InvalidWindow(f"from {iso(begins)} lies after to {iso(viewpoint.as_of)}: exchange them")
    return _Period(begins, viewpoint.as_of, viewpoint.known_at)


def _recording_reply(recording: Recording) -> RecordingReply:
    return RecordingReply(
        **fact_reply(recording.fact).model_dump(),
        edit=recording.edit.value,
        cause=_cause_reply(recording.cause),
        retired_by=None if recording.retired_by is None else _cause_reply(recording.retired_by),
        retiring_edit=None if recording.retiring_edit is None else recording.retiring_edit.value,
    )


def _change_reply(change: FactChange) -> ChangeReply:
    return ChangeReply(
        at=iso(change.at),
        kind=change.kind.value,
        edit=change.edit.value,
        document=change.document,
        title=change.title,
        before=_side_reply(change.before),
        after=_side_reply(change.after),
        cause=None if change.cause is None else _cause_reply(change.cause),
    )


def _cause_reply(cause: Cause) -> CauseReply:
    return CauseReply(version=cause.version, kind=cause.kind, reason=cause.reason, actor=cause.actor)


def _side_reply(side: FactSide | None) -> SideReply | None:
    if side is None:
        return None
    return SideReply(
        id=str(side.id),
        key=str(side.key),
        subject=side.subject,
        predicate=side.predicate,
        object=side.value.text,
        value=ValueReply(kind=side.value.kind, canonical=side.value.canonical),
        scope=scope_reply(side.scope),
        section=list(side.section),
        quote=side.quote,
    )
