"""A bulk import of triples: what of it is recorded, and what a reader finds on both axes."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from ingestion.by_hand import HandCorrection, HandEditStore, HandRetraction
from ingestion.documents import DocumentStore
from ingestion.imports.importing import Import, ImportReport
from ingestion.imports.recording import ImportRun, ImportStore, RecordedChunk, RunEntry
from ingestion.imports.rows import COLUMNS
from ingestion.imports.staging import StagedRows
from ingestion.store import IngestionStore
from ingestion.uploads import Upload, Withdrawal
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.changes import FactChange
from knowledge.errors import DocumentNotFound, InvalidRequest, SlugTaken
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Viewpoint, Window
from knowledge.values import value_of
from tests.fixtures.recorded import RecordedHistory, day

ANN = "Ann\tlives in\tParis"

A_LOOK_UP = {(1, 0), (0, 0), (0, 1)}
"""(rows, rows removed): what is asked for; what lies beside it in time is looked for too, and there is nothing."""


@pytest.fixture
def world(pool: Pool) -> "World":
    return World(pool)


class World:
    """Imports files into sources, and asks what holds."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.reader = PostgresReader(pool)

    def bring(
        self, *rows: str, source: str = "people", chunk_rows: int = 5_000, store: ImportStore | None = None
    ) -> ImportReport:
        run = ImportRun(tenant="default", actor="local", source=source, media_type="text/tab-separated-values")
        importing = Import(store or ImportStore(self.pool), run, "tsv", ZoneInfo("UTC"), chunk_rows=chunk_rows)
        with closing(importing):
            importing.feed("\n".join(["\t".join(COLUMNS), *rows]).encode())
            return importing.finish()

    def watermark(self) -> dt.datetime:
        return self.reader.watermark("default")

    def ask(self, query: FactQuery, as_of: str, known_at: dt.datetime | None = None) -> list[StoredFact]:
        viewpoint = Viewpoint(tenant="default", as_of=day(as_of), known_at=known_at or self.watermark())
        found, cursor = self.reader.facts(viewpoint, query)
        while cursor is not None:
            more, following = self.reader.facts(viewpoint, replace(query, cursor=cursor))
            assert following != cursor
            cursor = following
            found += more
        return found

    def objects(
        self, as_of: str, known_at: dt.datetime | None = None, subject: str = "Ann", predicate: str = "lives in"
    ) -> list[str]:
        return sorted(f.value.text for f in self.ask(FactQuery(subject=subject, predicate=predicate), as_of, known_at))

    def rows(self) -> list[tuple[str, Window, bool]]:
        """Every recorded row: object, valid window, whether it is held."""
        with self.pool.connection() as connection:
            return connection.execute(
                """SELECT c.object_text, f.valid, upper_inf(f.recorded)
                   FROM fact f JOIN fact_content c ON c.id = f.content
                   ORDER BY c.object_text, lower(f.recorded), f.valid"""
            ).fetchall()

    def count(self, table: str) -> int:
        with self.pool.connection() as connection:
            row = connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))).fetchone()
        assert row is not None
        counted: int = row[0]
        return counted


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.imported, report.already_there, report.rejected


def many(number: int, *, subjects: int = 1_000) -> list[str]:
    return [f"Person {i % subjects}\tknows\tThing {i}\t2020-01-01\t" for i in range(number)]


def test_an_imported_fact_is_found_at_its_dates_with_the_import_as_its_source(world: World) -> None:
    before = world.watermark()
    report = world.bring(f"{ANN}\t2020-01-01\t2021-01-01")

    assert (report.source, report.lines, counts(report)) == ("people", 1, (1, 0, 0))
    assert world.objects("2019-12-31") == []
    assert world.objects("2020-01-01") == ["Paris"]
    assert world.objects("2020-12-31") == ["Paris"]
    assert world.objects("2021-01-01") == []
    assert world.objects("2020-06-01", before) == []
    (found,) = world.ask(FactQuery(subject="ann"), "2020-06-01")
    source = found.source
    assert (source.document, source.title, source.version) == ("people", "people", 1)
    assert (source.page, source.section, source.quote) == (None, (), "Ann lives in Paris")
    assert (source.start, source.end) == (0, 0)
    assert world.reader.fact("default", found.id) == found
    assert world.ask(FactQuery(q="Paris"), "2020-06-01") == [found]
    assert world.ask(FactQuery(document="people"), "2020-06-01") == [found]
    assert world.ask(FactQuery(document="others"), "2020-06-01") == []


