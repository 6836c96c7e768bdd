"""A fact is erased with the statement that it rests on; what stands around it goes on as if it had a gap."""

from pathlib import Path
from uuid import UUID

import pytest
from temporalio.client import Client

from ingestion.by_hand import HandCorrection, HandEditStore
from ingestion.documents import DocumentStore
from ingestion.extraction import RuleExtractor
from ingestion.imports.recording import ImportRun, ImportStore
from ingestion.imports.rows import Triple
from ingestion.imports.staging import StagedRows
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.rebuild import rebuild
from ingestion.uploads import Upload
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Viewpoint, Window
from knowledge.values import Value, ValueKind, value_of
from tests.fixtures.erasing import Eraser, found_in_files, found_in_postgres
from tests.fixtures.publishing import DAY, GENERATION, START, System

SECRET = "XYZZY-SENTINEL staff are paid 41 gold coins a year."
FIRST = f"# Pay\n\nStaff are paid within 30 days.\n{SECRET}\nOvertime is paid within 60 days.\n"
SECOND = f"# Pay\n\nStaff are paid within 20 days.\n{SECRET}\nOvertime is paid within 60 days.\n"


@pytest.fixture
def eraser(system: System, temporal: Client) -> Eraser:
    system.preparation = Preparation(system.pool, DocumentReader(), RuleExtractor())
    for day, text in ((0, FIRST), (10, SECOND)):
        upload = Upload(
            tenant="default", actor="local", document="leave", content=text.encode(), file_name="pay.md",
            effective_at=START + day * DAY,
        )  # fmt: skip
        system.ingest(system.store.accept(upload))
    return Eraser(system, temporal)


def facts(system: System, day: int) -> list[StoredFact]:
    reader = PostgresReader(system.pool)
    viewpoint = Viewpoint(tenant="default", as_of=START + day * DAY, known_at=reader.watermark("default"))
    return reader.facts(viewpoint, FactQuery())[0]


def the_secret(system: System) -> UUID:
    return next(fact.id for fact in facts(system, 15) if "SENTINEL" in fact.source.quote)


async def test_the_words_are_nowhere_and_what_stands_around_them_is_quoted_as_before(eraser: Eraser) -> None:
    system = eraser.system
    around = {day: [f for f in facts(system, day) if "SENTINEL" not in f.source.quote] for day in (5, 15)}
    assert all(around.values())

    erasure = await eraser.erase(fact=the_secret(system))

    assert found_in_postgres(system.pool, "XYZZY") == found_in_postgres(system.pool, "gold coins") == set()
    for day, number in ((5, 1), (15, 2)):
        assert facts(system, day) == around[day]
        version = DocumentStore(system.pool).version("default", "leave", number)
        text = version.parsed_text or ""
        assert [text[f.source.start : f.source.end] for f in around[day]] == [f.source.quote for f in around[day]]
        assert f". [erased]{'█' * (len(SECRET) - 8)} Overtime" in text
        assert version.content is None
    assert (erasure.report["masked"], erasure.report["passage_texts"]) == (2, 2)


async def test_a_passage_that_lost_a_sentence_is_found_in_the_windows_that_it_had(eraser: Eraser) -> None:
    system = eraser.system
    with system.pool.connection() as connection:
        before = connection.execute("SELECT valid, recorded FROM passage ORDER BY 1, 2").fetchall()
    await eraser.erase(fact=the_secret(system))
    with system.pool.connection() as connection:
        after = connection.execute("SELECT valid, recorded FROM passage ORDER BY 1, 2").fetchall()
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM passage")]
    assert after == before
    assert len(system.index.windows_of(GENERATION, ids)) == system.index.count(GENERATION) == len(before)


async def test_what_is_left_of_a_passage_is_embedded_with_its_statements_where_they_stood(eraser: Eraser) -> None:
    system = eraser.system
    query = "SELECT c.statements FROM passage p JOIN passage_content c ON c.id = p.content ORDER BY p.valid"
    with system.pool.connection() as connection:
        before = connection.execute(query).fetchall()
    await eraser.erase(fact=the_secret(system))
    with system.pool.connection() as connection:
        after = connection.execute(query).fetchall()
        lengths = connection.execute(
            "SELECT cardinality(c.statements) / 2, cardinality(e.statements) "
            "FROM passage_content c LEFT JOIN embedding e ON e.hash = c.embedding_hash"
        ).fetchall()
        (held,) = connection.execute("SELECT count(*) FROM embedding").fetchone() or ()
    assert after == before
    assert lengths == [(3, 3), (3, 3)]
    assert held == 2


async def test_an_index_made_anew_from_what_is_left_holds_as_much(eraser: Eraser, tmp_path: Path) -> None:
    """The way to be rid of the vectors that deleted points leave in the engine's files."""
    system = eraser.system
    await eraser.erase(fact=the_secret(system))
    assert found_in_files(tmp_path / "index", "sentinel") == set()
    fresh = EdgePassageIndex(tmp_path / "fresh")
    fresh.create(GENERATION, 8)
    assert rebuild(system.pool, fresh, GENERATION) == system.index.count(GENERATION)
    fresh.close()


async def test_an_imported_fact_goes_and_its_neighbours_stay(eraser: Eraser) -> None:
    run = ImportRun(tenant="default", actor="local", source="crm", media_type="application/jsonl")
    rows = StagedRows("default", "crm")
    for city in ("Xyzzytown", "Rome"):
        value = Value(kind=ValueKind.TEXT, canonical=city, text=city)
        window = Window(START, None)
        rows.add(Triple(subject="Ann Lee", predicate="lives in", value=value, valid=window, scope=(), line=1))
    ImportStore(eraser.system.pool).record(run, None, rows)
    imported = {fact.value.text: fact.id for fact in facts(eraser.system, 5) if fact.source.document == "crm"}
    await eraser.carry_out(eraser.accept(document="crm", fact=imported["Xyzzytown"]))
    assert found_in_postgres(eraser.system.pool, "Xyzzytown") == set()
    assert [f.value.text for f in facts(eraser.system, 5) if f.source.document == "crm"] == ["Rome"]


async def test_what_a_person_made_of_it_goes_too_and_later_versions_are_taken_in_as_before(eraser: Eraser) -> None:
    system = eraser.system
    correction = HandCorrection(
        tenant="default", actor="mo", fact=the_secret(system), reason="a slip", value=value_of("987654 EUR")
    )
    HandEditStore(system.pool).edit(correction)

    await eraser.erase(fact=the_secret(system))
    assert found_in_postgres(system.pool, "987654") == set()
    upload = Upload(
        tenant="default", actor="local", document="leave", content=SECOND.replace(f"{SECRET}\n", "").encode(),
        file_name="pay.md", effective_at=START + 20 * DAY,
    )  # fmt: skip
    system.ingest(system.store.accept(upload))
    assert [(fact.value.text, fact.source.version) for fact in facts(system, 25)] == [("20 days", 4), ("60 days", 4)]
