"""What the database itself refuses, whatever the program does."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from knowledge.adapters.postgres.answers import AnswerStore
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


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM version",
        "UPDATE version SET effective_at = '2020-01-01Z'",
        "UPDATE version SET parsed_text = 'another'",
        "DELETE FROM entry",
        "UPDATE entry SET effective_at = '2020-01-01Z'",
        "UPDATE entry SET expires_at = '2030-01-01Z'",
    ],
)
def test_what_was_published_stays_as_it_was(history: RecordedHistory, statement: str) -> None:
    history.version(history.document("refunds"), 1, effective="2023-01-01", recorded="2023-01-02")
    with pytest.raises(psycopg.errors.RaiseException):
        history.connection.execute(statement)


def test_what_is_not_published_may_be_filled_in_and_discarded(history: RecordedHistory) -> None:
    history.version(history.document("refunds"), 1, effective="2023-01-01", recorded=None)
    assert history.connection.execute("UPDATE version SET parsed_text = 'read'").rowcount == 1
    assert history.connection.execute("DELETE FROM version").rowcount == 1


def test_a_place_in_the_sequence_has_one_entry_at_a_time(history: RecordedHistory) -> None:
    document = history.document("refunds")
    history.version(document, 1, effective="2023-01-01", recorded="2023-01-02")
    with pytest.raises(psycopg.errors.ExclusionViolation):
        history.connection.execute(
            "INSERT INTO entry SELECT document_id, number, version_id, '2024-01-01Z', NULL, '[2024-01-01Z,)', cause"
            " FROM entry"
        )


@pytest.mark.parametrize("statement", ["DELETE FROM answer", "UPDATE answer SET record = '{}'"])
def test_an_answer_that_was_given_stays_as_it_was(history: RecordedHistory, pool: Pool, statement: str) -> None:
    AnswerStore(pool).save(None, history.tenant, "mo", {"id": "6a7cf3a6-8f1f-4f2e-8d0e-7b7a2b1c9d10"})
    with pytest.raises(psycopg.errors.RaiseException, match="stays as it is"):
        history.connection.execute(statement)


def test_an_answer_without_its_sealed_record_is_not_kept(history: RecordedHistory) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="is not sealed"):
        history.connection.execute(
            "INSERT INTO answer (id, tenant, record, actor) VALUES (gen_random_uuid(), 'default', '{}', 'mo')"
        )


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