def test_a_bad_row_stops_nothing_else_and_is_named_by_its_line(world: World) -> None:
    report = world.bring(f"{ANN}\t2020-01-01\t", f"{ANN}\t2020-13-01\t", "Ann\tlives in", "Bob\tlives in\tRome\t\t")
    assert counts(report) == (2, 0, 2)
    assert [(error.line, error.detail.split(":")[0]) for error in report.errors] == [
        (3, "valid_from '2020-13-01' is not a date"),
        (4, "has 2 columns"),
    ]
    assert world.objects("2020-06-01", subject="Bob") == ["Rome"]


def test_the_same_import_again_records_nothing(world: World) -> None:
    rows = [f"{ANN}\t2020-01-01\t2021-01-01", f"{ANN}\t\t2019-01-01", "Bob\tlives in\tRome\t\t"]
    assert counts(world.bring(*rows)) == (3, 0, 0)
    held, watermark, versions = world.rows(), world.watermark(), world.count("version")

    assert counts(world.bring(*rows)) == (0, 3, 0)

    assert (world.rows(), world.watermark(), world.count("version")) == (held, watermark, versions)


def test_overlapping_windows_of_one_triple_are_one(world: World) -> None:
    report = world.bring(
        f"{ANN}\t2020-01-01\t2022-01-01",
        f"{ANN}\t2021-01-01\t2023-01-01",
        f"{ANN}\t2023-01-01\t2024-01-01",
        f"{ANN}\t2025-01-01\t",
    )
    assert counts(report) == (4, 0, 0)
    assert world.rows() == [
        ("Paris", Window(day("2020-01-01"), day("2024-01-01")), True),
        ("Paris", Window(day("2025-01-01"), None), True),
    ]


@pytest.mark.parametrize("chunk_rows", [1, 5_000])
def test_another_window_of_a_held_triple_is_merged_by_retiring_and_recording(world: World, chunk_rows: int) -> None:
    world.bring(f"{ANN}\t2020-01-01\t2022-01-01", f"{ANN}\t2030-01-01\t")
    before = world.watermark()

    report = world.bring(f"{ANN}\t2021-01-01\t2023-01-01", chunk_rows=chunk_rows)

    assert counts(report) == (1, 0, 0)
    assert world.rows() == [
        ("Paris", Window(day("2020-01-01"), day("2022-01-01")), False),
        ("Paris", Window(day("2030-01-01"), None), True),
        ("Paris", Window(day("2020-01-01"), day("2023-01-01")), True),
    ]
    assert world.objects("2022-06-01", before) == []
    assert world.objects("2022-06-01") == ["Paris"]
    assert world.objects("2020-06-01", before) == ["Paris"]
    assert counts(world.bring(f"{ANN}\t2020-05-01\t2020-06-01")) == (0, 1, 0)


def test_an_open_start_holds_ever_before(world: World) -> None:
    world.bring(f"{ANN}\t\t2021-01-01")
    assert world.objects("0002-01-01") == ["Paris"]
    assert world.objects("2021-01-01") == []
    (found,) = world.ask(FactQuery(subject="Ann"), "1900-01-01")
    assert found.valid == Window(None, day("2021-01-01"))
    assert world.reader.fact("default", found.id) == found


def test_several_objects_hold_at_once_and_so_do_scopes(world: World) -> None:
    world.bring(f"{ANN}\t2020-01-01\t", "Ann\tlives in\tRome\t2021-01-01\t", "Ann\tlives in\tparis\t2022-01-01\t")
    assert world.objects("2020-06-01") == ["Paris"]
    assert world.objects("2022-06-01") == ["Paris", "Rome", "paris"]


