"""Writes what a plan makes of a document's facts: their keys before the tenant's lock, the rows under it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ingestion.fact_plan import FactPlan
from knowledge.adapters.postgres.queries import load_queries

sql = load_queries("ingestion")
Row = dict[str, Any]


def set_keys(cursor: Cursor[Row], entry: Row, plan: FactPlan) -> None:
    """The keys of every version whose facts hold others now; `entry` is of `entry_to_publish`."""
    names = {"tenant": entry["tenant"], "document_id": entry["document_id"]}
    recorded = {key for (_, key), _ in plan.change.record}
    read_in_order = [key for one in plan.keyed for key in one.keys.values() if key in recorded]
    if recorded:
        keys = [*read_in_order, *sorted(recorded.difference(read_in_order))]
        cursor.execute(sql("fact_keys_insert"), {**names, "keys": keys})
    if plan.apart:
        cursor.execute(sql("keys_set_apart"), {**names, "keys": sorted(plan.apart)})
    for one in plan.keyed:
        held = {"version_id": one.entry["version_id"], "facts": list(one.keys), "keys": list(one.keys.values())}
        cursor.execute(sql("keyings_set"), held)


def record_facts(cursor: Cursor[Row], entry: Row, plan: FactPlan, ids: Sequence[UUID], at: dt.datetime) -> None:
    """`ids` are of the rows to record, in their order."""
    if plan.change.retire:
        cursor.execute(sql("facts_retire"), {"ids": [row.id for row in plan.change.retire], "at": at})
    names = {"tenant": entry["tenant"], "document_id": entry["document_id"], "cause": entry["id"], "at": at}
    if plan.change.record:
        cursor.execute(
            sql("facts_record"),
            {
                **names,
                "ids": ids,
                "contents": [fact for (fact, _), _ in plan.change.record],
                "keys": [key for (_, key), _ in plan.change.record],
                "valid_at": [window.start for _, window in plan.change.record],
                "expired_at": [window.end for _, window in plan.change.record],
            },
        )
    if plan.edits:
        kinds = [edit.kind.value for edit in plan.edits.values()]
        cursor.execute(sql("edits_record"), {**names, "keys": list(plan.edits), "kinds": kinds})
