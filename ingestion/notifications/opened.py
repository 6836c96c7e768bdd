"""After a publication: on which topics documents disagree now that did not before. Looked for outside of it.

The publication holds no lock meanwhile, and how much is looked at is bounded. It is judged as known at the
publication's own instant, and a moment before it: so the outcome is the same however late the look is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from psycopg import Cursor, Error
from psycopg.rows import tuple_row

from ingestion.notifications.store import sql
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.rows import ranked_of_row
from knowledge.conflicts import Conflict, conflict_of_topic
from knowledge.events import Event, EventKind
from knowledge.ports import RankedFact

TOPICS = 200  # of one publication
INSTANTS = 4  # of one topic
FACTS = 50  # of one topic at one instant
FACTS_NAMED = 10
TRIES = 3
MOMENT = dt.timedelta(microseconds=1)

Row = dict[str, Any]
Pairs = frozenset[frozenset[str]]

log = structlog.get_logger(__name__)


class ConflictWatch:
    """Raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def once(self) -> bool:
        """Looks at one publication that somebody wants looked at; false where none waits."""
        with transaction(self._pool) as cursor:
            look = cursor.execute(sql("look_take")).fetchone()
            if look is None:
                return False
            try:
                with cursor.connection.transaction():
                    for event in _opened(cursor, look):
                        record_event(cursor, event)
            except (ValueError, Error):  # a fault of ours must not keep the next publication waiting
                log.exception("did not see whether documents disagree", document=look["document"], tries=look["tries"])
                cursor.execute(sql("look_failed"), look)
                if look["tries"] + 1 < TRIES:
                    return True
            cursor.execute(sql("look_done"), look)
        return True


def _opened(cursor: Cursor[Row], look: Row) -> list[Event]:
    names = {**look, "topics": TOPICS, "instants": INSTANTS}
    places = cursor.execute(sql("topics_to_look_at"), names).fetchall()
    now = _facts_at(cursor, look["tenant"], places, look["at"])
    before = _facts_at(cursor, look["tenant"], places, look["at"] - MOMENT)
    found: dict[tuple[UUID, str], Event] = {}
    for place, topic in enumerate(places):
        conflict = conflict_of_topic(now[place])
        if conflict is None or not _open_pairs(conflict) - _open_pairs(conflict_of_topic(before[place])):
            continue
        found.setdefault((topic["topic"], topic["object_kind"]), _event(look, topic, conflict))
    return list(found.values())


def _facts_at(
    cursor: Cursor[Row], tenant: str, places: Sequence[Row], known_at: dt.datetime
) -> dict[int, list[RankedFact]]:
    names = {
        "tenant": tenant,
        "known_at": known_at,
        "facts": FACTS,
        "places": list(range(len(places))),
        "topics": [place["topic"] for place in places],
        "kinds": [place["object_kind"] for place in places],
        "instants": [place["as_of"] for place in places],
    }
    found: dict[int, list[RankedFact]] = defaultdict(list)
    with cursor.connection.cursor(row_factory=tuple_row) as plain:
        for row in plain.execute(sql("topics_at"), names):
            found[row[0]].append(ranked_of_row(row[1:]))
    return found


def _open_pairs(conflict: Conflict | None) -> Pairs:
    """The documents that contradict each other where no rank decides."""
    if conflict is None:
        return frozenset()
    return frozenset(
        frozenset({side.ranked.fact.source.document, other.fact.source.document})
        for side in conflict.sides
        if not side.verdict.outranked_by
        for other in side.verdict.conflicts
    )


def _event(look: Row, topic: Row, conflict: Conflict) -> Event:
    facts = [side.ranked.fact for side in conflict.sides]
    return Event(
        tenant=look["tenant"],
        kind=EventKind.CONFLICT_OPENED,
        key=f"{look['document']} {look['number']} {topic['topic']} {topic['object_kind']} {look['at'].isoformat()}",
        document=look["document"],
        about={
            "version": look["number"],
            "documents": sorted({fact.source.document for fact in facts}),
            "facts": [str(fact.id) for fact in facts[:FACTS_NAMED]],
            "as_of": topic["as_of"].isoformat(),
            "known_at": look["at"].isoformat(),
        },
    )