def test_sources_do_not_touch_each_other(world: World) -> None:
    world.bring(f"{ANN}\t2020-01-01\t2022-01-01")
    world.bring(f"{ANN}\t2021-01-01\t2023-01-01", source="others")
    assert [window for _, window, _ in world.rows()] == [
        Window(day("2020-01-01"), day("2022-01-01")),
        Window(day("2021-01-01"), day("2023-01-01")),
    ]
    found = world.ask(FactQuery(subject="Ann"), "2021-06-01")
    assert [fact.source.document for fact in found] == ["others", "people"]


def test_what_was_known_before_is_answered_as_before(world: World) -> None:
    world.bring(f"{ANN}\t2020-01-01\t")
    first = world.watermark()
    world.bring("Ann\tlives in\tRome\t2020-01-01\t")
    assert world.objects("2020-06-01", first) == ["Paris"]
    assert world.objects("2020-06-01", first + dt.timedelta(microseconds=1)) == ["Paris"]
    assert world.objects("2020-06-01") == ["Paris", "Rome"]


class Failing(ImportStore):
    """Postgres goes away inside the transaction of the last chunk, after its rows were recorded."""

    def __init__(self, pool: Pool, *, at_chunk: int) -> None:
        super().__init__(pool)
        self._left = at_chunk

    def record(self, run: ImportRun, entry: RunEntry | None, rows: StagedRows) -> RecordedChunk:
        self._left -= 1
        if self._left == 0:
            with self._pool.connection() as connection:
                connection.execute(
                    """CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                       $$ BEGIN RAISE EXCEPTION 'the machine went down'; END $$"""
                )
                connection.execute("CREATE TRIGGER fail AFTER INSERT ON fact EXECUTE FUNCTION fail()")
        return super().record(run, entry, rows)


def test_a_failed_import_leaves_whole_chunks_alone_and_goes_on_when_repeated(world: World) -> None:
    rows = many(100)
    with pytest.raises(psycopg.errors.RaiseException):
        world.bring(*rows, chunk_rows=30, store=Failing(world.pool, at_chunk=3))
    assert (world.count("fact"), world.count("fact_content")) == (60, 60)
    with world.pool.connection() as connection:
        connection.execute("DROP FUNCTION fail CASCADE")

    assert counts(world.bring(*rows, chunk_rows=30)) == (40, 60, 0)
    assert (world.count("fact"), world.count("version")) == (100, 2)


def test_each_chunk_is_recorded_at_one_instant_and_the_run_is_its_cause(world: World) -> None:
    world.bring(*many(100), chunk_rows=40)
    with world.pool.connection() as connection:
        chunks = connection.execute("SELECT count(*) FROM fact GROUP BY recorded ORDER BY lower(recorded)").fetchall()
        run = connection.execute(
            """SELECT v.kind, v.number, v.metadata ->> 'imported', v.recorded_at = min(lower(f.recorded)),
                      octet_length(v.content_hash)
               FROM version v JOIN fact f ON f.cause = v.id GROUP BY v.id"""
        ).fetchall()
    assert chunks == [(40,), (40,), (20,)]
    assert run == [("import", 1, "100", True, 32)]


def test_rows_of_one_triple_never_overlap_whatever_writes_them(world: World) -> None:
    world.bring(f"{ANN}\t2020-01-01\t2022-01-01")
    with pytest.raises(psycopg.errors.ExclusionViolation), world.pool.connection() as connection:
        connection.execute(
            """INSERT INTO fact (id, tenant, document_id, content, key_source, valid, recorded, cause)
               SELECT gen_random_uuid(), tenant, document_id, content, key_source, '[2021-01-01,)', recorded, cause
               FROM fact"""
        )


