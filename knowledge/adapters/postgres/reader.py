"""Reads from the truth: what holds at a viewpoint, and where the version in force says it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import chain
from uuid import UUID

from pgvector import HalfVector
from psycopg.rows import TupleRow

from knowledge.adapters.postgres.fact_pages import next_cursor, page_query
from knowledge.adapters.postgres.pool import Pool, look_ups, single_statements
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.rows import MadeWhenRead, fact_of_row, uuid_array, viewpoint_names
from knowledge.adapters.postgres.standings import standings_of
from knowledge.adapters.postgres.topics import TopicMemory
from knowledge.errors import FactNotFound, InvalidRequest, StoreUnavailable
from knowledge.ports import FactQuery, Source, Standing, StoredFact, StoredPassage
from knowledge.questions import DocumentChange
from knowledge.time_windows import Viewpoint, Window


class PostgresReader:
    """`ports.KnowledgeReader`. Each call is one round trip, `standings` up to three; all raise `StoreUnavailable`."""

    def __init__(self, pool: Pool, *, generation: str | None = None) -> None:
        """With a `generation` it reads as if that one were live: for what is examined before it is."""
        self._pool = pool
        self._generation = generation
        self._models: dict[str, tuple[str, str]] = {}
        self._topics = TopicMemory()
        self._seen: dict[str, dt.datetime] = {}
        self._last_changes: dict[str, tuple[dt.datetime, list[DocumentChange]]] = {}
        self._last_under_review: dict[str, tuple[dt.datetime, frozenset[str]]] = {}

    def watermark(self, tenant: str) -> dt.datetime:
        """The tenant's last recorded instant. Raises `InvalidRequest` for a tenant that does not exist."""
        with look_ups(self._pool) as connection:
            row = connection.execute(sql("watermark"), {"tenant": tenant}).fetchone()
        if row is None:
            raise InvalidRequest(f"there is no tenant {tenant!r}")
        found: dt.datetime = row[0]
        if self._seen.get(tenant) != found:  # something was recorded, or erased: no title of before is kept
            self._seen[tenant] = found
            self._last_changes.pop(tenant, None)
            self._last_under_review.pop(tenant, None)
        return found

    def live_generation(self, tenant: str) -> str:  # noqa: ARG002 - one index serves all tenants
        if self._generation is not None:
            return self._generation
        with look_ups(self._pool) as connection:
            row = connection.execute(sql("live_generation")).fetchone()
        if row is None:
            raise StoreUnavailable("no generation of the passage index is live yet: the worker makes it at its start")
        name: str = row[0]
        return name

    def model_of(self, generation: str) -> tuple[str, str] | None:
        """Name and precision of the model that it was built by, which never changes; none where it is not known."""
        known = self._models.get(generation)
        if known is None:
            with look_ups(self._pool) as connection:
                row = connection.execute(sql("generation_model"), {"name": generation}).fetchone()
            if row is None:
                return None
            known = self._models[generation] = (row[0], row[1])
        return known

    def recorded(
        self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID], *, as_of: dt.datetime | None = None
    ) -> frozenset[UUID]:
        names = {"tenant": tenant, "known_at": known_at, "as_of": as_of, "ids": uuid_array(ids)}
        with look_ups(self._pool) as connection:
            rows = connection.execute(sql("passages_recorded"), names, binary=True).fetchall()
        return frozenset(id_ for (id_,) in rows)

    def passages(self, viewpoint: Viewpoint, ids: Sequence[UUID]) -> Mapping[UUID, StoredPassage]:
        names = {**viewpoint_names(viewpoint), "ids": uuid_array(ids)}
        with look_ups(self._pool) as connection:
            rows = connection.execute(sql("passages_at"), names, binary=True).fetchall()
            return MadeWhenRead(((row[0], row) for row in rows), _passage)

    def passages_ever(self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID]) -> Mapping[UUID, StoredPassage]:
        names = {"tenant": tenant, "known_at": known_at, "ids": uuid_array(ids)}
        with look_ups(self._pool) as connection:
            rows = connection.execute(sql("passages_ever"), names, binary=True).fetchall()
            return MadeWhenRead(((row[0], row) for row in rows), _passage)

    def passages_with(self, tenant: str, known_at: dt.datetime, document: str, words: str) -> list[UUID]:
        names = {"tenant": tenant, "known_at": known_at, "document": document, "words": words}
        with look_ups(self._pool) as connection:
            rows = connection.execute(sql("passages_with"), names, binary=True).fetchall()
        return [id_ for (id_,) in rows]

    def facts_in(self, viewpoint: Viewpoint, passages: Sequence[UUID]) -> dict[UUID, list[StoredFact]]:
        """Two statements in one round trip."""
        found: dict[UUID, list[StoredFact]] = {passage: [] for passage in passages}
        names = {**viewpoint_names(viewpoint), "ids": uuid_array(passages)}
        with look_ups(self._pool) as connection, connection.pipeline():
            asked = [
                connection.execute(sql(query), names, binary=True)
                for query in ("facts_in_passages", "facts_beside_passages")
            ]
            for row in chain.from_iterable(one.fetchall() for one in asked):
                found[row[0]].append(fact_of_row(row[1:]))
        return found

    def nearness(
        self, generation: str, passages: Sequence[UUID], vector: Sequence[float]
    ) -> dict[UUID, dict[int, float]]:
        if not passages or not vector:
            return {}
        names = {"generation": generation, "ids": uuid_array(passages), "vector": HalfVector(list(vector))}
        with look_ups(self._pool) as connection:
            rows = connection.execute(sql("statement_nearness"), names, binary=True).fetchall()
        return {
            id_: {start: cosine for (start,), cosine in zip(starts, cosines, strict=True) if cosine is not None}
            for id_, starts, cosines in rows
        }

    def facts(self, viewpoint: Viewpoint, query: FactQuery) -> tuple[list[StoredFact], str | None]:
        """Without `q` in the order of document and place, with it by how well the words fit (`ts_rank_cd`).

        Raises `InvalidRequest` for a cursor that is not of such a list.
        """
        name, names = page_query(query)
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql(name), {**viewpoint_names(viewpoint), **names}, binary=True).fetchall()
        page = rows[: query.limit]
        return [fact_of_row(row) for row in page], next_cursor(query, page[-1]) if len(rows) > len(page) else None

    def fact(self, tenant: str, fact_id: UUID) -> StoredFact:
        """One recorded fact, retired or not; its source is the version in force when its window began, as known when
        it was recorded. Raises `FactNotFound`.
        """
        with look_ups(self._pool) as connection:
            row = connection.execute(sql("fact_by_id"), {"tenant": tenant, "id": fact_id}, binary=True).fetchone()
        if row is None:
            raise FactNotFound(f"there is no fact {fact_id}")
        return fact_of_row(row)

    def standings(self, viewpoint: Viewpoint, facts: Sequence[UUID]) -> dict[UUID, Standing]:
        if not facts:
            return {}
        with look_ups(self._pool) as connection:
            return standings_of(connection, viewpoint, facts, self._topics)

    def following(self, viewpoint: Viewpoint, fact: UUID) -> StoredFact | None:
        names = {"tenant": viewpoint.tenant, "id": fact, "known_at": viewpoint.known_at}
        with look_ups(self._pool) as connection:
            row = connection.execute(sql("fact_following"), names, binary=True).fetchone()
        return None if row is None else fact_of_row(row)

    def changes(self, tenant: str, known_at: dt.datetime) -> list[DocumentChange]:
        """Versions and withdrawals alike, published by `known_at`, in order of effect.

        `known_at` is at most the watermark: nothing can be recorded before it any more, so the last list is kept.
        """
        kept = self._last_changes.get(tenant)
        if kept is not None and kept[0] == known_at:
            return kept[1]
        with look_ups(self._pool) as connection:
            found = [
                DocumentChange(document=document, title=title, version=version, effective_at=effective_at)
                for document, title, version, effective_at in connection.execute(
                    sql("changes"), {"tenant": tenant, "known_at": known_at}, binary=True
                )
            ]
        self._last_changes[tenant] = (known_at, found)
        return found

    def under_review(self, tenant: str, known_at: dt.datetime) -> frozenset[str]:
        """Kept as the last list of changes is: a change begins to wait, and is decided, at an instant of its own."""
        kept = self._last_under_review.get(tenant)
        if kept is not None and kept[0] == known_at:
            return kept[1]
        with look_ups(self._pool) as connection:
            rows = connection.execute(sql("documents_under_review"), {"tenant": tenant, "known_at": known_at})
            found = frozenset(slug for (slug,) in rows)
        self._last_under_review[tenant] = (known_at, found)
        return found


def _passage(row: TupleRow) -> StoredPassage:
    id_, text, section, valid_at, expired_at, recorded_at, retired_at, *place = row
    slug, title, number, page, start, end, statements = place
    return StoredPassage(
        id=id_,
        text=text,
        valid=Window(valid_at, expired_at),
        recorded=Window(recorded_at, retired_at),
        source=Source(
            document=slug,
            title=title,
            version=number,
            section=tuple(section),
            page=page,
            quote=text,
            start=start,
            end=end,
        ),
        statements=tuple((first, last) for first, last in statements or ()),
    )
