"""Connections to Postgres: set up alike, replaced when lost, and their errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from pgvector.psycopg import register_vector
from psycopg import Connection, Cursor, conninfo
from psycopg.rows import TupleRow, dict_row
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.windows import register_windows
from knowledge.errors import StoreUnavailable

_Connections = ConnectionPool[Connection[TupleRow]]


class Pool(_Connections):
    """Connections to one database, and as many again in `lookups`: on those each statement is a transaction, and is
    planned once for whatever it is given. Left alone, Postgres plans a large one anew each time, which takes longer
    than running it.
    """

    def __init__(self, dsn: str, *, lookups: _Connections, **options: Any) -> None:
        super().__init__(dsn, **options)
        self.lookups = lookups

    def open(self, wait: bool = False, timeout: float = 30.0) -> None:
        super().open(wait, timeout)
        self.lookups.open(wait, timeout)

    def close(self, timeout: float = 5.0) -> None:
        super().close(timeout)
        self.lookups.close(timeout)


def open_pool(
    dsn: str,
    *,
    min_size: int = 1,
    max_size: int = 8,
    statement_timeout_s: float | None = None,
    wait_s: float = 5.0,
) -> Pool:
    """A pool on a migrated database; it opens whether or not Postgres can be reached yet.

    Sessions are in UTC; a `Window` is a `tstzrange`, a `pgvector.Vector` a `vector`. A statement that runs longer than
    `statement_timeout_s` is ended. Whoever waits longer than `wait_s` for a connection gets `PoolTimeout`; after an
    outage the pool is whole again within a second of Postgres, without being asked.
    """

    def refuse_lost(connection: Connection[TupleRow]) -> None:
        try:
            _find_end_of_file(connection)
        except psycopg.OperationalError:
            # One is lost: so are the others, most likely, and finding them one by one takes seconds.
            pool.drain()
            pool.lookups.drain()
            raise

    options: dict[str, Any] = {
        "max_size": max_size,
        "configure": _configure,
        "check": refuse_lost,
        "timeout": wait_s,
        "reconnect_timeout": 1.0,
        # Left alone, the pool doubles its pause up to minutes, and then gives up until the next request.
        "reconnect_failed": ConnectionPool.check,
        "open": False,
    }
    lookups = ConnectionPool(dsn, min_size=0, kwargs=_lookup_session(dsn, statement_timeout_s), **options)
    pool = Pool(dsn, min_size=min_size, kwargs=session(dsn, statement_timeout_s), lookups=lookups, **options)
    pool.open()
    return pool


@contextmanager
def translated() -> Iterator[None]:
    """Raises `StoreUnavailable` for whatever means that Postgres was not reached, or was lost on the way.

    Errors of the statement itself (constraints, syntax, types) pass as they are.
    """
    try:
        yield
    except (PoolTimeout, TooManyRequests, PoolClosed) as error:
        raise StoreUnavailable(f"Postgres gave no connection: {error}") from error
    except psycopg.errors.QueryCanceled as error:
        raise StoreUnavailable("Postgres took longer over a statement than it may; try again") from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise StoreUnavailable(f"Postgres was lost: {str(error).strip() or type(error).__name__}") from error


@contextmanager
def transaction(pool: Pool) -> Iterator[Cursor[dict[str, Any]]]:
    """A cursor whose rows are dicts by column, in a transaction that is committed with the block.

    Raises `StoreUnavailable` as `translated` does.
    """
    with translated(), pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        yield cursor


@contextmanager
def single_statements(pool: Pool) -> Iterator[Connection[TupleRow]]:
    """A connection on which each statement is a transaction: one round trip, not three with BEGIN and COMMIT.

    Raises `StoreUnavailable` as `translated` does.
    """
    with translated(), pool.connection() as connection:
        connection.autocommit = True
        try:
            yield connection
        finally:
            if not connection.closed:
                connection.autocommit = False


@contextmanager
def look_ups(pool: Pool) -> Iterator[Connection[TupleRow]]:
    """One of `pool.lookups`, for what is found alike whatever is asked for: by ids, a key, a tenant.

    Raises `StoreUnavailable` as `translated` does.
    """
    with translated(), pool.lookups.connection() as connection:
        yield connection


@contextmanager
def planned_once(connection: Connection[TupleRow]) -> Iterator[None]:
    """Statements of one round trip that are planned once, as those of `look_ups` are, inside a transaction."""
    with connection.pipeline():
        connection.execute(sql("one_plan"))
        yield


def session_options(dsn: str, **settings: str) -> str:
    """The DSN's own start-up options, then these settings."""
    own = conninfo.conninfo_to_dict(dsn).get("options")
    return " ".join([*([str(own)] if own else []), *(f"-c {name}={value}" for name, value in settings.items())])


def session(dsn: str, statement_timeout_s: float | None = None, **settings: str) -> dict[str, Any]:
    """What a connection is opened with, and these settings of the session."""
    settings |= {"timezone": "UTC", "datestyle": "ISO"}
    if statement_timeout_s is not None:
        settings["statement_timeout"] = str(round(statement_timeout_s * 1000))
    # The TCP settings notice a server whose machine is gone: nothing else would, for hours.
    return {
        "options": session_options(dsn, **settings),
        "application_name": "asof",
        "connect_timeout": 3,
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15000,
    }


def _lookup_session(dsn: str, statement_timeout_s: float | None) -> dict[str, Any]:
    return {**session(dsn, statement_timeout_s, plan_cache_mode="force_generic_plan"), "autocommit": True}


def _configure(connection: Connection[TupleRow]) -> None:
    register_windows(connection)
    register_vector(connection)
    connection.commit()


def _find_end_of_file(connection: Connection[TupleRow]) -> None:
    """Raises `OperationalError` for a connection that the server has closed; costs no round trip.

    A server that goes leaves its farewell and an end of file in the socket: the first read takes the one, the second
    finds the other.
    """
    connection.pgconn.consume_input()
    connection.pgconn.consume_input()
