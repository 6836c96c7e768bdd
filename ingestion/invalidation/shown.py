"""Proposals as a person looks at them: before and after with their words, the decisions, the answers on them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ingestion.invalidation.evidence import contents, likenesses_of
from ingestion.invalidation.proposal import changes_of_json
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import InvalidationNotFound
from knowledge.invalidation import Held, KeyChange
from knowledge.time_windows import Window

sql = load_queries("ingestion.invalidation")
Row = dict[str, Any]

ANSWERS_SHOWN = 20
OPEN = ("waiting", "approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is held, or would be, in a window. `subject` and the rest are None where it was erased."""

    fact: UUID | None  # the recorded row, where there is one
    valid: Window
    subject: str | None
    predicate: str | None
    object: str | None
    quote: str | None
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    key: UUID
    kind: str
    outcome: str
    goes: bool
    likeness: float | None  # of the statement with the one in whose place it comes
    before: tuple[Side, ...]
    after: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDecision:
    id: UUID
    verb: str
    actor: str
    reason: str
    outcome: str | None
    problem: Mapping[str, str] | None
    undo: UUID | None
    made_at: dt.datetime
    done_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingAnswer:
    id: UUID
    question: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalidation:
    """`changes`, `decisions` and `answers` are of one that is looked at; a list leaves them out."""

    id: UUID
    document: str
    version: int
    ingestion_id: UUID
    kind: str
    status: str  # waiting, approved, applied, rejected, undone
    rule: UUID | None
    rule_name: str | None
    outcome_digest: str
    facts_added: int
    facts_superseded: int
    facts_removed: int
    passages_going: int
    share_going: float
    asked: int
    differs: Mapping[str, Sequence[str]]
    effective_at: dt.datetime | None
    actor: str | None
    reason: str | None
    opened_at: dt.datetime
    decided_at: dt.datetime | None
    changes: tuple[ShownChange, ...] = ()
    decisions: tuple[ShownDecision, ...] = ()
    answers: tuple[CitingAnswer, ...] = ()


class InvalidationStore:
    """What is read. All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def page(
        self, tenant: str, *, statuses: Sequence[str] | None, document: str | None, limit: int, before: UUID | None
    ) -> tuple[list[Invalidation], UUID | None]:
        """The newest first, and what to give as `before` for the next page. No statuses: of any."""
        names = {
            "tenant": tenant,
            "statuses": None if statuses is None else list(statuses),
            "document": document,
            "before": before,
            "limit": limit + 1,
        }
        with transaction(self._pool) as cursor:
            found = [_invalidation(row) for row in cursor.execute(sql("invalidations_page"), names)]
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def get(self, tenant: str, invalidation: UUID) -> Invalidation:
        """With its evidence. Raises `InvalidationNotFound`."""
        names = {"tenant": tenant, "id": invalidation}
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("invalidation_shown"), names).fetchone()
            if row is None:
                raise InvalidationNotFound(f"there is no change {invalidation}: `asof review` lists those that wait")
            changes = changes_of_json(row["edits"])
            return _invalidation(
                row,
                changes=shown_changes(cursor, changes),
                decisions=tuple(ShownDecision(**one) for one in cursor.execute(sql("decisions_of"), names).fetchall()),
                answers=_answers(cursor, tenant, row, changes),
            )


def _invalidation(
    row: Row,
    *,
    changes: tuple[ShownChange, ...] = (),
    decisions: tuple[ShownDecision, ...] = (),
    answers: tuple[CitingAnswer, ...] = (),
) -> Invalidation:
    kept = set(Invalidation.__dataclass_fields__) - {"status", "changes", "decisions", "answers"}
    return Invalidation(
        **{name: row[name] for name in kept},
        status="undone" if row["undone"] else row["status"],
        changes=changes,
        decisions=decisions,
        answers=answers,
    )


def shown_changes(cursor: Cursor[Row], changes: Sequence[KeyChange]) -> tuple[ShownChange, ...]:
    """What loses its value first, then what gets another one, then what is new."""
    found = contents(cursor, changes)
    likeness = likenesses_of(found, changes)
    return tuple(
        ShownChange(
            key=one.key,
            kind=one.kind.value,
            outcome=one.outcome.value,
            goes=one.goes,
            likeness=likeness.get(one.key),
            before=tuple(_side(held, found) for held in one.before),
            after=tuple(_side(held, found) for held in one.after),
        )
        for one in sorted(changes, key=lambda one: (not one.goes, not (one.before and one.after), one.key))
    )


def _side(held: Held, found: Mapping[UUID, Row]) -> Side:
    said = found.get(held.fact, {})
    return Side(
        fact=held.row,
        valid=held.valid,
        subject=said.get("subject"),
        predicate=said.get("predicate"),
        object=said.get("object_text"),
        quote=said.get("quote"),
        section=tuple(said.get("section", ())),
    )


def _answers(cursor: Cursor[Row], tenant: str, row: Row, changes: Sequence[KeyChange]) -> tuple[CitingAnswer, ...]:
    """Past answers that cite what would be retired."""
    facts = [held.row for one in changes for held in one.before if held.row is not None]
    names = {"tenant": tenant, "rows": [*facts, *row["passages"]], "limit": ANSWERS_SHOWN}
    return tuple(CitingAnswer(**one) for one in cursor.execute(sql("answers_citing"), names).fetchall())
