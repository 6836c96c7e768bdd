"""Events: written with what they tell of, once, and never changed."""

import psycopg
import pytest

from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.pool import Pool
from knowledge.events import Event, EventKind

PUBLISHED = Event(
    tenant="default", kind=EventKind.VERSION_PUBLISHED, key="returns 1", document="returns", about={"version": 1}
)


def events(pool: Pool) -> list[tuple[object, ...]]:
    with pool.connection() as connection:
        return connection.execute("SELECT kind, document, about FROM event ORDER BY ordinal").fetchall()


def test_what_is_repeated_after_a_crash_happened_once(pool: Pool) -> None:
    for _ in range(2):
        with pool.connection() as connection, connection.cursor() as cursor:
            record_event(cursor, PUBLISHED)
    assert events(pool) == [("version.published", "returns", {"version": 1})]


def test_an_event_goes_with_its_transaction(pool: Pool) -> None:
    with pool.connection() as connection, connection.cursor() as cursor:
        record_event(cursor, PUBLISHED)
        connection.rollback()
    assert events(pool) == []


@pytest.mark.parametrize("change", ["UPDATE event SET kind = 'facts.changed'", "DELETE FROM event"])
def test_an_event_stays_as_it_happened(pool: Pool, change: str) -> None:
    with pool.connection() as connection, connection.cursor() as cursor:
        record_event(cursor, PUBLISHED)
    with pool.connection() as connection, pytest.raises(psycopg.errors.RaiseException, match="stays as it is"):
        connection.execute(change)
