"""Migrations go forward, once, and refuse what they cannot vouch for."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

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


def test_a_pgvector_without_half_precision_is_refused(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.adapters.postgres.migrate.OLDEST_VECTOR", (99, 1))
    with pytest.raises(SchemaRefused, match=r"pgvector .* is too old: asof needs 99\.1"):
        migrate(empty_database)


def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(StoreUnavailable):
        migrate("host=127.0.0.1 port=1 dbname=nowhere connect_timeout=2")


def at_schema(connection: Connection[TupleRow], number: int) -> None:
    """A database as the program of that migration left it."""
    connection.execute(sql("create_migration_table"))
    for migration in known_migrations()[:number]:
        connection.execute(migration.statements.encode())
        names = {"number": migration.number, "name": migration.name, "digest": migration.digest}
        connection.execute(sql("record_migration"), names)


def test_the_sequence_of_documents_from_before_is_taken_over_as_it_was_known(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        at_schema(connection, 1)
        connection.execute("INSERT INTO tenant (name) VALUES ('default')")
        connection.execute("INSERT INTO document (tenant, slug, actor) VALUES ('default', 'leave', 'mo')")
        connection.execute(
            """INSERT INTO version (tenant, document_id, number, kind, title, effective_at, expires_at, content_hash,
                                    actor, recorded_at)
               VALUES ('default', 1, 1, 'version', 'Leave', '2024-01-01Z', '2024-09-01Z', '', 'mo', '2025-01-01Z'),
                      ('default', 1, 2, 'withdrawal', NULL, '2024-06-01Z', NULL, '', 'mo', '2025-01-02Z'),
                      ('default', 1, 3, 'version', 'Leave', '2024-07-01Z', NULL, '', 'mo', NULL)"""
        )
        connection.commit()
        assert migrate(empty_database) == NAMES[1:]
        assert connection.execute(
            "SELECT number, effective_at = v_at, lower(recorded) = v_recorded, upper_inf(recorded) FROM "
            "(SELECT e.*, v.effective_at AS v_at, v.recorded_at AS v_recorded FROM entry e JOIN version v "
            " ON v.id = e.version_id AND v.expires_at IS NOT DISTINCT FROM e.expires_at) e ORDER BY number"
        ).fetchall() == [(1, True, True, True), (2, True, True, True)]
        in_force = "SELECT number FROM version_in_force(1, %s, %s)"
        assert connection.execute(in_force, ("2024-03-01Z", "2025-01-01Z")).fetchone() == (1,)
        assert connection.execute(in_force, ("2024-06-15Z", "2025-01-01Z")).fetchone() == (1,)
        assert connection.execute(in_force, ("2024-06-15Z", "2025-01-03Z")).fetchone() == (2,)


def test_facts_of_documents_are_found_after_imports_came(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        at_schema(connection, 2)
        history = RecordedHistory(connection)
        document = history.document("refunds")
        version = history.version(document, 1, effective="2023-01-01", recorded="2023-07-01")
        content = history.fact_content(document, "30 days")
        history.say_fact(version, content, 0, 30)
        recorded = history.record_fact(content, valid="[2023-01-01,)", recorded="[2023-07-01,)", cause=version)

    assert migrate(empty_database) == NAMES[2:]

    viewpoint = Viewpoint(tenant="default", as_of=day("2024-01-01"), known_at=day("2024-01-01"))
    with open_pool(empty_database) as pool:
        reader = PostgresReader(pool)
        for query in (FactQuery(), FactQuery(subject="refunds"), FactQuery(q="refunds")):
            found, _ = reader.facts(viewpoint, query)
            assert [(fact.id, fact.source.document, fact.source.version) for fact in found] == [
                (recorded, "refunds", 1)
            ]


def test_facts_from_before_are_compared_by_topic_and_imported_ones_stand_side_by_side(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        at_schema(connection, 3)
        history = RecordedHistory(connection)
        for slug, subject in (("refunds", "Customers"), ("handbook", "Buyers"), ("imported", "Rome")):
            history.fact_content(history.document(slug), "30 days", subject=subject, predicate="return worn items in")
        connection.execute("UPDATE fact_content SET object_kind = 'duration'")
        connection.execute("UPDATE document SET kind = 'import' WHERE slug = 'imported'")

    migrate(empty_database)

    with psycopg.connect(empty_database) as connection:
        rows = connection.execute(
            "SELECT slug, cardinality, topic = first_value(topic) OVER (ORDER BY slug) "
            "FROM fact_content c JOIN document d ON d.id = c.document_id ORDER BY slug"
        ).fetchall()
    assert rows == [("handbook", "one", True), ("imported", "many", None), ("refunds", "one", True)]


def test_passages_from_before_are_read_and_none_of_their_statements_is_near(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        at_schema(connection, 7)
        history = RecordedHistory(connection)
        document = history.document("refunds")
        version = history.version(document, 1, effective="2023-01-01", recorded="2023-07-01")
        content = history.passage_content(document, "Refunds take 30 days.")
        history.say_passage(version, content, 0, 21)
        recorded = history.record_passage(content, valid="[2023-01-01,)", recorded="[2023-07-01,)", cause=version)
        connection.execute("INSERT INTO generation VALUES ('g1', 'm', 'float32', 3, 'live')")
        connection.execute("INSERT INTO embedding VALUES ('', 'm', 'float32', '[1,0,0]')")

    migrate(empty_database)

    viewpoint = Viewpoint(tenant="default", as_of=day("2024-01-01"), known_at=day("2024-01-01"))
    with open_pool(empty_database) as pool:
        reader = PostgresReader(pool)
        assert reader.passages(viewpoint, [recorded])[recorded].text == "Refunds take 30 days."
        assert reader.nearness("g1", [recorded], [1.0, 0.0, 0.0]) == {}
