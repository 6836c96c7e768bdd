"""Reads from the truth what became of things: a key's recordings, what changed between two dates, two texts."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import TupleRow

from knowledge.adapters.postgres.pool import Pool, single_statements
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.rows import fact_of_row
from knowledge.changes import Cause, EditKind, FactChange, FactSide, SpokenText
from knowledge.errors import DocumentNotFound, FactNotFound, InvalidRequest
from knowledge.ports import StoredFact
from knowledge.values import Value, ValueKind

_SIDE = 10  # columns of a fact before or after


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One recorded row of a key, with the upload or edit that recorded it and the one that retired it."""

    fact: StoredFact
    edit: EditKind
    cause: Cause
    retired_by: Cause | None
    retiring_edit: EditKind | None


class HistoryReader:
    """Each call is one statement in one round trip; all raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def recordings(self, tenant: str, fact_id: UUID) -> list[Recording]:
        """All of the key that this fact has, on both axes, in order of recording. Raises `FactNotFound`."""
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql("fact_history"), {"tenant": tenant, "id": fact_id}, binary=True).fetchall()
        if not rows:
            raise FactNotFound(f"there is no fact {fact_id}")
        return [_recording(row) for row in rows]

    def held(self, tenant: str, fact: UUID, known_at: dt.datetime) -> list[StoredFact]:
        """Raises `FactNotFound`."""
        known = [one.fact for one in self.recordings(tenant, fact) if one.fact.recorded.contains(known_at)]
        return sorted(known, key=lambda one: one.valid.start or dt.datetime.min.replace(tzinfo=dt.UTC))

    def changes(
        self,
        tenant: str,
        *,
        start: dt.datetime,
        end: dt.datetime,
        known_at: dt.datetime,
        document: str | None,
        limit: int,
        cursor: str | None,
    ) -> tuple[list[FactChange], str | None]:
        """One page of what changed after `start` and up to `end`, in order of time, and the next page's cursor.

        Raises `InvalidRequest` for a cursor that is not of such a list.
        """
        after_at, after_key = _read_cursor(cursor, start)
        names = {
            "tenant": tenant,
            "from": start,
            "to": end,
            "known_at": known_at,
            "document": document,
            "after_at": after_at,
            "after_key": after_key,
            "limit": limit + 1,
        }
        with single_statements(self._pool) as connection:
            # Never prepared: a plan for any period guesses that next to nothing lies in it, and reads and sorts it all.
            rows = connection.execute(sql("fact_changes"), names, binary=True, prepare=False).fetchall()
        page = rows[:limit]
        more = f"{page[-1][0].isoformat()} {page[-1][1]}" if len(rows) > limit else None
        return [_change(row) for row in page], more

    def text_at(self, tenant: str, document: str, *, as_of: dt.datetime, known_at: dt.datetime) -> SpokenText:
        """Raises `DocumentNotFound`."""
        names = {"tenant": tenant, "document": document, "as_of": as_of, "known_at": known_at}
        with single_statements(self._pool) as connection:
            row = connection.execute(sql("text_in_force"), names).fetchone()
        if row is None:
            raise DocumentNotFound(f"there is no document {document!r}")
        number, kind, title, text = row
        return SpokenText(version=number, kind=kind, title=title or document, text=text or "")


def _read_cursor(cursor: str | None, start: dt.datetime) -> tuple[dt.datetime, int]:
    if cursor is None:
        return start, 0
    at, _, key = cursor.rpartition(" ")
    try:
        return dt.datetime.fromisoformat(at), int(key)
    except ValueError as error:
        raise InvalidRequest(f"cursor {cursor!r} is not of this list: take next_cursor of the page before") from error


def _recording(row: TupleRow) -> Recording:
    kind, number, reason, actor, edit, ended, ended_number, ended_reason, ended_actor, ending = row[21:31]
    retired_by = (
        None if ended is None else Cause(kind=ended, version=ended_number, reason=ended_reason, actor=ended_actor)
    )
    return Recording(
        fact=fact_of_row(row),
        edit=EditKind(edit),
        cause=Cause(kind=kind, version=number, reason=reason, actor=actor),
        retired_by=retired_by,
        retiring_edit=None if ending is None else EditKind(ending),
    )


def _change(row: TupleRow) -> FactChange:
    at, _, document, title, number, kind, reason, actor, edit = row[:9]
    return FactChange(
        at=at,
        document=document,
        title=title or document,
        before=_side(row[9 : 9 + _SIDE]),
        after=_side(row[9 + _SIDE :]),
        edit=EditKind(edit),
        cause=None if number is None else Cause(version=number, kind=kind, reason=reason, actor=actor),
    )


def _side(columns: TupleRow) -> FactSide | None:
    id_, key, subject, predicate, kind, canonical, words, scope, section, quote = columns
    if id_ is None:
        return None
    return FactSide(
        id=id_,
        key=key,
        subject=subject,
        predicate=predicate,
        value=Value(kind=ValueKind(kind), canonical=canonical, text=words),
        scope=tuple((dimension, value) for dimension, value in scope or ()),
        section=tuple(section),
        quote=quote,
    )
