"""From rows of the fact queries to facts, and from a viewpoint to the names that those queries take."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from knowledge.ports import RankedFact, Source, StoredFact
from knowledge.scopes import admitted_by
from knowledge.time_windows import Viewpoint, Window
from knowledge.values import Value, ValueKind

FACT_COLUMNS = 21

T = TypeVar("T")


class MadeWhenRead(Mapping[UUID, T]):
    """Things by id that are made from their rows when they are read: of a hundred passages that a search confirms,
    twenty are looked at.
    """

    def __init__(self, rows: Iterable[tuple[UUID, TupleRow]], make: Callable[[TupleRow], T]) -> None:
        self._rows = dict(rows)
        self._make = make

    def __getitem__(self, id_: UUID) -> T:
        return self._make(self._rows[id_])

    def __contains__(self, id_: object) -> bool:
        return id_ in self._rows

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def uuid_array(ids: Iterable[UUID]) -> str:
    """As Postgres reads an array of them: psycopg writes a list element by element, in seven times the time."""
    return f"{{{','.join([id_.hex for id_ in ids])}}}"


def viewpoint_names(viewpoint: Viewpoint) -> dict[str, object]:
    """Whoever asks for no scope in particular asks with null."""
    return {
        "tenant": viewpoint.tenant,
        "as_of": viewpoint.as_of,
        "known_at": viewpoint.known_at,
        "scope": Jsonb([list(pair) for pair in admitted_by(viewpoint.scope)]) if viewpoint.scope else None,
    }


def fact_of_row(row: TupleRow) -> StoredFact:
    """From the columns that every fact query starts with."""
    id_, key, subject, predicate, kind, canonical, words, scope, valid_at, expired_at, recorded_at, retired_at = row[
        :12
    ]
    slug, title, number, section, page, quote, start, end, by_hand = row[12:21]
    return StoredFact(
        id=id_,
        key=key,
        subject=subject,
        predicate=predicate,
        value=Value(kind=ValueKind(kind), canonical=canonical, text=words),
        scope=tuple((dimension, value) for dimension, value in scope or ()),
        valid=Window(valid_at, expired_at),
        recorded=Window(recorded_at, retired_at),
        by_hand=by_hand,
        source=Source(
            document=slug,
            title=title,
            version=number,
            section=tuple(section),
            page=page,
            quote=quote,
            start=start,
            end=end,
        ),
    )


def ranked_of_row(row: TupleRow) -> RankedFact:
    """From the columns of a fact and, behind them, the rank of its document."""
    return RankedFact(fact_of_row(row), row[FACT_COLUMNS])
