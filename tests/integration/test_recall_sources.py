"""Recordings of other kinds than a text that says something else: an import, another rank, the same in other words."""

import datetime as dt
from contextlib import closing
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from ingestion.imports.importing import Import
from ingestion.imports.recording import ImportRun, ImportStore
from ingestion.imports.rows import COLUMNS
from tests.fixtures.recalling import TENANT, RecallingLibrary
from tests.integration.test_recall import PERIOD, REFUNDS, RETURNS, day

HANDBOOK = "# Support Handbook\n\n## Returns in short\n\nCustomers may return a product within 14 days of delivery.\n"
PARCELS = "# Parcels\n\n## Damage\n\nThe damaged parcels are photographed at the desk before the staff open them.\n"
DAMAGED = "What happens to damaged parcels?"


def bring(house: RecallingLibrary, *rows: str) -> None:
    """An import into the source `people`, in the place of what it said so far."""
    run = ImportRun(tenant=TENANT, actor="local", source="people", media_type="text/tab-separated-values")
    with closing(Import(ImportStore(house.pool), run, "tsv", ZoneInfo("UTC"))) as importing:
        importing.feed("\n".join(["\t".join(COLUMNS), *rows]).encode())
        importing.finish()


def changes(house: RecallingLibrary, answer: UUID) -> list[tuple[str, bool]]:
    given = house.given.one(TENANT, answer)
    assert given is not None
    return [(change.kind, change.affected) for change in given.changes]


def recalls(house: RecallingLibrary) -> list[tuple[str, int, int]]:
    """Of each that is done: what it was of, how many answers were asked again, how many are others since."""
    with house.pool.connection() as connection:
        return connection.execute(
            "SELECT document, examined, affected FROM recall WHERE done_at IS NOT NULL ORDER BY recorded_at"
        ).fetchall()


def test_an_import_is_a_companion_of_what_documents_say_and_makes_no_answer_another(
    recalling: RecallingLibrary,
) -> None:
    recalling.put("returns", RETURNS, day(1))
    bring(recalling, "Customers\tmay return a product within\t30 days\t2024-01-01\t")
    recalling.recall()
    known_at = recalling.reader.watermark(TENANT)
    answers = {recalling.ask(question, day(2, 15)): known_at for question in (PERIOD, REFUNDS)}
    bring(
        recalling,
        "Customers\tmay return a product within\t45 days\t2024-01-01\t",
        "Refunds\tare paid within\t3 days\t2024-01-01\t",
    )
    recalling.recall()
    assert recalling.affected() == {}
    assert recalling.others_now(answers) == set()
    assert not recalling.recalls.waiting()
    assert [document for document, *_ in recalls(recalling)].count("people") == 2


@pytest.fixture
def disagreeing(recalling: RecallingLibrary) -> RecallingLibrary:
    recalling.put("returns", RETURNS, day(1))
    recalling.put("handbook", HANDBOOK, day(1))
    recalling.recall()
    return recalling


def test_another_rank_makes_answers_others_about_every_instant_and_the_rank_of_before_makes_them_again(
    disagreeing: RecallingLibrary,
) -> None:
    house = disagreeing
    periods = {house.ask(PERIOD, day(month, 15)) for month in (2, 5)}
    refunds = house.ask(REFUNDS, day(2, 15))
    house.put("returns", RETURNS.replace("14 days", "10 days"), day(12), rank=10)
    house.recall()
    affected = house.affected()
    assert set(affected) == periods, "the rank holds from its recording on, whatever the date of its version"
    assert {one.changes[0].before for one in affected.values()} == {"conflict"}
    assert {one.changes[0].after for one in affected.values()} == {"answered"}
    assert changes(house, refunds) == []

    house.put("handbook", HANDBOOK.replace("14 days", "7 days"), day(12), rank=10)
    house.recall()
    assert house.affected() == {}
    assert [changes(house, one) for one in periods] == [[("version", True), ("version", False)]] * 2


def test_a_rank_that_decides_nothing_marks_no_answer(disagreeing: RecallingLibrary) -> None:
    house = disagreeing
    house.put("returns", RETURNS.replace("14 days", "10 days"), day(12), rank=10)
    house.recall()
    answer = house.ask(PERIOD, day(2, 15))
    house.put("returns", RETURNS.replace("14 days", "9 days"), dt.datetime(2025, 1, 1, tzinfo=dt.UTC), rank=20)
    house.recall()
    assert recalls(house)[-1][1:] == (1, 0), "it was asked again, as it rests on what the document says"
    assert changes(house, answer) == []


@pytest.mark.parametrize(
    ("words", "affected"),
    [
        ("Damaged parcels must be photographed at the desk before staff open them.", False),
        ("The damaged parcels are weighed at the desk before the staff open them.", True),
        ("The damaged parcels are photographed at the desk after the staff open them.", True),
        ("The damaged parcels are not photographed at the desk before the staff open them.", True),
    ],
    ids=["other words", "another thing", "another order", "the opposite"],
)
def test_a_whole_sentence_said_in_other_words_is_no_other_answer(
    recalling: RecallingLibrary, words: str, *, affected: bool
) -> None:
    recalling.put("parcels", PARCELS, day(1))
    recalling.recall()
    answer = recalling.ask(DAMAGED, day(2, 15))
    assert "photographed" in str(recalling.answers.get(TENANT, answer)["answer"])
    recalling.correct("parcels", 1, f"# Parcels\n\n## Damage\n\n{words}\n")
    recalling.recall()
    assert (answer in recalling.affected()) is affected
    assert recalls(recalling)[-1][1] == 1
