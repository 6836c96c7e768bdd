"""Events are written in the transaction that makes them true: whoever is told later is told of what stands."""

from typing import Any

from psycopg import Cursor
from psycopg.types.json import Jsonb

from knowledge.adapters.postgres.queries import sql
from knowledge.events import Event
from knowledge.facts import digest


def record_event(cursor: Cursor[Any], event: Event) -> None:
    """Once for each tenant, kind and key, however often it is called."""
    cursor.execute(
        sql("event_record"),
        {
            "id": digest("event", event.tenant, event.kind, event.key),
            "tenant": event.tenant,
            "kind": event.kind,
            "document": event.document,
            "about": Jsonb(dict(event.about)),
        },
    )
