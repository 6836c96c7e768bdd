"""Golden questions in Postgres, by tenant."""

import datetime as dt
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import sql
from knowledge.errors import GoldenQuestionNotFound
from knowledge.golden import GoldenQuestion, golden_id


class GoldenStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def put(
        self,
        tenant: str,
        actor: str,
        *,
        question: str,
        as_of: dt.datetime | None,
        document: str | None,
        answer: str | None,
    ) -> tuple[GoldenQuestion, bool]:
        """The same question as of the same instant is replaced; whether there was none of it before."""
        names: dict[str, Any] = {
            "id": golden_id(tenant, question, as_of),
            "tenant": tenant,
            "actor": actor,
            "question": question,
            "as_of": as_of,
            "document": document,
            "answer": answer,
        }
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("golden_put"), names).fetchone()
        assert row is not None  # noqa: S101 - the query always gives one
        added = bool(row.pop("added"))
        return GoldenQuestion(**row), added

    def page(self, tenant: str, *, limit: int, after: UUID | None) -> tuple[list[GoldenQuestion], UUID | None]:
        """In the order they were made; the id to go on from, where there are more."""
        names = {"tenant": tenant, "limit": limit + 1, "after": after}
        with (
            translated(),
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(GoldenQuestion)) as cursor,
        ):
            rows = cursor.execute(sql("golden_page"), names).fetchall()
        page = rows[:limit]
        return page, page[-1].id if len(rows) > limit else None

    def of_tenant(self, tenant: str) -> list[GoldenQuestion]:
        return self._all(tenant)

    def of_all(self) -> list[GoldenQuestion]:
        """Of every tenant, as the gate of a re-index asks them."""
        return self._all(None)

    def remove(self, tenant: str, id_: UUID) -> GoldenQuestion:
        """What it was. Raises `GoldenQuestionNotFound`."""
        with (
            translated(),
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(GoldenQuestion)) as cursor,
        ):
            removed = cursor.execute(sql("golden_delete"), {"tenant": tenant, "id": id_}).fetchone()
        if removed is None:
            raise GoldenQuestionNotFound(f"there is no golden question {id_}: GET /v1/golden-questions lists them")
        return removed

    def _all(self, tenant: str | None) -> list[GoldenQuestion]:
        with (
            translated(),
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(GoldenQuestion)) as cursor,
        ):
            return cursor.execute(sql("golden_all"), {"tenant": tenant}).fetchall()
