"""What an expiry rule does about the facts that are due: reminds, ends, takes back. One short transaction a fact.

A fact ends as by a person's hand, at the instant at which it lapses; whoever undoes that has the last word, until it is
confirmed again. One that is confirmed after it has lapsed holds as if it never had.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import dict_row

from ingestion.by_hand import HandEditStore, HandExpiry
from ingestion.expiry.messages import Sweep, Swept, TakeBack
from ingestion.expiry.rules import rule_of
from ingestion.messages import IngestVersion
from ingestion.store import IngestionStore
from ingestion.uploads import Undo, UploadReceipt
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import CallerError
from knowledge.events import Event, EventKind
from knowledge.expiry import Due, ExpiryRule, due_after

sql = load_queries("ingestion.expiry")
Row = dict[str, Any]


class Sweeper:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool, ingestions: IngestionStore, hand_edits: HandEditStore) -> None:
        self._pool = pool
        self._ingestions = ingestions
        self._hand_edits = hand_edits

    def sweep(self, message: Sweep) -> Swept:
        """Idempotent: what was done about a fact since it was last confirmed stands in Postgres, and is done once."""
        tenant, now = message.expire.tenant, dt.datetime.fromisoformat(message.now)
        rule = self._rule(tenant, UUID(message.expire.rule))
        if rule is None or not rule.enabled:
            return Swept(ended=True)
        taken_back = self._take_back(tenant, rule, now)
        reminded = lapsed = 0
        later: list[dt.datetime] = []
        for fact in self._in_force(tenant, rule, now):
            due = due_after(fact["confirmed_at"], rule)
            if fact["ends_at"] is not None and fact["ends_at"] <= due.lapses_at:
                continue  # it ends by itself before
            if due.lapses_at <= now:
                lapsed += self._lapse(tenant, rule, fact, due)
            elif due.reminds_at <= now:
                reminded += self._remind(tenant, rule, fact, due, now)
                later.append(due.lapses_at)
            else:
                later.append(due.reminds_at)
        next_at = min(later, default=None)
        return Swept(
            next_at=None if next_at is None else next_at.isoformat(),
            reminded=reminded,
            lapsed=lapsed,
            taken_back=tuple(taken_back),
        )

    def _rule(self, tenant: str, rule_id: UUID) -> ExpiryRule | None:
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("expiry_rule"), {"tenant": tenant, "id": rule_id}).fetchone()
        return None if row is None else rule_of(row)

    def _in_force(self, tenant: str, rule: ExpiryRule, now: dt.datetime) -> Sequence[Row]:
        names = {
            "tenant": tenant,
            "now": now,
            "documents": None if rule.documents is None else sorted(rule.documents),
            "predicate": rule.predicate,
        }
        with transaction(self._pool) as cursor:
            return cursor.execute(sql("facts_to_expire"), names).fetchall()

    def _remind(self, tenant: str, rule: ExpiryRule, fact: Row, due: Due, now: dt.datetime) -> bool:
        with transaction(self._pool) as cursor:
            kept = _lapse_row(cursor, rule, fact, due)
            if kept["reminded_at"] is not None:
                return False
            cursor.execute(sql("lapse_reminded"), {**kept, "now": now})
            record_event(
                cursor,
                Event(
                    tenant=tenant,
                    kind=EventKind.EXPIRY_REMINDER,
                    key=f"{rule.id} {fact['stated']} {fact['confirmed_at'].isoformat()}",
                    document=fact["slug"],
                    about={
                        "rule": str(rule.id),
                        "fact": str(fact["row"]),
                        "confirmed_at": fact["confirmed_at"].isoformat(),
                        "lapses_at": due.lapses_at.isoformat(),
                    },
                ),
            )
        return True

    def _lapse(self, tenant: str, rule: ExpiryRule, fact: Row, due: Due) -> bool:
        """False where it has lapsed before: somebody has taken that back."""
        expiry = HandExpiry(
            tenant=tenant,
            actor=f"rule: {rule.name}",
            fact=fact["row"],
            expired_at=_after(fact["begins_at"], due.lapses_at),
            reason=f"not confirmed for {rule.months} months",
        )
        try:
            with (
                translated(),
                self._pool.connection() as connection,
                connection.cursor(row_factory=dict_row) as cursor,
            ):
                kept = _lapse_row(cursor, rule, fact, due)
                if kept["edit"] is not None:
                    return False
                receipt = self._hand_edits.edit_within(cursor, expiry)
                cursor.execute(sql("lapse_ended"), {**kept, "edit": receipt.number})
        except CallerError:  # retired or ended otherwise since it was looked up: the next sweep looks again
            return False
        return True

    def _take_back(self, tenant: str, rule: ExpiryRule, now: dt.datetime) -> list[TakeBack]:
        """Undoes lapses of facts that were confirmed since."""
        names = {"tenant": tenant, "rule": rule.id, "now": now}
        with transaction(self._pool) as cursor:
            confirmed = cursor.execute(sql("lapses_to_take_back"), names).fetchall()
        return [message for lapse in confirmed if (message := self._undo(tenant, rule, lapse)) is not None]

    def _undo(self, tenant: str, rule: ExpiryRule, lapse: Row) -> TakeBack | None:
        undo = Undo(
            tenant=tenant,
            actor=f"rule: {rule.name}",
            document=lapse["slug"],
            corrects=lapse["edit"],
            reason="confirmed after it had lapsed",
        )
        try:
            with (
                translated(),
                self._pool.connection() as connection,
                connection.cursor(row_factory=dict_row) as cursor,
            ):
                held = cursor.execute(sql("lapse_lock"), lapse).fetchone()
                if held is None or held["taken_back"] is not None:
                    return None
                receipt = self._ingestions.accept_repair_within(cursor, undo)
                cursor.execute(sql("lapse_taken_back"), {**lapse, "taken_back": receipt.version})
        except CallerError:
            # Undone by a person, or erased: there is nothing to take back any more.
            with translated(), self._pool.connection() as connection:
                connection.execute(sql("lapse_taken_back"), {**lapse, "taken_back": lapse["edit"]})
            return None
        return TakeBack(version=_message(receipt), workflow_id=receipt.workflow_id)


def _after(begins_at: dt.datetime | None, lapses_at: dt.datetime) -> dt.datetime:
    """A fact that began later than it would have lapsed held for a moment."""
    return lapses_at if begins_at is None else max(lapses_at, begins_at + dt.timedelta(microseconds=1))


def _lapse_row(cursor: Cursor[Row], rule: ExpiryRule, fact: Row, due: Due) -> Row:
    """The row of what is done about the fact since it was last confirmed, made where it is missing, and locked."""
    names = {
        "rule": rule.id,
        "fact": fact["stated"],
        "confirmed_at": fact["confirmed_at"],
        "document_id": fact["document_id"],
        "lapses_at": due.lapses_at,
    }
    cursor.execute(sql("lapse_insert"), names)
    return cast(Row, cursor.execute(sql("lapse_lock"), names).fetchone())


def _message(receipt: UploadReceipt) -> IngestVersion:
    return IngestVersion(
        tenant=receipt.tenant,
        document=receipt.document,
        version_id=receipt.version_id,
        ingestion_id=str(receipt.ingestion_id),
    )