def test_a_page_goes_on_where_the_last_one_ended_across_documents_and_imports(world: World) -> None:
    with world.pool.connection() as connection:
        history = RecordedHistory(connection)
        for slug in ("a-policy", "z-policy"):
            document = history.document(slug)
            version = history.version(document, 1, effective="2019-01-01", recorded="2019-01-01")
            for start, value in enumerate(("30 days", "90 days", "never")):
                predicate = f"waits {start}" if slug < "b" or start else "knows"
                fact = history.fact_content(document, value, subject="Ann", predicate=predicate)
                history.say_fact(version, fact, start, start + 1)
                history.record_fact(fact, valid="[2019-01-01,)", recorded="[2019-01-01,)", cause=version)
    world.bring(*[f"Ann\tknows\tThing {i}\t2020-01-01\t" for i in range(20)])
    world.bring(*[f"Ann\tknows\tThing {i}\t2020-01-01\t" for i in range(5)], source="others")

    for narrowed, number in (({}, 31), ({"subject": "Ann"}, 31), ({"q": "Ann"}, 31), ({"predicate": "KNOWS"}, 26)):
        whole = world.ask(FactQuery(**narrowed, limit=500), "2020-06-01")
        assert len({fact.id for fact in whole}) == number
        for limit in (1, 4, 7, 30, 31):
            assert world.ask(FactQuery(**narrowed, limit=limit), "2020-06-01") == whole
    slugs = [fact.source.document for fact in world.ask(FactQuery(), "2020-06-01")]
    assert slugs == ["a-policy"] * 3 + ["others"] * 5 + ["people"] * 20 + ["z-policy"] * 3


def test_a_key_is_looked_up_on_both_axes(world: World) -> None:
    world.bring(f"{ANN}\t2020-01-01\t2021-01-01", f"{ANN}\t2022-01-01\t", "Bob\tlives in\tParis\t2020-01-01\t")
    first = world.watermark()
    (found,) = world.ask(FactQuery(subject="Ann"), "2020-06-01")
    query = FactQuery(key=found.key, limit=1)
    world.bring(f"{ANN}\t2021-01-01\t2022-01-01")

    assert world.ask(query, "2020-06-01", first) == [world.reader.fact("default", found.id)]
    assert world.ask(query, "2021-06-01", first) == []
    (merged,) = world.ask(query, "2021-06-01")
    assert (merged.key, merged.valid) == (found.key, Window(day("2020-01-01"), None))
    assert world.ask(replace(query, document="others"), "2021-06-01") == []
    with pytest.raises(InvalidRequest, match="beside key"):
        world.ask(replace(query, subject="Ann"), "2021-06-01")


