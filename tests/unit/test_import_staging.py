"""Staged rows of an import: their ids, and that they are taken once."""

from ingestion.imports.rows import Triple
from ingestion.imports.staging import StagedRows
from knowledge.facts import digest
from knowledge.time_windows import Scope, Window
from knowledge.values import Value, ValueKind


def staged(scope: Scope = ()) -> StagedRows:
    rows = StagedRows("default", "people")
    value = Value(kind=ValueKind.TEXT, canonical="pâris", text="Pâris")
    rows.add(Triple(line=2, subject="Ann", predicate="lives in", value=value, scope=scope, valid=Window(None, None)))
    return rows


def test_ids_are_digests_of_what_is_said() -> None:
    for scope, written in (((), "[]"), ((("season", "summer"),), '[["season", "summer"]]')):
        said = ("default", "people", "Ann", "lives in", "Pâris", written)
        row = staged(scope).take()
        assert digest("imported fact", *said).bytes in row
        assert digest("imported key", *said).bytes in row


def test_taken_rows_are_gone() -> None:
    rows = staged()
    assert len(rows) == 1
    rows.take()
    assert rows.take() == StagedRows("default", "people").take()
