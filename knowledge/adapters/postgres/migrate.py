"""Brings a database to this program's schema: numbered files, forward only, each in a transaction of its own."""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from knowledge.adapters.postgres.pool import translated
from knowledge.adapters.postgres.queries import sql
from knowledge.errors import SchemaRefused

OLDEST_SERVER = 160000
OLDEST_VECTOR = (0, 7)  # of pgvector: the first with vectors of half precision
_LOCK = 0x61736F66  # "asof": one migrating process at a time in a database


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file of the migrations folder, `0001_first.sql`. `digest` is of its text with Unix line ends."""

    number: int
    name: str
    statements: str

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.statements.encode()).digest()


def migrate(dsn: str) -> list[str]:
    """Applies what is missing and returns the names applied; makes the `default` tenant.

    Two processes may call it at once: the second waits, and finds nothing to do. Raises `SchemaRefused` where a file
    was changed after it was applied, the database is newer than this program, or Postgres cannot carry the schema;
    `StoreUnavailable` where it cannot be reached.
    """
    with translated(), psycopg.connect(dsn, autocommit=True, application_name="asof migrate") as connection:
        _check_server(connection)
        connection.execute(sql("lock_migrations"), {"lock": _LOCK})
        connection.execute(sql("create_migration_table"))
        applied = dict[int, tuple[str, bytes]]()
        for number, name, digest in connection.execute(sql("applied_migrations")):
            applied[number] = (name, digest)
        missing = _missing(known_migrations(), applied)
        for migration in missing:
            _apply(connection, migration)
        connection.execute(sql("ensure_default_tenant"))
        return [migration.name for migration in missing]


def known_migrations() -> list[Migration]:
    """The migrations of this program, in order."""
    folder = files("knowledge.adapters.postgres").joinpath("migrations")
    found = [
        Migration(
            number=int(file.name.split("_", 1)[0]),
            name=file.name.removesuffix(".sql"),
            statements=file.read_text(encoding="utf-8"),
        )
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    ]
    return sorted(found, key=lambda migration: migration.number)


def _check_server(connection: Connection[TupleRow]) -> None:
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        raise SchemaRefused(f"Postgres {version // 10000} is too old: asof needs {OLDEST_SERVER // 10000} or newer")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise SchemaRefused(f"the database is in {encoding}: create it with ENCODING 'UTF8'")
    extension = connection.execute(sql("vector_extension")).fetchone()
    if extension is None:
        raise SchemaRefused(
            "Postgres has no pgvector: install its package on the database's machine (postgresql-18-pgvector, or as"
            " your provider tells), then start again"
        )
    if tuple(int(part) for part in re.findall(r"\d+", extension[0])) < OLDEST_VECTOR:
        oldest = ".".join(map(str, OLDEST_VECTOR))
        raise SchemaRefused(
            f"pgvector {extension[0]} is too old: asof needs {oldest} or newer. Install it on the database's machine,"
            " run ALTER EXTENSION vector UPDATE where it exists already, then start again"
        )


def _missing(known: list[Migration], applied: dict[int, tuple[str, bytes]]) -> list[Migration]:
    strangers = sorted(applied.keys() - {migration.number for migration in known})
    if strangers:
        names = ", ".join(applied[number][0] for number in strangers)
        raise SchemaRefused(f"the database was made by a newer asof ({names} is unknown here): start that one")
    for migration in known:
        if migration.number in applied and applied[migration.number][1] != migration.digest:
            raise SchemaRefused(
                f"migration {migration.name} was changed after it was applied: restore the file, and put the change"
                " into a new one"
            )
    return [migration for migration in known if migration.number not in applied]


def _apply(connection: Connection[TupleRow], migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(migration.statements.encode())
            connection.execute(
                sql("record_migration"),
                {"number": migration.number, "name": migration.name, "digest": migration.digest},
            )
    except psycopg.errors.InsufficientPrivilege as error:
        raise SchemaRefused(
            f"migration {migration.name} needs more rights: {error.diag.message_primary}. Run it as the database's"
            " owner, with the vector extension created by a superuser beforehand"
        ) from error
