"""Migrations go forward, once, and refuse what they cannot vouch for."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from knowledge.adapters.postgres.migrate import known_migrations, migrate
from knowledge.adapters.postgres.pool import open_pool
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import SchemaRefused, StoreUnavailable
from knowledge.ports import FactQuery
from knowledge.time_windows import Viewpoint
from tests.fixtures.recorded import RecordedHistory, day

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


def test_facts_of_documents_are_found_after_imports_came(empty_database: str) -> None:
    first = known_migrations()[0]
    with psycopg.connect(empty_database) as connection:
        connection.execute(sql("create_migration_table"))
        connection.execute(first.statements.encode())
        names = {"number": first.number, "name": first.name, "digest": first.digest}
        connection.execute(sql("record_migration"), names)
        history = RecordedHistory(connection)
        document = history.document("refunds")
        version = history.version(document, 1, effective="2023-01-01", recorded="2023-07-01")
        content = history.fact_content(document, "30 days")
        history.say_fact(version, content, 0, 30)
        recorded = history.record_fact(content, valid="[2023-01-01,)", recorded="[2023-07-01,)", cause=version)

    assert migrate(empty_database) == NAMES[1:]

    viewpoint = Viewpoint(tenant="default", as_of=day("2024-01-01"), known_at=day("2024-01-01"))
    with open_pool(empty_database) as pool:
        reader = PostgresReader(pool)
        for query in (FactQuery(), FactQuery(subject="refunds"), FactQuery(q="refunds")):
            found, _ = reader.facts(viewpoint, query)
            assert [(fact.id, fact.source.document, fact.source.version) for fact in found] == [
                (recorded, "refunds", 1)
            ]
