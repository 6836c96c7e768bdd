"""Reading as it would be after a publication that is rolled back: rows by the transaction, points by the index."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from ingestion.publication import POINTS_AT_ONCE
from ingestion.slices import in_slices
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.ports import IndexFilter, IndexHits, IndexPoint, PassageIndex, PassageSearch
from knowledge.time_windows import OPEN_END_SECONDS

# Nobody reads as of then, and what is open there is open now: points recorded from this second on are in no search but
# one that asks for it, and change no document frequency of another.
NEVER_YET = OPEN_END_SECONDS - 1


class ForeseenReader(PostgresReader):
    """Inside the transaction; its watermark is the instant at which the publication would have been recorded."""

    def __init__(self, pool: Pool, recorded_at: dt.datetime) -> None:
        super().__init__(pool)
        self._recorded_at = recorded_at

    def watermark(self, tenant: str) -> dt.datetime:  # noqa: ARG002 - of the one tenant that is rehearsed
        return self._recorded_at


class ForeseenSearch:
    """`PassageSearch` over what is in the index and the points of the rehearsal."""

    def __init__(self, search: PassageSearch) -> None:
        self._search = search

    def search_text(self, generation: str, *, question: str, where: IndexFilter, limit: int) -> IndexHits:
        there = replace(where, known_at=NEVER_YET)
        return self._search.search_text(generation, question=question, where=there, limit=limit)

    def foresee_question(self, text: str) -> None:
        self._search.foresee_question(text)


@contextmanager
def foreseen_points(index: PassageIndex, generation: str, points: Sequence[IndexPoint]) -> Iterator[None]:
    """They are in the index meanwhile, where no other search finds them.

    A kill leaves them there, as unseen; the doctor removes what Postgres does not know.
    """
    ids: list[UUID] = [point.id for point in points]
    unseen = [
        replace(point, windows=replace(point.windows, recorded_from=NEVER_YET, recorded_to=OPEN_END_SECONDS))
        for point in points
    ]
    try:
        for some in in_slices(unseen, POINTS_AT_ONCE):
            index.put(generation, some)
        yield
    finally:
        if ids:
            index.delete(generation, ids)
