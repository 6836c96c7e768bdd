"""Expiry rules and confirmations in Postgres."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg import Cursor

from ingestion.expiry.messages import Expire
from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import FactNotFound, InvalidRequest, RuleNotFound
from knowledge.expiry import ExpiryRule

sql = load_queries("ingestion.expiry")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptExpiryRule:
    """`actor`: who made it, or changed it last."""

    rule: ExpiryRule
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    id: UUID
    tenant: str
    fact: UUID  # a recorded fact
    actor: str
    reason: str


class ExpiryStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def all(self, tenant: str) -> list[KeptExpiryRule]:
        with transaction(self._pool) as cursor:
            return [_kept(row) for row in cursor.execute(sql("expiry_rules"), {"tenant": tenant})]

    def add(self, tenant: str, rule: ExpiryRule, *, actor: str) -> KeptExpiryRule:
        """Raises `InvalidRequest` for a name that another rule has, and for one of every fact of all documents."""
        with transaction(self._pool) as cursor:
            return _written(cursor, "expiry_rule_insert", tenant, rule, actor)

    def change(self, tenant: str, rule_id: UUID, changed: Mapping[str, object], *, actor: str) -> KeptExpiryRule:
        """Raises `RuleNotFound`, and `InvalidRequest` as `add`. `changed` has fields of `ExpiryRule`."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("expiry_rule"), {"tenant": tenant, "id": rule_id}).fetchone()
            if row is None:
                raise _missing(rule_id)
            return _written(cursor, "expiry_rule_update", tenant, replace(rule_of(row), **cast(Any, changed)), actor)

    def remove(self, tenant: str, rule_id: UUID) -> None:
        """Raises `RuleNotFound`. What has lapsed by it stays so: that is an edit of its own."""
        with translated(), self._pool.connection() as connection:
            if not connection.execute(sql("expiry_rule_delete"), {"tenant": tenant, "id": rule_id}).rowcount:
                raise _missing(rule_id)

    def confirm(self, confirmation: Confirmation) -> dt.datetime:
        """That a fact still holds, from now on; when. Raises `FactNotFound`."""
        names = {
            "id": confirmation.id,
            "tenant": confirmation.tenant,
            "fact": confirmation.fact,
            "actor": confirmation.actor,
            "reason": confirmation.reason,
        }
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("confirmation_insert"), names).fetchone()
        if row is None:
            raise FactNotFound(f"there is no fact {confirmation.fact} of a document")
        return cast(dt.datetime, row["confirmed_at"])

    def enabled(self) -> list[Expire]:
        """Of every tenant: each has a workflow."""
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("expiry_rules_enabled")).fetchall()
        return [Expire(tenant=row["tenant"], rule=str(row["id"])) for row in rows]


def rule_of(row: Row) -> ExpiryRule:
    return ExpiryRule(
        id=row["id"],
        name=row["name"],
        months=row["months"],
        remind_days=row["remind_days"],
        enabled=row["enabled"],
        documents=None if row["documents"] is None else frozenset(row["documents"]),
        predicate=row["predicate"],
    )


def _kept(row: Row) -> KeptExpiryRule:
    return KeptExpiryRule(rule=rule_of(row), actor=row["actor"])


def _written(cursor: Cursor[Row], query: str, tenant: str, rule: ExpiryRule, actor: str) -> KeptExpiryRule:
    if rule.documents is None and rule.predicate is None:
        raise InvalidRequest("say which facts lapse: give documents, a predicate, or both")
    names = {
        "tenant": tenant,
        "actor": actor,
        "id": rule.id,
        "name": rule.name,
        "months": rule.months,
        "remind_days": rule.remind_days,
        "enabled": rule.enabled,
        "documents": None if rule.documents is None else sorted(rule.documents),
        "predicate": rule.predicate,
    }
    try:
        cursor.execute(sql("tenant_begin"), names)
        return _kept(cast(Row, cursor.execute(sql(query), names).fetchone()))
    except psycopg.errors.UniqueViolation as error:
        raise InvalidRequest(f"there is an expiry rule {rule.name!r} already: change it, or choose another") from error


def _missing(rule_id: UUID) -> RuleNotFound:
    return RuleNotFound(f"there is no expiry rule {rule_id}: `asof rules expiry` lists them")
