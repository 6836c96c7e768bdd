"""What was answered is proven: replayed from its record, asked again of later stores, packed, and audited over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chat.messages import AnswerTurn, RecentTurn, SendMessage
from chat.store import TranscriptStore
from infra.composition import turn_answering
from infra.engine.client import EngineClient
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.audit import Grounds, Signer
from knowledge.audit.canonical import canonical
from knowledge.audit.pack_verification import verify_pack
from knowledge.time_windows import read_instant
from tests.fixtures.api import BERLIN, client_of, services_on
from tests.fixtures.embedded_library import EmbeddedLibrary

LEAVE = "# Leave Policy\n\n## Days\n\nEmployees have {days} days of leave a year.\n\nUnused days are lost in March.\n"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HOW_MANY = "How many days of leave do employees have?"


@pytest.fixture
def library(pool: Pool, engine: EngineClient) -> EmbeddedLibrary:
    library = EmbeddedLibrary(pool, engine, zone=BERLIN)
    library.put("leave", LEAVE.format(days=25), read_instant("2021-01-01", BERLIN))
    library.put("leave", LEAVE.format(days=28), read_instant("2023-01-01", BERLIN))
    return library


@pytest_asyncio.fixture
async def door(library: EmbeddedLibrary, pool: Pool, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    services = await services_on(pool, temporal_address="127.0.0.1:1", folder=tmp_path)
    signed = AnswerStore(pool, signer=Signer(KEY))
    async with client_of(replace(services, search=library.engine, answers=signed)) as client:
        yield client


async def ask(door: httpx.AsyncClient, question: str = HOW_MANY, **given: str) -> dict[str, Any]:
    reply = await door.post("/v1/ask", json={"question": question, **given})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


async def got(door: httpx.AsyncClient, path: str) -> dict[str, Any]:
    reply = await door.get(path)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def replayed(door: httpx.AsyncClient, answer: str) -> dict[str, Any]:
    reply = await door.post(f"/v1/answers/{answer}/replay")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def tamper(pool: Pool, statement: str) -> None:
    """As somebody does who owns the database: past its triggers and constraints."""
    with pool.connection() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement.encode())


async def test_an_answer_is_released_with_the_hash_of_its_record(door: httpx.AsyncClient) -> None:
    answer = await ask(door, as_of="2022-06-01", document="leave")
    shown = await got(door, f"/v1/answers/{answer['id']}")
    seal = shown.pop("seal")
    assert shown.pop("recall")["affected"] is False
    assert shown == answer
    assert seal["hash"] == answer["sealed_hash"]
    assert (seal["number"], seal["previous"]) == (1, "00" * 32)
    assert seal["public_key"] == KEY.public_key().public_bytes_raw().hex()
    assert seal["record"]["viewpoint"]["known_at"] == answer["known_at"]
    asked = seal["parts"]["question"]["content"]["asked"]
    assert (asked["text"], asked["document"], asked["zone"]) == (HOW_MANY, "leave", "Europe/Berlin")
    evidence = seal["parts"]["evidence/1"]["content"]
    assert evidence["held"]["words"] == "Employees have 25 days of leave a year."
    assert (evidence["held"]["valid_at"], evidence["held"]["retired_at"]) == ("2020-12-31T23:00:00+00:00", None)
    assert len(evidence["version_sha256"]) == 64
    assert (await got(door, "/v1/audit"))["well"]


async def test_it_is_the_same_from_its_record_and_from_the_stores_whatever_came_later(
    door: httpx.AsyncClient, library: EmbeddedLibrary
) -> None:
    answers = [
        await ask(door, as_of="2022-06-01"),
        await ask(door),
        await ask(door, "How many days of leave were there before the 2023 change?"),
        await ask(door, "How did the days of leave change from 2021 to 2024?"),
        await ask(door, "Who feeds the office cat?"),
    ]
    for days, since in ((30, "2022-01-01"), (31, "2023-01-01"), (99, "2020-01-01")):
        library.put("leave", LEAVE.format(days=days), read_instant(since, BERLIN))
    library.put("pets", "# Pets\n\nThe receptionist feeds the office cat.\n", read_instant("2020-01-01", BERLIN))
    assert (await ask(door, as_of="2022-06-01"))["answer"] == "30 days"
    for answer in answers:
        again = await replayed(door, answer["id"])
        assert (again["intact"], again["findings"]) == (True, [])
        assert canonical(again["answer"]) == canonical(answer)
        released = {name: value for name, value in answer.items() if name not in ("question", "sealed_hash")}
        assert again["output"].encode() == canonical(released)
        today = again["today"]
        assert (today["same"], today["differs"], today["reason"]) == (True, [], None)
        assert all(one["same"] for one in today["evidence"])
    retired = [one["retired_at"] for one in (await replayed(door, answers[0]["id"]))["today"]["evidence"]]
    assert any(retired)  # held then, and no more


async def test_an_answer_asked_for_a_later_instant_than_any_recorded_is_asked_again_as_known_then(
    door: httpx.AsyncClient, library: EmbeddedLibrary, pool: Pool
) -> None:
    with pool.connection() as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    answer = await ask(door, known_at=row[0].isoformat())
    assert any("Nothing was recorded after" in notice for notice in answer["notices"])
    library.put("leave", LEAVE.format(days=31), read_instant("2023-01-01", BERLIN))
    assert (await replayed(door, answer["id"]))["today"]["same"]


async def test_a_follow_up_is_asked_again_with_what_it_leant_on(
    door: httpx.AsyncClient, library: EmbeddedLibrary, pool: Pool
) -> None:
    reader, transcripts = PostgresReader(pool), TranscriptStore(pool)
    answering = turn_answering(reader, HistoryReader(pool), library.engine, lambda _: BERLIN)
    conversation = str(transcripts.create("default", "local"))
    recent: tuple[RecentTurn, ...] = ()
    for text in ("How many days of leave did employees have on 1 June 2022?", "And two years later?"):
        message = SendMessage(message_id=uuid4().hex, text=text, sent_at="2026-11-23T14:00:00+00:00")
        turn = AnswerTurn(tenant="default", conversation=conversation, message=message, recent=recent)
        answered = answering(turn, Untold())
        result = transcripts.save(
            "default", conversation, message, answered.answer, answered.turn, grounds=answered.grounds
        )
        recent = (*recent, result.turn)
    again = await replayed(door, result.answer_id)
    assert again["answer"]["answer"] == "28 days"
    assert "leave" in again["answer"]["question"]
    assert again["today"]["same"]
    assert [turn.answer["sealed_hash"] for turn in transcripts.turns("default", conversation)[0]][1] == again[
        "sealed_hash"
    ]


async def test_a_pack_verifies_without_a_server_and_with_the_key(door: httpx.AsyncClient) -> None:
    answer = await ask(door, as_of="2022-06-01")
    reply = await door.get(f"/v1/answers/{answer['id']}/pack")
    assert reply.headers["content-type"] == "application/zip"
    report = verify_pack(reply.content, key=KEY.public_key().public_bytes_raw(), expected=answer["sealed_hash"])
    assert (report.findings, report.answer) == ((), answer)
    assert (await door.get(f"/v1/answers/{answer['id']}/pack")).content == reply.content


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE answer SET record = jsonb_set(record, '{answer}', '\"99 days\"')", "answer"),
        ("UPDATE answer SET record = jsonb_set(record, '{question}', '\"How old?\"')", "answer"),
        ("UPDATE sealed_parts SET parts = jsonb_set(parts, '{output,content}', '\"{}\"')", "output"),
        ("UPDATE sealed_parts SET parts = parts - 'evidence/1'", "evidence/1"),
        ("DELETE FROM sealed_parts", "output"),
        ("DELETE FROM answer", "answer"),
        (
            "UPDATE sealed_record"
            " SET body = convert_to(replace(convert_from(body, 'UTF8'), 'extractive', 'eloquent'), 'UTF8')",
            "record",
        ),
        ("UPDATE sealed_record SET hash = sha256('')", "link"),
        ("UPDATE sealed_record SET signature = decode(repeat('00', 64), 'hex')", "signature"),
    ],
)
async def test_whoever_changes_it_in_the_database_is_found_out(
    door: httpx.AsyncClient, pool: Pool, statement: str, what: str
) -> None:
    answer = await ask(door, as_of="2022-06-01")
    with pool.connection() as connection:
        connection.execute("ALTER TABLE sealed_record DROP CONSTRAINT sealed_record_check")
    tamper(pool, statement)
    audited = await got(door, "/v1/audit")
    assert not audited["well"]
    assert (1, answer["id"], what) in {(one["number"], one["answer"], one["what"]) for one in audited["findings"]}


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_record_that_is_taken_out_of_the_chain_is_missed(
    door: httpx.AsyncClient, pool: Pool, number: int
) -> None:
    answers = [await ask(door, as_of=f"2022-0{month}-01") for month in (1, 2, 3)]
    tamper(pool, f"DELETE FROM sealed_record WHERE number = {number}")  # noqa: S608
    findings = (await got(door, "/v1/audit"))["findings"]
    told = [(one["number"], one["answer"], one["detail"]) for one in findings]
    assert (None, answers[number - 1]["id"], "it was given and has no record") in told
    if number < 3:
        assert (number + 1, answers[number]["id"], f"record {number} is missing before it") in told


async def test_records_that_change_places_are_found(door: httpx.AsyncClient, pool: Pool) -> None:
    for month in (1, 2, 3):
        await ask(door, as_of=f"2022-0{month}-01")
    tamper(pool, "UPDATE sealed_record SET number = -number WHERE number IN (2, 3)")
    tamper(pool, "UPDATE sealed_record SET number = 5 + number WHERE number < 0")
    assert {one["what"] for one in (await got(door, "/v1/audit"))["findings"]} >= {"chain"}


async def test_the_chain_is_examined_in_stretches_and_by_key(door: httpx.AsyncClient, pool: Pool) -> None:
    for month in range(1, 8):
        await ask(door, as_of=f"2022-0{month}-01")
    AnswerStore(pool).save(None, "default", "local", {"id": str(uuid4())})
    key = KEY.public_key().public_bytes_raw().hex()
    after, seen, more, findings = 0, 0, True, []
    while more:
        stretch = await got(door, f"/v1/audit?after={after}&limit=3&public_key={key}")
        after, more, seen = stretch["number"], stretch["more"], seen + stretch["records"]
        findings += stretch["findings"]
    assert (seen, after) == (8, 8)
    assert [(one["number"], one["detail"]) for one in findings] == [(8, "there is none, though a key was given")]
    assert (await got(door, "/v1/audit"))["signed"] == [
        {"public_key": key, "records": 7}, {"public_key": None, "records": 1},
    ]  # fmt: skip
    assert (await door.get("/v1/audit?after=99")).status_code == 422
    assert (await door.get("/v1/audit?public_key=ab")).status_code == 422


async def test_what_a_model_was_sent_is_sealed_and_what_it_words_is_asked_again(
    door: httpx.AsyncClient, pool: Pool
) -> None:
    answer = await ask(door, as_of="2022-06-01")
    asked = (await got(door, f"/v1/answers/{answer['id']}"))["seal"]["parts"]["question"]["content"]["asked"]
    grounds = Grounds(asked=asked, prompt={"attempts": ["..."]}, parameters={"temperature": 0.0, "seed": 7})
    held, wrong = uuid4(), uuid4()
    words = {"model": "small-model", "text": "It is 25 days, as the policy says.", "wording": "held"}
    store = AnswerStore(pool)
    store.save(None, "default", "local", {**answer, **words, "id": str(held)}, grounds)
    store.save(None, "default", "local", {**answer, **words, "id": str(wrong), "answer": "26 days"}, grounds)
    seal = (await got(door, f"/v1/answers/{held}"))["seal"]
    assert seal["parts"]["prompt"]["content"] == {"attempts": ["..."]}
    assert seal["record"]["parameters"] == {"temperature": 0, "seed": 7}
    today = (await replayed(door, str(held)))["today"]
    assert (today["same"], today["differs"], today["answer"]["answer"]) == (True, [], "25 days")
    assert "language model" in today["reason"]
    today = (await replayed(door, str(wrong)))["today"]
    assert (today["same"], [one["field"] for one in today["differs"]]) == (False, ["answer"])


async def test_an_answer_from_before_sealing_is_shown_and_nothing_proves_it(
    door: httpx.AsyncClient, pool: Pool
) -> None:
    answer = await ask(door)
    for table in ("sealed_record", "sealed_parts"):
        tamper(pool, f"DELETE FROM {table}")  # noqa: S608
    tamper(pool, "UPDATE answer SET created_at = '2025-01-01Z'")
    shown = await got(door, f"/v1/answers/{answer['id']}")
    assert (shown["answer"], shown["sealed_hash"], shown["seal"]) == (answer["answer"], None, None)
    for refused in (
        await door.post(f"/v1/answers/{answer['id']}/replay"),
        await door.get(f"/v1/answers/{answer['id']}/pack"),
    ):
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/answer-not-sealed")
    assert (await got(door, "/v1/audit"))["well"]
    assert (await door.post(f"/v1/answers/{uuid4()}/replay")).status_code == 404


async def test_no_answer_is_released_that_cannot_be_sealed(door: httpx.AsyncClient, pool: Pool) -> None:
    with pool.connection() as connection:
        connection.execute("ALTER TABLE sealed_record ADD CONSTRAINT full_disk CHECK (number < 2)")
    await ask(door)
    refused = await door.post("/v1/ask", json={"question": HOW_MANY})
    assert refused.status_code == 500
    assert "days" not in refused.text
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (1,)
        connection.execute("ALTER TABLE sealed_record DROP CONSTRAINT full_disk")
    await ask(door)
    audited = await got(door, "/v1/audit")
    assert (audited["well"], audited["number"]) == (True, 2)


async def test_the_rows_that_an_answer_rests_on_are_kept_by_row(door: httpx.AsyncClient, pool: Pool) -> None:
    answer = await ask(door, as_of="2022-06-01")
    with pool.connection() as connection:
        held = dict(connection.execute("SELECT held, cited FROM answer_evidence WHERE answer = %s", [answer["id"]]))
    assert {str(row) for row, cited in held.items() if cited} == {one["id"] for one in answer["citations"]}
    assert not all(held.values())  # the wording of other times was looked at


class Untold:
    """A turn that nobody listens to."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None
