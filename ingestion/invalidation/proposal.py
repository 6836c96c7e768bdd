"""What a publication would close or replace, as it is shown to a person: ids, windows and numbers, no words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ingestion.messages import Published
from ingestion.plan import Plan
from knowledge.facts import digest
from knowledge.invalidation import Held, KeyChange, keys_going, outcome_digest
from knowledge.revision import EditKind, Outcome
from knowledge.time_windows import Window

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`going`: per instant of the edit, how many keys in force then would be under nothing."""

    id: UUID
    changes: tuple[KeyChange, ...]
    passages: tuple[UUID, ...]  # rows that would be retired
    outcome_digest: str
    counts: Published
    going: Mapping[dt.datetime, int]


def proposal_of(row: Row, plan: Plan, instants: Iterable[dt.datetime]) -> Proposal:
    """`row` is of `entry_to_publish`; `instants` are those from which on the entries that go and come take effect."""
    change = plan.facts.change
    retired = [(held.content[1], held.valid) for held in change.retire]
    recorded = [(key, window) for (_, key), window in change.record]
    going = {at: keys_going(retired, recorded, at) for at in instants}
    before, after = defaultdict[UUID, list[Held]](list), defaultdict[UUID, list[Held]](list)
    for held in change.retire:
        before[held.content[1]].append(Held(fact=held.content[0], valid=held.valid, row=held.id))
    for (fact, key), window in change.record:
        after[key].append(Held(fact=fact, valid=window))
    goes = {key for keys in going.values() for key in keys}
    changes = tuple(
        KeyChange(
            key=key,
            kind=edit.kind,
            outcome=edit.outcome,
            before=_in_order(before[key]),
            after=_in_order(after[key]),
            goes=key in goes,
        )
        for key, edit in sorted(plan.facts.edits.items())
    )
    passages = [("retire", one.content, one.valid) for one in plan.passages.retire]
    passages += [("record", content, window) for content, window in plan.passages.record]
    return Proposal(
        id=digest("invalidation", row["tenant"], row["slug"], str(row["number"])),
        changes=changes,
        passages=tuple(one.id for one in plan.passages.retire),
        outcome_digest=outcome_digest(changes, passages),
        counts=plan.counts,
        going={at: len(keys) for at, keys in going.items() if keys},
    )


def _in_order(holdings: Iterable[Held]) -> tuple[Held, ...]:
    """By when they begin; an open start comes first."""
    return tuple(sorted(holdings, key=lambda held: "" if held.valid.start is None else held.valid.start.isoformat()))


def changes_as_json(changes: Sequence[KeyChange]) -> list[Row]:
    return [
        {
            "key": str(one.key),
            "kind": one.kind.value,
            "outcome": one.outcome.value,
            "goes": one.goes,
            "before": [_held_as_json(held) for held in one.before],
            "after": [_held_as_json(held) for held in one.after],
        }
        for one in changes
    ]


def changes_of_json(stored: Iterable[Row]) -> tuple[KeyChange, ...]:
    return tuple(
        KeyChange(
            key=UUID(one["key"]),
            kind=EditKind(one["kind"]),
            outcome=Outcome(one["outcome"]),
            goes=one["goes"],
            before=tuple(_held_of_json(held) for held in one["before"]),
            after=tuple(_held_of_json(held) for held in one["after"]),
        )
        for one in stored
    )


def _held_as_json(held: Held) -> Row:
    bounds = {name: None if at is None else at.isoformat() for name, at in _bounds(held.valid)}
    return {"fact": str(held.fact), "row": None if held.row is None else str(held.row), **bounds}


def _held_of_json(stored: Row) -> Held:
    start, end = (stored[name] and dt.datetime.fromisoformat(stored[name]) for name in ("from", "until"))
    row = stored["row"]
    return Held(fact=UUID(stored["fact"]), valid=Window(start, end), row=None if row is None else UUID(row))


def _bounds(valid: Window) -> tuple[tuple[str, dt.datetime | None], ...]:
    return ("from", valid.start), ("until", valid.end)
