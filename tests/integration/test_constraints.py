"""What the database itself refuses, whatever the program does."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from knowledge.adapters.postgres.pool import Pool
from knowledge.time_windows import Window
from tests.fixtures.recorded import RecordedHistory, day

YEAR = Window(day("2023-01-01"), day("2024-01-01"))
NEXT_YEAR = Window(day("2024-01-01"), None)
FROM_JUNE = Window(day("2023-06-01"), None)


@pytest.fixture
def history(pool: Pool) -> Iterator[RecordedHistory]:
    with pool.connection() as connection:
        connection.autocommit = True
        yield RecordedHistory(connection)
        connection.autocommit = False


@pytest.mark.parametrize("kind", ["fact", "passage"])
def test_rows_of_one_source_never_overlap_in_both_windows(history: RecordedHistory, kind: str) -> None:
    record = Rivals(history, kind)
    record(0, YEAR, YEAR)
    with pytest.raises(psycopg.errors.ExclusionViolation):
        record(1, FROM_JUNE, FROM_JUNE)


@pytest.mark.parametrize("kind", ["fact", "passage"])
@pytest.mark.parametrize(("valid", "recorded"), [(FROM_JUNE, NEXT_YEAR), (NEXT_YEAR, FROM_JUNE)])
def test_rows_may_overlap_in_one_window(history: RecordedHistory, kind: str, valid: Window, recorded: Window) -> None:
    record = Rivals(history, kind)
    record(0, YEAR, YEAR)
    record(1, valid, recorded)


def test_sources_may_contradict_each_other(history: RecordedHistory) -> None:
    Rivals(history, "fact", "refunds")(0, YEAR, YEAR)
    Rivals(history, "fact", "returns")(1, YEAR, YEAR)


@pytest.mark.parametrize("kind", ["fact", "passage"])
@pytest.mark.parametrize("column", ["valid", "recorded"])
def test_an_empty_window_is_refused(history: RecordedHistory, kind: str, column: str) -> None:
    windows: dict[str, Window | str] = {"valid": YEAR, "recorded": YEAR, column: "empty"}
    with pytest.raises(psycopg.errors.CheckViolation):
        Rivals(history, kind)(0, windows["valid"], windows["recorded"])


@pytest.mark.parametrize("kind", ["fact", "passage"])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {kind}",
        "UPDATE {kind} SET valid = '[2020-01-01,)'",
        "UPDATE {kind} SET recorded = '[2020-01-01,2025-01-01)'",
        "UPDATE {kind} SET recorded = recorded",
        "UPDATE {kind} SET recorded = tstzrange(lower(recorded), '2025-01-01'), tenant = 'other'",
        "UPDATE {kind} SET recorded = tstzrange(lower(recorded), '2025-01-01'), id = gen_random_uuid()",
    ],
)
def test_what_was_recorded_stays_as_it_was(history: RecordedHistory, kind: str, statement: str) -> None:
    Rivals(history, kind)(0, YEAR, FROM_JUNE)
    RecordedHistory(history.connection, "other").document("refunds")
    with pytest.raises(psycopg.errors.RaiseException):
        history.connection.execute(statement.format(kind=kind))


@pytest.mark.parametrize("kind", ["fact", "passage"])
def test_a_row_is_retired_once(history: RecordedHistory, kind: str) -> None:
    Rivals(history, kind)(0, YEAR, FROM_JUNE)
    retire = "UPDATE {kind} SET recorded = tstzrange(lower(recorded), '{at}')"
    history.connection.execute(retire.format(kind=kind, at="2025-01-01"))
    with pytest.raises(psycopg.errors.RaiseException, match="once"):
        history.connection.execute(retire.format(kind=kind, at="2026-01-01"))


class Rivals:
    """Records rows of one document that are rivals of each other."""

    def __init__(self, history: RecordedHistory, kind: str, slug: str = "refunds") -> None:
        self.history = history
        self.kind = kind
        self.document = history.document(slug)
        self.version = history.version(self.document, 1, effective="2023-01-01", recorded="2023-01-01")
        self.contents: dict[str, UUID] = {}

    def __call__(self, number: int, valid: Window | str, recorded: Window | str) -> None:
        if self.kind == "fact":  # rivals: two objects of one key
            content = self.history.fact_content(self.document, f"{number} days")
            self.history.record_fact(content, valid=valid, recorded=recorded, cause=self.version)
        else:  # rivals: rows of one content
            content = self.contents.get("same") or self.history.passage_content(self.document, "same")
            self.contents["same"] = content
            self.history.record_passage(content, valid=valid, recorded=recorded, cause=self.version)
