"""The events of what is recorded, written in the transaction that records it. Ids, numbers and counts alone."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from ingestion.messages import Published
from knowledge.adapters.postgres.events import record_event
from knowledge.events import Event, EventKind
from knowledge.revision import Outcome

Row = dict[str, Any]


def tell_published(cursor: Cursor[Row], entry: Row, counts: Published, at: dt.datetime) -> None:
    """Something took its number in a document's sequence; `entry` is of `entry_to_publish`."""
    about = {"version": entry["number"], "kind": entry["kind"], "recorded_at": at.isoformat()}
    record_event(
        cursor,
        Event(
            tenant=entry["tenant"],
            kind=EventKind.VERSION_PUBLISHED,
            key=f"{entry['slug']} {entry['number']}",
            document=entry["slug"],
            about={**about, "passages_new": counts.passages_new},
        ),
    )
    changed = {"added": counts.facts_added, "superseded": counts.facts_superseded, "removed": counts.facts_removed}
    if any(changed.values()):
        tell_facts_changed(cursor, entry, at, changed)


def tell_facts_changed(cursor: Cursor[Row], entry: Row, at: dt.datetime, counts: dict[str, int]) -> None:
    """`entry` has tenant, slug, number and kind. What an import records at several instants is told as often."""
    about = {"version": entry["number"], "kind": entry["kind"], "recorded_at": at.isoformat()}
    record_event(
        cursor,
        Event(
            tenant=entry["tenant"],
            kind=EventKind.FACTS_CHANGED,
            key=f"{entry['slug']} {entry['number']} {at.isoformat()}",
            document=entry["slug"],
            about={**about, **counts},
        ),
    )


def tell_edited(cursor: Cursor[Row], entry: Row, outcomes: Sequence[Outcome], at: dt.datetime) -> None:
    """An edit by hand: no version, but facts that are others now."""
    counts = {outcome.value: outcomes.count(outcome) for outcome in Outcome if outcome is not Outcome.KEPT}
    if any(counts.values()):
        tell_facts_changed(cursor, entry, at, counts)