def test_a_key_that_several_sources_have_is_paged_source_by_source(world: World) -> None:
    world.bring(f"{ANN}\t2020-01-01\t")
    (found,) = world.ask(FactQuery(subject="Ann"), "2020-06-01")
    with world.pool.connection() as connection:
        history = RecordedHistory(connection)
        for slug in ("a-policy", "z-policy"):
            document = history.document(slug)
            version = history.version(document, 1, effective="2019-01-01", recorded="2019-01-01")
            fact = history.fact_content(document, "Rome", subject="Ann", predicate="lives in")
            connection.execute("UPDATE fact_content SET key = %s WHERE id = %s", (found.key, fact))
            connection.execute("UPDATE fact_key SET key = %s WHERE source = %s", (found.key, document))
            for start in (0, 20):  # said twice
                history.say_fact(version, fact, start, start + 10)
            history.record_fact(fact, valid="[2019-01-01,)", recorded="[2019-01-01,)", cause=version)
    pages = world.ask(FactQuery(key=found.key, limit=1), "2020-06-01")
    assert [(fact.source.document, fact.source.start) for fact in pages] == [
        ("a-policy", 0), ("people", 0), ("z-policy", 0),
    ]  # fmt: skip
    assert pages == world.ask(FactQuery(key=found.key), "2020-06-01")


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
def test_a_look_up_goes_by_index_however_many_facts_there_are(world: World, mode: str) -> None:
    world.bring(*many(12_000, subjects=3))  # 4,000 facts a subject
    world.bring("Person 1\tlives in\tParis\t2020-01-01\t")
    plan = _plan_of_a_look_up(world, mode, subject="person 1", predicate="LIVES IN")

    run = [node for node in _nodes(plan) if node["Actual Loops"]]
    (used,) = [node for node in run if node.get("Index Name") == "fact_content_look_up"]
    assert 'left"(lower(predicate), 200) =' in used["Index Cond"]
    read = [node for node in run if node.get("Relation Name") in {"fact", "fact_content"}]
    assert {(node["Actual Rows"], node.get("Rows Removed by Filter", 0)) for node in read} <= A_LOOK_UP
    assert "Seq Scan" not in {node["Node Type"] for node in read}
    # Whatever begins or ends with a fact lies in this index, of all keys.
    assert "fact_of_a_key_never_overlaps" not in {node.get("Index Name") for node in _nodes(plan)}


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
def test_facts_of_another_predicate_are_not_read(world: World, mode: str) -> None:
    world.bring(*many(12_000))
    world.bring("Person 1\tlives in\tParis\t2020-01-01\t")
    names = {**_seen(world), "predicate": "lives in", "document": None, "limit": 51, "first_content": UUID(int=0)}
    names |= {"after_slug": "", "after_start": -1, "after_ordinal": -1, "after_content": UUID(int=0)}
    run = [node for node in _nodes(_plan(world, mode, "facts_by_predicate", names)) if node["Actual Loops"]]
    read = [node for node in run if node.get("Relation Name") in {"fact", "fact_content"}]
    assert {(node["Actual Rows"], node.get("Rows Removed by Filter", 0)) for node in read} <= A_LOOK_UP


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
def test_a_key_and_a_history_are_read_by_index_however_many_facts_there_are(world: World, mode: str) -> None:
    world.bring(*many(12_000))
    fact, *_ = world.ask(FactQuery(subject="Person 17"), "2020-06-01")
    look_up = {**_seen(world), "key": fact.key, "document": None, "after_slug": "", "limit": 51}
    for name, names in (("facts_by_key", look_up), ("fact_history", {"tenant": "default", "id": fact.id})):
        run = [node for node in _nodes(_plan(world, mode, name, names)) if node["Actual Loops"]]
        read = [node for node in run if node.get("Relation Name") in {"fact", "fact_key", "fact_content"}]
        assert "fact_of_key" in {node.get("Index Name") for node in run}
        assert {(node["Actual Rows"], node.get("Rows Removed by Filter", 0)) for node in read} <= A_LOOK_UP


def test_a_page_of_changes_reads_no_more_than_it_may_show(world: World) -> None:
    world.bring(*many(12_000))
    names = {"tenant": "default", "from": day("2019-01-01"), "to": day("2021-01-01"), "known_at": world.watermark()}
    names |= {"document": None, "after_at": day("2019-01-01"), "after_key": 0, "limit": 11}
    run = [node for node in _nodes(_plan(world, "force_custom_plan", "fact_changes", names)) if node["Actual Loops"]]
    facts = [node for node in run if node.get("Relation Name") == "fact"]
    assert {"fact_begins", "fact_of_key"} <= {node.get("Index Name") for node in facts}
    assert all(node["Actual Rows"] <= 11 and node.get("Rows Removed by Filter", 0) <= 1 for node in facts)


def test_changes_of_an_import_are_told_page_by_page_beside_those_of_others(world: World) -> None:
    world.bring(*[f"Ann\tknows\tThing {i}\t2020-01-0{1 + i % 3}\t2020-01-0{4 + i % 3}" for i in range(12)])
    world.bring("Bob\tlives in\tRome\t2020-01-02\t", source="others")
    reader, period = HistoryReader(world.pool), {"start": day("2020-01-01"), "end": day("2020-01-05")}

    def told(document: str | None, limit: int) -> list[tuple[int, str, str, str]]:
        found: list[FactChange] = []
        cursor = None
        while True:
            page, cursor = reader.changes(
                "default", **period, known_at=world.watermark(), document=document, limit=limit, cursor=cursor
            )
            found += page
            if cursor is None:
                sides = [(change, change.after or change.before) for change in found]
                return [(c.at.day, c.kind.value, c.document, side.quote) for c, side in sides if side]

    assert [told for told in told(None, 500) if told[2] == "others"] == [(2, "added", "others", "Bob lives in Rome")]
    assert len(told("people", 500)) == 8 + 8
    for document in (None, "people", "others"):
        assert told(document, 500) == told(document, 3)


