"""Recalls in Postgres: what waits, what came of it, and what is told. All raise `StoreUnavailable`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ingestion.recall.messages import Recall
from ingestion.recall.telling import Outcome, notice_of
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.notices import put_notice
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.events import Event, EventKind

PATIENCE = dt.timedelta(minutes=1)

sql = load_queries("ingestion.recall")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What was recorded at one instant."""

    id: UUID
    tenant: str
    document: str
    version: int
    kind: str
    recorded_at: dt.datetime

    @property
    def names(self) -> Row:
        return {
            "id": self.id,
            "tenant": self.tenant,
            "document": self.document,
            "version": self.version,
            "recorded_at": self.recorded_at,
        }


class RecallStore:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def waiting(self) -> dict[Recall, str]:
        """Tenants that something waits in; the text is another one when more does."""
        with transaction(self._pool) as cursor:
            return {Recall(tenant=row["tenant"]): row["mark"] for row in cursor.execute(sql("waiting"))}

    def overdue(self) -> list[Recall]:
        """Tenants in which something should have been begun by now: a worker looks every second."""
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("overdue"), {"patience": PATIENCE}).fetchall()
        return [Recall(tenant=row["tenant"]) for row in rows]

    def wanted(self, tenant: str) -> list[UUID]:
        """Answers to be held against every recording since they were given."""
        with transaction(self._pool) as cursor:
            return [row["answer"] for row in cursor.execute(sql("wanted"), {"tenant": tenant})]

    def standpoint(self, answer: UUID) -> tuple[dt.datetime, dt.datetime | None] | None:
        """The instant that it is known at, and that of the last recording since, if there is one."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("standpoint"), {"answer": answer}).fetchone()
        return None if row is None else (row["known_at"], row["last"])

    def take_wanted(self, answer: UUID, *, another: bool, about_time: bool) -> None:
        """`another`: it is another now, so every recording since is looked at that touched where it stands; those that
        did elsewhere too where it is `about_time`.
        """
        with transaction(self._pool) as cursor:
            if another:
                cursor.execute(sql("wanted_again"), {"answer": answer, "about_time": about_time})
            cursor.execute(sql("wanted_taken"), {"answer": answer})

    def want(self, tenant: str, answer: UUID) -> bool:
        """Whether it can be: an answer as known at an instant that was asked for cannot."""
        with transaction(self._pool) as cursor:
            return cursor.execute(sql("want"), {"tenant": tenant, "answer": answer}).fetchone() is not None

    def next_unfound(self, tenant: str) -> Recording | None:
        """The first recording whose candidates are not found yet."""
        return self._next("next_unfound", tenant)

    def next_found(self, tenant: str) -> Recording | None:
        """The first recording that is not done with its candidates."""
        return self._next("next_recall", tenant)

    def _next(self, query: str, tenant: str) -> Recording | None:
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql(query), {"tenant": tenant}).fetchone()
        return None if row is None else Recording(**row)

    def next_candidate(self, recording: Recording) -> UUID | None:
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("next_candidate"), recording.names).fetchone()
        return None if row is None else row["answer"]

    def done(self, recording: Recording) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("recall_done"), recording.names)

    def examined(self, recording: Recording, answer: UUID, outcome: Outcome | None) -> bool:
        """Keeps what came of one answer, and tells whoever is to know: all of it or nothing, once. `outcome`: none
        where the recording changes nothing. Whether it was marked.
        """
        names = {**recording.names, "answer": answer}
        with transaction(self._pool) as cursor:
            cursor.execute(sql("examined"), names)
            return outcome is not None and self._mark(cursor, recording, answer, outcome)

    def _mark(self, cursor: Cursor[Row], recording: Recording, answer: UUID, outcome: Outcome) -> bool:
        before, after = outcome.before.status.value, outcome.after.status.value
        names = {**recording.names, "answer": answer, "affected": outcome.affected, "before": before, "after": after}
        marked = cursor.execute(sql("mark"), names).fetchone()
        if marked is None:
            return False
        cursor.execute(sql("marked"), names)
        about: Row = {
            "answer": str(answer),
            "affected": outcome.affected,
            "version": recording.version,
            "change": recording.kind,
            "recorded_at": recording.recorded_at.isoformat(),
            "as_of": outcome.after.as_of.isoformat(),
            "status_before": before,
            "status_after": after,
        }
        conversation: UUID | None = marked["conversation"]
        if conversation is not None:
            about["conversation"] = str(conversation)
        record_event(
            cursor,
            Event(
                tenant=recording.tenant,
                kind=EventKind.ANSWER_AFFECTED,
                key=f"{answer} {recording.id}",
                document=recording.document,
                about=about,
            ),
        )
        if conversation is not None:
            turn: Row = cursor.execute(sql("turn_told"), names).fetchone() or {}
            text = notice_of(turn, recording.kind, recording.document, recording.version, outcome)
            put_notice(cursor, recording.tenant, conversation, text, {"document": recording.document, **about})
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChange:
    """A recording that made an answer another, or what it was again. Statuses are of a moment before and after it."""

    document: str
    version: int
    kind: str
    recorded_at: dt.datetime
    affected: bool
    before: str
    after: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """`affected_since`: recorded instant; `now_known_at`: at which what would be answered now came to be so."""

    id: UUID
    record: Row
    created_at: dt.datetime
    conversation: UUID | None
    affected_since: dt.datetime | None
    now_known_at: dt.datetime | None
    changes: tuple[AnswerChange, ...]


class GivenAnswers:
    """Reads which answers were given, and what recordings made of them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def page(
        self,
        tenant: str,
        *,
        affected: bool | None = None,
        document: str | None = None,
        since: dt.datetime | None = None,
        before: UUID | None = None,
        limit: int = 50,
    ) -> tuple[list[GivenAnswer], UUID | None]:
        """Newest first, and what to give as `before` for the next page. `document`: a change of which affects them;
        `since`: affected since then, or given since then.
        """
        names = {"tenant": tenant, "affected": affected, "document": document, "since": since, "before": before}
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("answers_page"), {**names, "limit": limit + 1}).fetchall()
            page = _with_changes(cursor, rows[:limit])
        return page, page[-1].id if len(rows) > limit else None

    def one(self, tenant: str, answer: UUID) -> GivenAnswer | None:
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("answer_given"), {"tenant": tenant, "answer": answer}).fetchall()
            return next(iter(_with_changes(cursor, rows)), None)


def _with_changes(cursor: Cursor[Row], rows: Sequence[Row]) -> list[GivenAnswer]:
    found: dict[UUID, list[AnswerChange]] = {row["id"]: [] for row in rows}
    for change in cursor.execute(sql("changes_of_answer"), {"answers": list(found)}).fetchall():
        found[change.pop("answer")].append(AnswerChange(**change))
    return [GivenAnswer(**row, changes=tuple(found[row["id"]])) for row in rows]
