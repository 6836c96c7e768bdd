"""Reads from the truth on which topics sources disagree at a viewpoint, page by page."""

from itertools import groupby
from uuid import UUID

from psycopg.rows import TupleRow

from knowledge.adapters.postgres.pool import Pool, single_statements
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.rows import ranked_of_row, viewpoint_names
from knowledge.conflicts import Conflict, conflict_of_topic
from knowledge.errors import InvalidRequest
from knowledge.time_windows import Viewpoint

Place = tuple[UUID, str]
_START: Place = (UUID(int=0), "")
_TOPICS = 200  # of one statement: few of those that two documents share are in conflict


class ConflictReader:
    """Raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def page(
        self, viewpoint: Viewpoint, *, document: str | None, limit: int, cursor: str | None
    ) -> tuple[list[Conflict], str | None]:
        """One conflict a topic, settled ones too, and the cursor of the next page; `document` takes part in each.

        Raises `InvalidRequest` for a cursor that is not of such a list.
        """
        after = _START if cursor is None else _read(cursor)
        found: list[Conflict] = []
        while True:
            topics = self._topics(viewpoint, document, after)
            for place, rows in topics:
                conflict = conflict_of_topic([ranked_of_row(row[2:]) for row in rows if row[2] is not None])
                if conflict is not None and _concerns(conflict, document):
                    if len(found) == limit:
                        return found, _cursor(after)
                    found.append(conflict)
                after = place
            if len(topics) < _TOPICS:
                return found, None

    def _topics(self, viewpoint: Viewpoint, document: str | None, after: Place) -> list[tuple[Place, list[TupleRow]]]:
        names = {
            **viewpoint_names(viewpoint),
            "document": document,
            "after_topic": after[0],
            "after_kind": after[1],
            "limit": _TOPICS,
        }
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql("topics_shared"), names, binary=True).fetchall()
        return [(place, list(of_topic)) for place, of_topic in groupby(rows, key=lambda row: (row[0], row[1]))]


def _concerns(conflict: Conflict, document: str | None) -> bool:
    return document is None or any(side.ranked.fact.source.document == document for side in conflict.sides)


def _cursor(place: Place) -> str:
    return f"{place[0]}.{place[1]}"


def _read(cursor: str) -> Place:
    topic, _, kind = cursor.partition(".")
    try:
        return UUID(topic), kind
    except ValueError as error:
        raise InvalidRequest(f"cursor {cursor!r} is not of this list: take next_cursor of the page before") from error
