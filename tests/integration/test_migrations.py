"""Migrations go forward, once, and refuse what they cannot vouch for."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from knowledge.adapters.postgres.migrate import known_migrations, migrate
from knowledge.errors import SchemaRefused, StoreUnavailable

NAMES = [migration.name for migration in known_migrations()]


def test_a_second_run_does_nothing(empty_database: str) -> None:
    assert migrate(empty_database) == NAMES
    assert migrate(empty_database) == []
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT name FROM tenant").fetchall() == [("default",)]


def test_processes_that_start_together_migrate_once(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(migrate, [empty_database] * 4))
    assert sorted(results, key=len) == [[], [], [], NAMES]


def test_a_file_changed_after_it_was_applied_is_refused(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute(r"UPDATE migration SET digest = '\x00' WHERE number = 1")
    with pytest.raises(SchemaRefused, match=f"{NAMES[0]} was changed"):
        migrate(empty_database)


def test_a_database_of_a_newer_program_is_refused(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute(r"INSERT INTO migration (number, name, digest) VALUES (9999, '9999_tomorrow', '\x00')")
    with pytest.raises(SchemaRefused, match=r"newer asof.*9999_tomorrow"):
        migrate(empty_database)


def test_a_migration_without_the_rights_leaves_nothing_and_says_so(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS tenant_farmer")
        connection.execute("CREATE ROLE tenant_farmer LOGIN")
        connection.execute("GRANT ALL ON SCHEMA public TO tenant_farmer")
        with pytest.raises(SchemaRefused, match="needs more rights"):
            migrate(psycopg.conninfo.make_conninfo(empty_database, user="tenant_farmer"))
        assert connection.execute("SELECT count(*) FROM migration").fetchone() == (0,)


def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(StoreUnavailable):
        migrate("host=127.0.0.1 port=1 dbname=nowhere connect_timeout=2")
