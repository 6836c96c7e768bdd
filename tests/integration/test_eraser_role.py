"""One role goes past the triggers, and only as far as erasing needs."""

from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from temporalio.client import Client

from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.erasing import Eraser
from tests.fixtures.publishing import System

FORBIDDEN_TO_ALL = [
    "DELETE FROM fact",
    "DELETE FROM passage",
    "DELETE FROM entry",
    "DELETE FROM version",
    "UPDATE version SET parsed_text = 'another'",
    "UPDATE answer SET record = '{}'",
    "DELETE FROM answer",
    "DELETE FROM sealed_record",
    "UPDATE sealed_record SET number = number",
    "TRUNCATE sealed_record",
    "DELETE FROM sealed_parts",
    "TRUNCATE sealed_parts",
    "UPDATE sealed_parts SET parts = '{}'",
    "UPDATE sealed_parts SET parts = without_words(parts, '{output}', 'gone')",
    "INSERT INTO sealed_record SELECT tenant, number + 2, gen_random_uuid(), body, link, hash, hash FROM sealed_record",
    "INSERT INTO sealed_record SELECT tenant, number + 1, gen_random_uuid(), body, link, previous, hash"
    " FROM sealed_record",
    "DELETE FROM erasure",
    "UPDATE erasure SET reason = 'another'",
    "UPDATE erasure SET status = 'done', finished_at = now(), document = 'another'",
]
FORBIDDEN_TO_THE_ERASER = [
    "UPDATE fact SET valid = '[2020-01-01,)'",
    "UPDATE version SET effective_at = '2020-01-01Z'",
    "UPDATE version SET content_hash = ''",
    "UPDATE answer SET actor = 'another'",
    "DELETE FROM answer",
    "DELETE FROM turn",
    "DELETE FROM sealed_parts",
    "DELETE FROM sealed_record",
    "UPDATE sealed_parts SET parts = '{}'",
    'UPDATE sealed_parts SET parts = parts || \'{"more": {"tombstone": "x"}}\'',
    "UPDATE sealed_parts SET parts = jsonb_set(parts, '{output,content}', '\"another\"')",
    "UPDATE sealed_parts SET answer = gen_random_uuid()",
    "UPDATE sealed_record SET number = number",
    "DELETE FROM erasure",
    "INSERT INTO erasure SELECT * FROM erasure",
    "DELETE FROM document",
    "UPDATE tenant SET watermark = now()",
    "CREATE TABLE own (id integer)",
]


@pytest.fixture
def held(system: System, pool: Pool, temporal: Client) -> Pool:
    """One version, one answer, one erasure that was accepted."""
    system.ingest(system.accept("notice 10 days", 0))
    system.ingest(system.accept("notice 20 days", 10))
    Eraser(system, temporal).accept(version=1)
    AnswerStore(pool).save(None, "default", "local", {"id": str(uuid4()), "question": "How many?", "text": "ten"})
    return pool


def refused(connection: Connection[TupleRow], statement: str) -> bool:
    try:
        with connection.transaction():
            done = connection.execute(statement.encode()).rowcount
    except (psycopg.errors.RaiseException, psycopg.errors.InsufficientPrivilege):
        return True
    assert done != 0, "nothing was there to be refused"
    return False


@pytest.mark.parametrize("statement", FORBIDDEN_TO_ALL)
def test_nobody_else_may_not_even_the_superuser(held: Pool, statement: str) -> None:
    with held.connection() as connection:
        assert connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone() == (True,)
        assert refused(connection, statement)


@pytest.mark.parametrize("statement", FORBIDDEN_TO_THE_ERASER)
def test_the_eraser_may_no_more_than_erase(held: Pool, statement: str) -> None:
    with held.connection() as connection:
        connection.execute("SET LOCAL ROLE asof_eraser")
        assert refused(connection, statement)
        connection.rollback()


def test_the_eraser_may_erase_and_nobody_can_log_in_as_it(held: Pool) -> None:
    with held.connection() as connection:
        rights = connection.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'asof_eraser'"
        ).fetchone()
        assert rights == (False,) * 4
        connection.execute("SET LOCAL ROLE asof_eraser")
        for statement in ("DELETE FROM fact", "DELETE FROM entry", "UPDATE answer SET record = '{}'"):
            assert not refused(connection, statement)
        connection.rollback()


async def test_a_tombstone_stays_as_it_is(system: System, temporal: Client) -> None:
    system.ingest(system.accept("notice 10 days", 0))
    erasure = await Eraser(system, temporal).erase()
    with system.pool.connection() as connection:
        for change in ("report = '{}'", "stage = 'another'", "status = 'running', finished_at = NULL"):
            assert refused(connection, f"UPDATE erasure SET {change}")  # noqa: S608
        assert connection.execute("SELECT reason FROM erasure").fetchone() == (erasure.reason,)
