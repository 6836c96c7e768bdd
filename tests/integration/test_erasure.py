"""What is erased is nowhere any more, everything else is as it was, and a tombstone tells."""

import asyncio
import datetime as dt
import threading
from collections.abc import Sequence
from uuid import UUID, uuid4

import psycopg.sql
import pytest
from psycopg.types.json import Jsonb
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from ingestion.activities import IngestionActivities
from ingestion.documents import DocumentStore
from ingestion.erasure.redaction import note
from ingestion.erasure.requests import Cleared, Erasure
from ingestion.messages import IngestVersion
from ingestion.uploads import Withdrawal
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import DocumentErased, EvidenceErased, FactNotFound, InvalidRequest, VersionNotFound
from knowledge.passages import EmbeddedText
from knowledge.ports import FactQuery, PassageVectors
from knowledge.time_windows import Viewpoint
from tests.fixtures.erasing import Eraser, found_in_postgres, request
from tests.fixtures.publishing import DAY, GENERATION, START, System
from tests.fixtures.reviewing import Reviewer, hold_back, review
from tests.integration.killed_ingestion import LengthEmbedder

SENTINEL = "XYZZY-SENTINEL"
SECRET = f"bonus {SENTINEL} of Ann Lee is 41 gold coins a year"
KEPT = "notice 10 days before the end of a month"


@pytest.fixture
def eraser(system: System, temporal: Client) -> Eraser:
    return Eraser(system, temporal)


def ingest(system: System, *texts: str) -> None:
    for day, text in enumerate(texts):
        system.ingest(system.accept(text, 10 * day))


def fact_saying(system: System, quote: str) -> UUID:
    with system.pool.connection() as connection:
        row = connection.execute(
            "SELECT f.id FROM fact f JOIN fact_content c ON c.id = f.content WHERE quote = %s AND upper_inf(recorded)",
            [quote],
        ).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def said(system: System, day: int, known_at: dt.datetime | None = None) -> set[str]:
    reader = PostgresReader(system.pool)
    known_at = known_at or reader.watermark("default")
    viewpoint = Viewpoint(tenant="default", as_of=START + day * DAY, known_at=known_at)
    return {fact.source.quote for fact in reader.facts(viewpoint, FactQuery())[0]}


def answer_citing(
    system: System, fact: UUID, quote: str, *, version: int = 1, document: str = "leave"
) -> tuple[UUID, dict[str, object]]:
    answer = uuid4()
    cited = {"kind": "fact", "id": str(fact), "quote": quote, "document": document, "version": version}
    record = {
        "id": str(answer), "question": "How much?", "status": "answered", "answer": quote, "text": f"It says: {quote}",
        "citations": [cited], "coverage": [f"First stated: {quote}"], "notices": [], "as_of": "2024-01-01",
    }  # fmt: skip
    AnswerStore(system.pool).save(None, "default", "local", record)
    return answer, record


