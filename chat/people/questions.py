"""Questions to people in Postgres: what is asked, sent, answered, cancelled. The rows decide; workflows only wait.

All raise `StoreUnavailable`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Cursor

from chat.conversation_ids import read_id
from chat.messages import PendingCall
from chat.people.asking import pending_call, why_no_more
from chat.people.model import Delivery, PersonQuestion, QuestionStatus, Standing
from knowledge.adapters.postgres.notices import put_notice
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import QuestionAnswered, QuestionClosed, QuestionNotFound

OVERDUE = dt.timedelta(seconds=30)

sql = load_queries("chat.people")
Row = dict[str, Any]


class QuestionStore:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def page(
        self,
        tenant: str,
        *,
        status: str | None,
        conversation: UUID | None,
        limit: int,
        after: tuple[dt.datetime, UUID] | None = None,
    ) -> tuple[list[PersonQuestion], tuple[dt.datetime, UUID] | None]:
        """The latest first, and what to give as `after` for the next page."""
        before, before_id = after or (None, None)
        names = {
            "tenant": tenant, "status": status, "conversation": conversation, "limit": limit + 1, "before": before,
            "before_id": before_id,
        }  # fmt: skip
        with transaction(self._pool) as cursor:
            found = [_question(row) for row in cursor.execute(sql("questions_page"), names)]
        page = found[:limit]
        return page, (page[-1].asked_at, page[-1].id) if len(found) > limit else None

    def get(self, tenant: str, question: UUID) -> PersonQuestion:
        """Raises `QuestionNotFound`."""
        with transaction(self._pool) as cursor:
            return _found(cursor, tenant, question)

    def of_message(self, tenant: str, conversation: str, message_id: str) -> PersonQuestion | None:
        """What the turn of a message asked."""
        names = {"tenant": tenant, "conversation": read_id(conversation), "message_id": message_id}
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("question_of_message"), names).fetchone()
        return None if row is None else _question(row)

    def why_no_more(self, conversation: str) -> str | None:
        """Why no further question can be asked in it; `None` where one can."""
        with transaction(self._pool) as cursor:
            return why_no_more(cursor, read_id(conversation))

    def answer(self, question: UUID, text: str, name: str | None) -> PersonQuestion:
        """Keeps the first answer; the same again changes nothing.

        Raises `QuestionNotFound`, `QuestionClosed`, and `QuestionAnswered` where another answer was first.
        """
        with transaction(self._pool) as cursor:
            names = {"id": question, "answer": text, "answered_by": name}
            taken = cursor.execute(sql("question_answer"), names).rowcount
            found = _found(cursor, None, question)
        if taken or (found.status is QuestionStatus.ANSWERED and found.answer == text):
            return found
        if found.status is QuestionStatus.ANSWERED:
            raise QuestionAnswered(f"{found.answered_by} answered it otherwise already: the first answer stands")
        raise QuestionClosed(_why_closed(found))

    def cancel(self, tenant: str, question: UUID, *, actor: str) -> PersonQuestion:
        """One that is cancelled already stays as it is. Raises `QuestionNotFound`, `QuestionClosed`."""
        names = {"tenant": tenant, "id": question, "actor": actor}
        with transaction(self._pool) as cursor:
            close_questions(cursor, cursor.execute(sql("question_cancel"), names).fetchall())
            found = _found(cursor, tenant, question)
        if found.status is not QuestionStatus.CANCELLED:
            raise QuestionClosed(_why_closed(found))
        return found

    # -- for the workflow that waits ----------------------------------------------------------------

    def pending(self, tenant: str, conversation: str) -> tuple[PendingCall, ...]:
        """What a conversation waits for, the oldest first."""
        names = {"tenant": tenant, "conversation": read_id(conversation)}
        with transaction(self._pool) as cursor:
            return tuple(pending_call(row) for row in cursor.execute(sql("questions_pending"), names))

    def overdue(self) -> Sequence[tuple[str, str, PendingCall]]:
        """Of all tenants, what a workflow should have seen to by now: tenant, conversation and call."""
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("questions_overdue"), {"overdue": OVERDUE}).fetchall()
        return [(row["tenant"], str(row["conversation"]), pending_call(row)) for row in rows]

    def standing(self, tenant: str, question: UUID) -> Standing:
        """Raises `QuestionNotFound`."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("question_standing"), {"tenant": tenant, "id": question}).fetchone()
        if row is None:
            raise _no_question(question)
        return Standing(**{**row, "status": QuestionStatus(row["status"])})

    def begin_attempt(self, question: UUID, lease: dt.timedelta) -> Delivery | None:
        """Counts an attempt, which no other one follows before `lease` is over; `None` where none is due."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("attempt_begin"), {"id": question, "lease": lease}).fetchone()
        return None if row is None else Delivery(**row)

    def delivered(self, question: UUID) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("attempt_delivered"), {"id": question})

    def failed(self, question: UUID, error: str, pause: dt.timedelta) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("attempt_failed"), {"id": question, "error": error, "pause": pause})

    def expire(self, question: UUID) -> None:
        """Nothing where its time is not over, or it is not waited for any more."""
        with transaction(self._pool) as cursor:
            close_questions(cursor, cursor.execute(sql("question_expire"), {"id": question}).fetchall())


def close_questions(cursor: Cursor[Row], closed: Sequence[Row]) -> list[UUID]:
    """Tells the conversation of each question that has just been closed, in the same transaction; which ones."""
    for row in sorted(closed, key=lambda one: one["conversation"]):
        put_notice(
            cursor,
            row["tenant"],
            row["conversation"],
            _told_closed(row),
            {"question": str(row["id"]), "status": row["status"]},
        )
    return [row["id"] for row in closed]


def _told_closed(row: Row) -> str:
    asked = f"the question “{row['question']}”"
    if row["status"] == QuestionStatus.CANCELLED:
        return f"{row['name']} is asked no more: {asked} was cancelled."
    lacking = "" if row["delivered_at"] else f" It never got there: {row['error'] or 'nothing was sent'}."
    return f"{row['name']} did not answer in time: {asked} is waited for no more.{lacking}"


def _why_closed(found: PersonQuestion) -> str:
    if found.status is QuestionStatus.ANSWERED:
        return f"{found.answered_by} has answered it already"
    if found.status is QuestionStatus.CANCELLED:
        return f"the question was cancelled by {found.closed_by}"
    return f"the question was to be answered before {found.expires_at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def _found(cursor: Cursor[Row], tenant: str | None, question: UUID) -> PersonQuestion:
    row = cursor.execute(sql("question_by_id"), {"tenant": tenant, "id": question}).fetchone()
    if row is None:
        raise _no_question(question)
    return _question(row)


def _question(row: Row) -> PersonQuestion:
    return PersonQuestion(**{**row, "status": QuestionStatus(row["status"])})


def _no_question(question: UUID) -> QuestionNotFound:
    return QuestionNotFound(f"there is no question {question}: GET /v1/questions lists them")
