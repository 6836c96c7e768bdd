"""One chain a tenant, whoever seals at the same time, and wherever a process dies; what is erased leaves it whole."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb
from temporalio.client import Client

from chat.deletion.store import DeletionStore
from chat.messages import RecentTurn, SendMessage
from chat.store import TranscriptStore
from ingestion.erasure.redaction import note
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.migrate import known_migrations, migrate
from knowledge.adapters.postgres.pool import Pool, open_pool
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.sealed import Audited, SealedStore
from knowledge.audit import Considered, Grounds, verify_sealed
from knowledge.audit.pack import pack
from knowledge.audit.pack_verification import verify_pack
from tests.fixtures.erasing import Eraser, found_in_postgres
from tests.fixtures.publishing import System
from tests.integration.sealing_process import CHECKPOINTS, SENT_AT

SECRET = "bonus XYZZY-SENTINEL of Ann Lee is 41 gold coins a year"


def examined(pool: Pool, tenant: str = "default") -> Audited:
    return SealedStore(pool).examine(tenant, after=0, limit=10_000)


def answered_by_a_process(dsn: str, conversation: str, first: int, last: int, checkpoint: str = "none") -> int:
    command = [sys.executable, "-m", "tests.integration.sealing_process", dsn, conversation, str(first), str(last)]
    return subprocess.run([*command, checkpoint], check=False).returncode


def count(pool: Pool, table: str) -> int:
    with pool.connection() as connection:
        row = connection.execute(
            psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_processes_that_seal_at_once_keep_one_chain(database: str, pool: Pool) -> None:
    transcripts = TranscriptStore(pool)
    conversations = [str(transcripts.create("default", "local")) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        ended = threads.map(lambda conversation: answered_by_a_process(database, conversation, 1, 60), conversations)
        assert [*ended] == [0, 0, 0]
    audited = examined(pool)
    assert (audited.records, audited.number, audited.findings) == (180, 180, ())


def test_a_tenants_chain_is_its_own(pool: Pool) -> None:
    with pool.connection() as connection:
        connection.execute("INSERT INTO tenant (name) VALUES ('other')")
    answers = AnswerStore(pool)
    for tenant in ("default", "other", "default"):
        answers.save(None, tenant, "local", {"id": str(uuid4())})
    assert [(examined(pool, tenant).number, examined(pool, tenant).findings) for tenant in ("default", "other")] == [
        (2, ()), (1, ()),
    ]  # fmt: skip


@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_a_kill_leaves_neither_an_answer_without_record_nor_a_gap(database: str, pool: Pool, checkpoint: str) -> None:
    conversation = str(TranscriptStore(pool).create("default", "local"))
    assert answered_by_a_process(database, conversation, 1, 3, checkpoint) == -9
    kept = 3 if checkpoint == "committed" else 2
    assert [count(pool, table) for table in ("answer", "turn", "sealed_record", "sealed_parts")] == [kept] * 4
    assert answered_by_a_process(database, conversation, 1, 5) == 0
    audited = examined(pool)
    assert (audited.records, audited.number, audited.findings) == (5, 5, ())


def test_an_attempt_that_comes_again_seals_nothing_twice(pool: Pool) -> None:
    transcripts = TranscriptStore(pool)
    conversation = str(transcripts.create("default", "local"))
    message = SendMessage(message_id="m", text="how long?", sent_at=SENT_AT)
    turn = RecentTurn(question="how long?", answer="x", as_of=SENT_AT, time_source="now", document=None)
    with ThreadPoolExecutor(4) as threads:
        for _ in range(8):
            threads.submit(
                transcripts.save, "default", conversation, message, {"id": str(uuid4()), "text": "x"}, turn
            ).result()
    assert [count(pool, table) for table in ("answer", "sealed_record")] == [1, 1]


def answer_citing(pool: Pool, fact: UUID, quote: str, recent: str = "") -> UUID:
    answer = uuid4()
    cited = {"kind": "fact", "id": str(fact), "quote": quote, "document": "leave", "version": 1}
    record = {
        "id": str(answer), "question": "How much?", "status": "answered", "answer": quote, "text": f"It says: {quote}",
        "citations": [cited], "claims": [{"text": quote, "citations": [str(fact)]}],
        "coverage": [], "notices": [], "as_of": "2024-01-01", "known_at": "2024-01-01",
    }  # fmt: skip
    grounds = Grounds(
        asked={"text": "How much?"}, recent=[{"answer": recent}], considered=[Considered("fact", fact)],
        prompt={"attempts": [quote]},
    )  # fmt: skip
    AnswerStore(pool).save(None, "default", "local", record, grounds)
    return answer


def facts(pool: Pool) -> dict[str, UUID]:
    with pool.connection() as connection:
        rows = connection.execute(
            "SELECT c.quote, f.id FROM fact f JOIN fact_content c ON c.id = f.content WHERE upper_inf(recorded)"
        ).fetchall()
    return dict(rows)


async def test_of_what_is_erased_no_word_is_left_and_the_chain_verifies(system: System, temporal: Client) -> None:
    pool, eraser = system.pool, Eraser(system, temporal)
    system.ingest(system.accept(f"{SECRET}\nnotice 10 days", 0))
    stated = facts(pool)
    citing, other = (
        answer_citing(pool, stated[SECRET], SECRET),
        answer_citing(pool, stated["notice 10 days"], "10 days"),
    )
    store = SealedStore(pool)
    hash_ = store.of_answer("default", citing).sealed.hash
    assert "sealed_parts.parts (jsonb)" in found_in_postgres(pool, "XYZZY")

    erasure = await eraser.erase(fact=stated[SECRET])

    assert found_in_postgres(pool, "XYZZY") == set()
    audited = examined(pool)
    assert (audited.records, audited.findings) == (2, ())
    assert audited.erased == 3
    left = store.of_answer("default", citing).sealed
    assert (left.hash, verify_sealed(left)) == (hash_, [])
    assert set(left.erased.values()) == {note(erasure.id)}
    assert set(left.erased) == {"output", "evidence/1", "prompt"}
    report = verify_pack(pack(left), expected=hash_.hex())
    assert (report.findings, report.answer, set(report.erased)) == ((), None, {"output", "evidence/1", "prompt"})
    assert store.of_answer("default", other).sealed.erased == {}


async def test_words_of_it_that_an_answer_does_not_cite_go_too(system: System, temporal: Client) -> None:
    """A note of another time, and a passage that a model was shown: the answer cites neither."""
    pool = system.pool
    system.ingest(system.accept(f"{SECRET}\nnotice 10 days", 0))
    told, shown = uuid4(), uuid4()
    record = {"question": "How much?", "citations": [], "notices": [], "as_of": "2024-01-01"}
    noted = {**record, "id": str(told), "text": "It is not stated.", "coverage": [f"It said until then: “{SECRET}”."]}
    AnswerStore(pool).save(None, "default", "local", noted)
    plain = {**record, "id": str(shown), "text": "ten days", "coverage": []}
    prompt = {"attempts": [{"prompt": {"messages": [f"[1] {SECRET}"]}}]}
    grounds = Grounds(asked={"text": "How much?"}, prompt=prompt)
    AnswerStore(pool).save(None, "default", "local", plain, grounds)

    erasure = await Eraser(system, temporal).erase(fact=facts(pool)[SECRET])

    assert found_in_postgres(pool, "XYZZY") == set()
    assert examined(pool).findings == ()
    store = SealedStore(pool)
    assert store.of_answer("default", told).sealed.erased == {"output": note(erasure.id)}
    assert store.of_answer("default", shown).sealed.erased == {"prompt": note(erasure.id)}


async def test_what_later_turns_leant_on_goes_with_the_turn_that_is_erased(system: System, temporal: Client) -> None:
    pool, transcripts = system.pool, TranscriptStore(system.pool)
    system.ingest(system.accept(f"{SECRET}\nnotice 10 days", 0))
    fact = facts(pool)[SECRET]
    conversation = str(transcripts.create("default", "local"))
    recent: list[dict[str, object]] = []
    for number, said in enumerate((SECRET, "ten days", "ten days more")):
        cited = [{"kind": "fact", "id": str(fact), "quote": SECRET, "document": "leave", "version": 1}]
        answer = {"id": str(uuid4()), "question": "How much?", "text": said, "citations": cited if number == 0 else []}
        message = SendMessage(message_id=str(number), text="How much?", sent_at=SENT_AT)
        turn = RecentTurn(question="How much?", answer=said, as_of=SENT_AT, time_source="now", document=None)
        grounds = Grounds(asked={"text": "How much?"}, recent=[*recent])
        transcripts.save("default", conversation, message, answer, turn, grounds=grounds)
        recent.append({"question": "How much?", "answer": said})
    await Eraser(system, temporal).erase()
    assert found_in_postgres(pool, "XYZZY") == set()
    assert examined(pool).findings == ()


def test_a_deleted_conversation_leaves_its_links(pool: Pool) -> None:
    transcripts = TranscriptStore(pool)
    conversation = str(transcripts.create("default", "local"))
    for number in range(3):
        message = SendMessage(message_id=str(number), text="XYZZY?", sent_at=SENT_AT)
        turn = RecentTurn(question="XYZZY?", answer="x", as_of=SENT_AT, time_source="now", document=None)
        grounds = Grounds(asked={"text": "XYZZY?"}, recent=[{"question": "XYZZY"}], prompt=["XYZZY"])
        answer = {"id": str(uuid4()), "question": "XYZZY?", "text": "XYZZY", "citations": []}
        transcripts.save("default", conversation, message, answer, turn, grounds=grounds)
    DeletionStore(pool).delete("default", conversation, "local")
    assert found_in_postgres(pool, "XYZZY") == set()
    audited = examined(pool)
    assert (audited.records, audited.findings, audited.erased) == (3, (), 12)


def test_answers_from_before_have_their_evidence_and_no_seal(empty_database: str) -> None:
    fact, passage = uuid4(), uuid4()
    with psycopg.connect(empty_database) as connection:
        connection.execute(sql("create_migration_table"))
        for migration in (one for one in known_migrations() if one.number < 16):
            connection.execute(migration.statements.encode())
            names = {"number": migration.number, "name": migration.name, "digest": migration.digest}
            connection.execute(sql("record_migration"), names)
        connection.execute("INSERT INTO tenant (name) VALUES ('default')")
        cited = [{"kind": "fact", "id": str(fact)}, {"kind": "passage", "id": str(passage)}]
        for record in ({"citations": [*cited, cited[0]]}, {}):
            connection.execute(
                "INSERT INTO answer (id, tenant, record, actor) VALUES (gen_random_uuid(), 'default', %s, 'mo')",
                [Jsonb(record)],
            )
    migrate(empty_database)
    with open_pool(empty_database) as pool:
        with pool.connection() as connection:
            held = connection.execute("SELECT held, kind, cited FROM answer_evidence").fetchall()
        assert sorted(held) == sorted([(fact, "fact", True), (passage, "passage", True)])
        AnswerStore(pool).save(None, "default", "local", {"id": str(uuid4())})
        audited = examined(pool)
        assert (audited.records, audited.findings) == (1, ())
