"""Staged rows of an import: their ids, and their windows."""

from ingestion.imports.rows import Triple
from ingestion.imports.staging import StagedRows
from knowledge.facts import digest
from knowledge.time_windows import Scope, Window
from knowledge.values import Value, ValueKind


def staged(scope: Scope = (), text: str = "Pâris") -> bytes:
    rows = StagedRows("default", "people")
    value = Value(kind=ValueKind.TEXT, canonical=text.lower(), text=text)
    rows.add(Triple(line=2, subject="Ann", predicate="lives in", value=value, scope=scope, valid=Window(None, None)))
    return rows.take()


def test_ids_are_digests_of_what_is_said() -> None:
    for scope, written in (((), "[]"), ((("season", "summer"),), '[["season", "summer"]]')):
        said = ("default", "people", "Ann", "lives in", "Pâris", written)
        row = staged(scope)
        assert digest("imported fact", *said).bytes in row
        assert digest("imported key", *said).bytes in row


def test_taken_rows_are_gone() -> None:
    rows = StagedRows("default", "people")
    assert rows.take() == rows.take()
    assert len(rows) == 0
