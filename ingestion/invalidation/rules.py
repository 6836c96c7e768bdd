"""The rules of a tenant in Postgres: seen, made, changed, switched off, removed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg import Cursor

from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import InvalidRequest, RuleNotFound
from knowledge.invalidation import Rule, Verdict
from knowledge.revision import Happening

sql = load_queries("ingestion.invalidation")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRule:
    """`actor`: who made it, or changed it last."""

    rule: Rule
    actor: str


def rules_of_tenant(cursor: Cursor[Row], tenant: str) -> list[Rule]:
    """Those that count."""
    return [_rule(row) for row in cursor.execute(sql("rules_enabled"), {"tenant": tenant})]


class RuleStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def all(self, tenant: str) -> list[KeptRule]:
        """In the order in which they are asked."""
        with transaction(self._pool) as cursor:
            return [_kept(row) for row in cursor.execute(sql("rules"), {"tenant": tenant})]

    def add(self, tenant: str, rule: Rule, *, actor: str) -> KeptRule:
        """Raises `InvalidRequest` for a name that another rule has."""
        return self._write("rule_insert", tenant, rule, actor=actor)

    def change(self, tenant: str, rule_id: UUID, changed: Mapping[str, object], *, actor: str) -> KeptRule:
        """Raises `RuleNotFound`. `changed` has fields of `Rule`; the others stay."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("rule_lock"), {"tenant": tenant, "id": rule_id}).fetchone()
            if row is None:
                raise _missing(rule_id)
            return _written(cursor, "rule_update", tenant, replace(_rule(row), **cast(Any, changed)), actor)

    def remove(self, tenant: str, rule_id: UUID) -> None:
        """Raises `RuleNotFound`."""
        with translated(), self._pool.connection() as connection:
            if not connection.execute(sql("rule_delete"), {"tenant": tenant, "id": rule_id}).rowcount:
                raise _missing(rule_id)

    def _write(self, query: str, tenant: str, rule: Rule, *, actor: str) -> KeptRule:
        with transaction(self._pool) as cursor:
            return _written(cursor, query, tenant, rule, actor)


def _written(cursor: Cursor[Row], query: str, tenant: str, rule: Rule, actor: str) -> KeptRule:
    names = {
        "tenant": tenant,
        "actor": actor,
        "id": rule.id,
        "name": rule.name,
        "position": rule.position,
        "enabled": rule.enabled,
        "outcome": rule.outcome.value,
        "documents": None if rule.documents is None else sorted(rule.documents),
        "kinds": None if rule.kinds is None else sorted(kind.value for kind in rule.kinds),
        "predicate": rule.predicate,
        "share_over": rule.share_over,
        "likeness_under": rule.likeness_under,
        "outranked": rule.outranked,
        "past_days": rule.past_days,
    }
    try:
        cursor.execute(sql("tenant_begin"), names)
        return _kept(cast(Row, cursor.execute(sql(query), names).fetchone()))
    except psycopg.errors.UniqueViolation as error:
        raise InvalidRequest(f"there is a rule {rule.name!r} already: change it, or choose another name") from error


def _missing(rule_id: UUID) -> RuleNotFound:
    return RuleNotFound(f"there is no rule {rule_id}: `asof rules` lists them")


def _kept(row: Row) -> KeptRule:
    return KeptRule(rule=_rule(row), actor=row["actor"])


def _rule(row: Row) -> Rule:
    return Rule(
        id=row["id"],
        name=row["name"],
        position=row["position"],
        enabled=row["enabled"],
        outcome=Verdict(row["outcome"]),
        documents=None if row["documents"] is None else frozenset(row["documents"]),
        kinds=None if row["kinds"] is None else frozenset(Happening(kind) for kind in row["kinds"]),
        predicate=row["predicate"],
        share_over=row["share_over"],
        likeness_under=row["likeness_under"],
        outranked=row["outranked"],
        past_days=row["past_days"],
    )