def _seen(world: World) -> dict[str, Any]:
    return {"tenant": "default", "as_of": day("2020-06-01"), "known_at": world.watermark(), "scope": None}


def _plan_of_a_look_up(world: World, mode: str, *, subject: str, predicate: str) -> dict[str, Any]:
    names = {**_seen(world), "subject": subject, "predicate": predicate, "document": None, "limit": 51}
    names |= {"after_slug": "", "after_start": -1, "after_ordinal": -1, "after_content": UUID(int=0)}
    return _plan(world, mode, "facts_by_subject", names)


def _plan(world: World, mode: str, name: str, names: dict[str, Any]) -> dict[str, Any]:
    query = sql(name) % {name: f"${number}" for number, name in enumerate(names, start=1)}
    given = SQL(", ").join(Literal(value) for value in names.values())
    with world.pool.connection() as connection:
        connection.execute("ANALYZE")
        connection.execute(SQL("SET LOCAL plan_cache_mode = {}").format(Identifier(mode)))
        connection.execute(f"PREPARE look_up AS {query}".encode())
        explained = connection.execute(
            SQL("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE look_up ({})").format(given)
        ).fetchone()
        assert explained is not None
        connection.execute("DEALLOCATE look_up")
        plan: dict[str, Any] = explained[0][0]["Plan"]
        return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for node in plan.get("Plans", ()):
        yield from _nodes(node)


def test_what_a_person_made_of_a_triple_outlives_the_same_file_sent_again(world: World) -> None:
    paris, rome = "Ann\tlives in\tParis\t2020-01-01\t", "Bob\tlives in\tRome\t2020-01-01\t"
    world.bring(paris, rome)
    held = {fact.subject: fact.id for fact in world.ask(FactQuery(), "2020-06-01")}
    edits, who = HandEditStore(world.pool), {"tenant": "default", "actor": "mo", "reason": "she moved"}
    edits.edit(HandCorrection(fact=held["Ann"], value=value_of("Lyon"), **who))
    edits.edit(HandRetraction(fact=held["Bob"], **who))

    report = world.bring(paris, rome)
    assert (report.imported, report.already_there) == (0, 2)
    assert [fact.value.text for fact in world.ask(FactQuery(), "2020-06-01")] == ["Lyon"]


def test_a_slug_names_a_document_or_an_import_never_both(world: World) -> None:
    store, ingestions, documents = ImportStore(world.pool), IngestionStore(world.pool), DocumentStore(world.pool)
    upload = {"tenant": "default", "actor": "local", "content": b"# A", "file_name": "a.md", "media_type": None}
    world.bring(f"{ANN}\t2020-01-01\t")
    ingestions.accept(Upload(document="policy", **upload))

    with pytest.raises(SlugTaken, match="choose another source"):
        world.bring(f"{ANN}\t2020-01-01\t", source="policy")
    with pytest.raises(SlugTaken):
        store.check_source("default", "policy")
    store.check_source("default", "people")
    store.check_source("default", "nobody")
    with pytest.raises(SlugTaken, match="source of an import"):
        ingestions.accept(Upload(document="people", **upload))
    with pytest.raises(DocumentNotFound):
        documents.document("default", "people")
    with pytest.raises(DocumentNotFound):
        ingestions.accept_withdrawal(
            Withdrawal(tenant="default", actor="local", document="people", effective_at=day("2021-01-01"), reason="x")
        )
    assert [found.document for found in documents.documents("default", limit=9, cursor=None)[0]] == ["policy"]


def test_an_import_is_no_change_of_a_document(world: World) -> None:
    world.bring(f"{ANN}\t2020-01-01\t")
    assert world.reader.changes("default", world.watermark()) == []