def rows_of(system: System, tenant: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a tenant in every table that names one."""
    with system.pool.connection() as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant'"
        ).fetchall()
        return {
            table: connection.execute(
                psycopg.sql.SQL("SELECT t::text FROM {} t WHERE tenant = %s ORDER BY 1").format(
                    psycopg.sql.Identifier(table)
                ),
                [tenant],
            ).fetchall()
            for (table,) in tables
        }


async def test_of_an_erased_document_nothing_is_left_and_another_tenant_is_untouched(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, f"{SECRET}\n{KEPT}", f"{KEPT}\ncarry none")
    other = system.accept(f"{KEPT}\nsick pay is 80%", 0, tenant="other")
    system.ingest(other)
    answer_citing(system, fact_saying(system, SECRET), SECRET)
    with system.pool.connection() as connection:
        connection.execute("UPDATE ingestion SET error = %s WHERE tenant = 'default'", [Jsonb({"detail": SECRET})])
        connection.execute("ANALYZE")  # the planner keeps samples of what it saw
    held = found_in_postgres(system.pool, SENTINEL)
    assert {"version.content (bytea)", "fact_content.words (tsvector)", "pg_stats of fact_content.quote"} <= held
    untouched = rows_of(system, "other")
    points = system.index.count(GENERATION)

    erasure = await eraser.erase()

    assert found_in_postgres(system.pool, SENTINEL) == set()
    left = {table for table, rows in rows_of(system, "default").items() if rows}
    # Of ids and numbers alone: an event and its recall, a link of the chain, and which rows an answer rested on.
    assert left == {"document", "erasure", "answer", "answer_evidence", "sealed_record", "event", "recall", "rule"}
    assert rows_of(system, "other") == untouched
    assert (points, system.index.count(GENERATION)) == (6, 2)
    assert (erasure.status, erasure.report["uploads"], erasure.report["points"]) == ("done", 2, 4)


async def test_an_erased_slug_stays_reserved_and_says_why(eraser: Eraser) -> None:
    ingest(eraser.system, SECRET)
    erasure = eraser.accept()
    for refused in (
        lambda: eraser.system.accept(KEPT, 50),
        lambda: DocumentStore(eraser.system.pool).document("default", "leave"),
        lambda: eraser.accept(version=1),
    ):
        with pytest.raises(DocumentErased, match=str(erasure.id)):
            refused()
    assert eraser.accept() == erasure


async def test_an_erased_version_is_gone_from_every_belief_and_what_others_say_stays(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, f"{KEPT}\ncarry none", f"{KEPT}\n{SECRET}", f"{KEPT}\nsick pay is 80%")
    believed = PostgresReader(system.pool).watermark("default")
    assert said(system, 15) == {KEPT, SECRET}

    erasure = await eraser.erase(version=2)

    assert found_in_postgres(system.pool, SENTINEL) == set()
    assert said(system, 5) == said(system, 15) == {KEPT, "carry none"}
    assert said(system, 25) == said(system, 25, believed) == {KEPT, "sick pay is 80%"}
    assert said(system, 15, believed) == set()  # it spoke then, and says nothing any more
    shown = DocumentStore(system.pool).version("default", "leave", 2)
    assert (shown.content, shown.parsed_text, shown.metadata) == (None, None, {})
    assert shown.summary.reason == note(erasure.id)
    assert erasure.digests == (shown.summary.content_hash,)


async def test_a_row_that_stood_only_because_of_the_erased_version_goes(eraser: Eraser) -> None:
    system = eraser.system
    system.ingest(system.accept(KEPT, 10))
    early = PostgresReader(system.pool).watermark("default")
    system.ingest(system.accept(KEPT, 0))
    await eraser.erase(version=1)
    assert said(system, 15) == {KEPT}
    with system.pool.connection() as connection:
        rows = connection.execute("SELECT count(*) FROM fact WHERE recorded @> %s::timestamptz", [early]).fetchone()
    assert rows == (0,)


@pytest.mark.parametrize("version", [2, None])
async def test_a_change_under_review_goes_with_its_version_or_document(eraser: Eraser, version: int | None) -> None:
    """With the reasons of decisions; its workflow ends, and the one that is started again finds nothing to wait for."""
    system = eraser.system
    hold_back(system)
    ingest(system, KEPT, SECRET)
    reviewer = Reviewer(system)
    (waiting,) = reviewer.waiting()
    reviewer.accept(waiting.id, "approve", reason=f"it says {SECRET}")
    assert found_in_postgres(system.pool, SENTINEL) >= {"invalidation_decision.reason (text)"}

    erasure = await eraser.erase(version=version)

    assert found_in_postgres(system.pool, SENTINEL) == set()
    assert erasure.report["invalidations"] == 1
    assert reviewer.waiting() == []
    assert reviewer.decisions.unfinished() == []
    assert reviewer.decisions.standing(review(waiting.id)).waits is False
    if version is not None:
        assert said(system, 15) == {KEPT}


async def test_an_upload_that_waits_is_erased_before_it_was_ever_published(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, KEPT)
    waiting = system.accept(SECRET, 20)
    system.prepare(waiting)
    await eraser.erase(version=2)
    assert found_in_postgres(system.pool, SENTINEL) == set()
    assert said(system, 25) == {KEPT}
    with pytest.raises(VersionNotFound):
        system.prepare(waiting)
    with pytest.raises(VersionNotFound):
        system.publish(waiting)


def test_only_what_holds_a_text_and_stands_there_can_be_erased(eraser: Eraser) -> None:
    ingest(eraser.system, KEPT)
    eraser.system.ingest(
        eraser.system.store.accept_withdrawal(
            Withdrawal(tenant="default", actor="local", document="leave", effective_at=START + 9 * DAY, reason="over")
        )
    )
    with pytest.raises(InvalidRequest, match="withdrawal"):
        eraser.accept(version=2)
    with pytest.raises(VersionNotFound):
        eraser.accept(version=3)
    with pytest.raises(FactNotFound):
        eraser.accept(fact=uuid4())


async def test_of_an_answer_that_cites_it_only_the_words_go(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, f"{SECRET}\n{KEPT}")
    citing, record = answer_citing(system, fact_saying(system, SECRET), SECRET)
    quoting, other = answer_citing(system, fact_saying(system, KEPT), KEPT)
    erasure = await eraser.erase(fact=fact_saying(system, SECRET))
    answers = AnswerStore(system.pool)
    left = answers.get("default", citing)
    assert {name: left[name] for name in ("id", "question", "status", "as_of")}.items() <= record.items()
    assert (left["answer"], left["citations"], left["text"]) == (None, [], note(erasure.id))
    assert answers.get("default", quoting).items() >= other.items()


async def test_an_answer_on_its_way_while_its_evidence_is_erased_is_not_kept(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, SECRET)
    fact = fact_saying(system, SECRET)
    await eraser.erase()
    with pytest.raises(EvidenceErased):
        answer_citing(system, fact, SECRET)
    assert found_in_postgres(system.pool, SENTINEL) == set()


@pytest.mark.parametrize("what", ["document", "version", "fact"])
async def test_a_rehearsal_tells_what_will_be_cleared_and_changes_nothing(eraser: Eraser, what: str) -> None:
    system = eraser.system
    ingest(system, f"{KEPT}\n{SECRET}", f"{SECRET}\ncarry none", "sick pay is 80%")
    fact = fact_saying(system, SECRET)
    answer_citing(system, fact, SECRET, version=2)
    asked = request(version=2 if what == "version" else None, fact=fact if what == "fact" else None)
    before = rows_of(system, "default")
    rehearsed = eraser.store.rehearse(asked)
    assert rows_of(system, "default") == before
    assert isinstance(rehearsed, Cleared)
    erasure = await eraser.carry_out(eraser.store.accept(asked))
    assert rehearsed.counts.items() <= {**erasure.report, "conversation_histories": 0}.items()
    assert eraser.store.rehearse(asked) == erasure


async def test_who_reads_meanwhile_sees_it_whole_or_gone(eraser: Eraser) -> None:
    system = eraser.system
    lines = {f"line{number} stands with {SECRET}" for number in range(40)}
    ingest(system, "\n".join(sorted(lines)))
    known_at = PostgresReader(system.pool).watermark("default")
    seen: list[set[str]] = [said(system, 5, known_at)]
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            seen.append(said(system, 5, known_at))

    reading = threading.Thread(target=read)
    reading.start()
    await eraser.erase()
    over.set()
    reading.join()
    seen.append(said(system, 5, known_at))
    assert {frozenset(each) for each in seen} == {frozenset(lines), frozenset()}


async def test_an_embedding_that_comes_late_is_not_kept(eraser: Eraser) -> None:
    """Its attempt had read the texts, and was embedding them, when they were erased."""
    system = eraser.system
    late = system.accept(SECRET, 0)
    system.preparation.prepare(late.version_id, stage=lambda _: None)
    erasing = asyncio.get_running_loop()

    class Slow(LengthEmbedder):
        def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
            asyncio.run_coroutine_threadsafe(eraser.erase(), erasing).result()
            return super().embed_passages(texts)

    embedding = IngestionActivities(system.pool, system.store, system.preparation, system.publication, Slow())
    message = IngestVersion(
        tenant="default", document="leave", version_id=late.version_id, ingestion_id=str(late.ingestion_id)
    )
    with pytest.raises(ApplicationError, match="erased or refused meanwhile"):
        await asyncio.to_thread(ActivityEnvironment().run, embedding.embed, message)
    with system.pool.connection() as connection:
        assert connection.execute("SELECT 1 FROM embedding").fetchall() == []


async def test_a_part_of_a_document_that_is_erased_whole_meanwhile_ends_too(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, SECRET, KEPT)
    parts = [eraser.accept(version=1), eraser.accept(fact=fact_saying(system, SECRET))]
    whole = eraser.accept()
    assert (await eraser.carry_out(parts[0])).status == "done"
    assert (await eraser.carry_out(whole)).status == "done"
    assert (await eraser.carry_out(parts[1])).status == "done"
    assert found_in_postgres(system.pool, SENTINEL) == set()


async def test_a_fact_waits_for_uploads_that_nobody_has_read_yet(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, SECRET)
    waiting = system.accept(f"{SECRET}\n{KEPT}", 10)
    erasure = eraser.accept(fact=fact_saying(system, SECRET))
    with pytest.raises(ApplicationError, match="version 2 of 'leave' is not read yet"):
        await eraser.carry_out(erasure)
    system.ingest(waiting)
    await eraser.carry_out(erasure)
    assert found_in_postgres(system.pool, SENTINEL) == set()
    assert said(system, 15) == {KEPT}


async def test_tables_that_have_become_empty_leave_no_samples_with_the_planner(eraser: Eraser) -> None:
    ingest(eraser.system, SECRET, f"{SECRET}\n{KEPT}")
    with eraser.system.pool.connection() as connection:
        connection.execute("ANALYZE")
    assert "pg_stats of fact_content.quote" in found_in_postgres(eraser.system.pool, SENTINEL)
    await eraser.erase()
    assert found_in_postgres(eraser.system.pool, SENTINEL) == set()


async def test_an_answer_that_is_being_kept_when_its_evidence_goes_is_redacted(eraser: Eraser) -> None:
    system = eraser.system
    ingest(system, SECRET)
    record = {
        "id": str(uuid4()), "text": SECRET,
        "citations": [{"kind": "fact", "id": str(fact_saying(system, SECRET)), "document": "leave", "version": 1}],
    }  # fmt: skip
    with system.pool.connection() as keeping:
        AnswerStore(system.pool).save(keeping, "default", "local", record)
        erasing = asyncio.create_task(asyncio.to_thread(erase_rows, eraser, eraser.accept()))
        while not erasing.done() and not waits_for_answers(system):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await erasing
    assert found_in_postgres(system.pool, SENTINEL) == set()


def erase_rows(eraser: Eraser, erasure: Erasure) -> None:
    ActivityEnvironment().run(eraser.activities().clear_rows, erasure.message)


def waits_for_answers(system: System) -> bool:
    with system.pool.connection() as connection:
        query = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return connection.execute(query).fetchone() is not None
