"""The commands against a served API with a real Postgres and a real Temporal, whose worker has not come yet."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from httpx_sse import connect_sse
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed
from typer.testing import CliRunner, Result

from api.cli import app
from chat.messages import RecentTurn, SendMessage
from chat.store import TranscriptStore
from ingestion.store import IngestionStore, problem_of
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import EmptyDocument
from tests.fixtures.recorded import RecordedHistory

TEXT = "# Returns\n\nCustomers may return a product within 30 days.\n"


def asof(served: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--url", served])


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    file = tmp_path / "Returns Policy.md"
    file.write_text(TEXT)
    return file


def test_of_several_files_those_that_are_good_go_in_and_the_exit_code_tells_of_the_others(
    served: str, returns: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.md"
    empty.touch()

    ended = asof(served, "add", str(empty), str(returns), "--effective", "2024-03-01T00:00Z", "--no-wait")

    assert ended.exit_code == 1
    assert "refused  empty.md" in ended.stdout
    assert "returns-policy version 1, in force from 2024-03-01 (as given)" in " ".join(ended.stdout.split())
    assert "1 of 2 files are in, 1 refused" in ended.stdout


def test_files_of_one_document_become_its_versions_in_the_order_given(served: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.md" for name in "hgfedcba"]
    for file in files:
        file.write_text(f"# Leave\n\nStaff have {ord(file.stem)} days of leave.\n")
    told = asof(served, "add", *map(str, files), "--document", "leave", "--no-wait", "--json")
    outcomes = json.loads(told.stdout)
    assert [(Path(o["file"]).stem, o["version"]) for o in outcomes] == list(zip("hgfedcba", range(1, 9), strict=True))


def test_json_is_alone_on_stdout(served: str, returns: Path) -> None:
    outcomes = json.loads(asof(served, "add", str(returns), "--document", "returns", "--no-wait", "--json").stdout)
    assert [(o["document"], o["version"], o["error"]) for o in outcomes] == [("returns", 1, None)]
    assert json.loads(asof(served, "documents", "--json").stdout)["documents"][0]["document"] == "returns"
    shown = json.loads(asof(served, "show", "returns", "1", "--json").stdout)
    assert shown["uploaded_text"] == TEXT


def test_the_same_upload_again_is_told_as_known(served: str, returns: Path) -> None:
    add = ("add", str(returns), "--effective", "2024-03-01", "--no-wait")
    asof(served, *add)
    assert "known" in asof(served, *add).stdout


def test_add_follows_an_upload_until_it_is_refused_and_tells_why(served: str, pool: Pool, returns: Path) -> None:
    store = IngestionStore(pool)
    with ThreadPoolExecutor(1) as beside:
        adding = beside.submit(asof, served, "add", str(returns))
        store.refuse(_ingestion(store), problem_of(EmptyDocument("it is a scan without text")))
        ended = adding.result(timeout=60)
    assert ended.exit_code == 1
    assert "The file holds no text: it is a scan without text" in ended.stdout


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.02), retry=retry_if_exception_type(IndexError))
def _ingestion(store: IngestionStore) -> str:
    return store.unfinished()[0][1].ingestion_id


def test_a_problem_is_one_line_with_its_way_out_and_no_traceback(served: str) -> None:
    ended = asof(served, "show", "nothing")
    assert ended.exit_code == 1
    assert ended.stderr == "asof: No such document: there is no document 'nothing'\n"


def test_facts_are_a_table_of_objects_and_windows(served: str, pool: Pool) -> None:
    with pool.connection() as connection:
        history = RecordedHistory(connection)
        document = history.document("refunds")
        version = history.version(document, 1, effective="2023-01-01", recorded="2023-07-01")
        fact = history.fact_content(document, "30 days")
        history.say_fact(version, fact, 0, 30)
        history.record_fact(fact, valid="[2023-01-01,2023-06-01)", recorded="[2023-07-01,)", cause=version)

    told = asof(served, "facts", "--as-of", "2023-05-01").stdout

    assert "30 days" in told
    assert "2023-01-01 to" in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_triples_are_imported_and_bad_lines_told(served: str, tmp_path: Path) -> None:
    file = tmp_path / "people.tsv"
    file.write_text(
        "subject\tpredicate\tobject\tvalid_from\tvalid_to\n"
        "Ann\tlives in\tParis\t2020-01-01\t2021-01-01\n"
        "Ann\tlives in\tRome\t2021-01-01\t2020-01-01\n"
    )
    add = ("facts", "import", str(file), "--source", "people")

    ended = asof(served, *add)
    assert ended.exit_code == 1
    assert "line 3  valid_to 2020-01-01 is not after valid_from 2021-01-01" in ended.stdout
    assert "1 of 2 triples are new in people, 0 were there already, 1 were rejected" in " ".join(ended.stdout.split())

    file.write_text("\n".join(file.read_text().splitlines()[:2]))
    again = CliRunner().invoke(app, ["facts", "--url", served, "--json", *add[1:]])
    told = json.loads(again.stdout)
    assert (again.exit_code, told["imported"], told["already_there"]) == (0, 0, 1)
    assert "Paris" in asof(served, "facts", "--as-of", "2020-06-01", "--subject", "ann").stdout
    assert json.loads(asof(served, "facts", "--as-of", "2021-06-01", "--json").stdout)["facts"] == []


def test_imports_are_listed_with_their_counts(served: str, tmp_path: Path) -> None:
    assert "No imports yet" in asof(served, "facts", "imports").stdout
    file = tmp_path / "people.jsonl"
    file.write_text('{"subject": "Ann", "predicate": "lives in", "object": "Rome"}\nnothing\n')
    asof(served, "facts", "import", str(file), "--source", "people", "--reason", "first load")

    told = asof(served, "facts", "imports").stdout
    assert told.startswith("people v1  jsonl, ")
    assert "by local  first load" in told
    assert "2 lines: 1 new, 0 there already, 1 rejected" in told
    assert all(len(line) <= 80 for line in told.splitlines())
    (run,) = json.loads(asof(served, "facts", "imports", "--source", "people", "--json").stdout)["imports"]
    assert run["counts"] == {"lines": 2, "imported": 1, "already_there": 0, "rejected": 1}


def test_a_large_file_without_its_header_is_told_so(served: str, tmp_path: Path) -> None:
    file = tmp_path / "people.tsv"
    file.write_text("Ann\tlives in\tParis\t\t\n" * 1_000_000)
    ended = asof(served, "facts", "import", str(file), "--source", "people")
    assert ended.exit_code == 1
    assert "the first line must name the columns" in ended.stderr


def test_a_file_of_another_kind_is_not_sent(served: str, returns: Path) -> None:
    ended = asof(served, "facts", "import", str(returns), "--source", "people")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ".tsv" in ended.stderr


def test_events_follow_an_ingestion_to_its_end(served: str, pool: Pool) -> None:
    store = IngestionStore(pool)
    uploaded = httpx.post(
        f"{served}/v1/documents", data={"document": "returns"}, files={"file": ("returns.md", TEXT)}
    ).json()

    told = []
    with (
        httpx.Client(timeout=30) as client,
        connect_sse(client, "GET", f"{served}{uploaded['location']}/events") as events,
    ):
        for event in events.iter_sse():
            told.append((event.event, event.json()["stage"]))
            if len(told) == 1:
                store.stage(uploaded["ingestion_id"], "embed", total=3)
            elif len(told) == 2:
                store.refuse(uploaded["ingestion_id"], problem_of(EmptyDocument("returns.md holds no text")))
    assert told == [("progress", "queued"), ("progress", "embed"), ("failed", "embed")]

    ended = httpx.get(f"{served}{uploaded['location']}").json()
    assert ended["error"] == {
        "type": "/problems/empty-document",
        "title": "The file holds no text",
        "status": 422,
        "detail": "returns.md holds no text",
    }


def test_one_key_makes_one_upload_though_each_form_has_its_own_boundary(served: str, pool: Pool) -> None:
    def send(text: str) -> httpx.Response:
        return httpx.post(
            f"{served}/v1/documents",
            data={"document": "returns"},
            files={"file": ("returns.md", text)},
            headers={"Idempotency-Key": "one-upload"},
        )

    first, again, other = send(TEXT), send(TEXT), send(TEXT + "More.\n")

    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["type"] == "/problems/idempotency-conflict"


def test_a_message_that_nobody_answers_yet_is_accepted_under_its_id(served: str) -> None:
    opened = httpx.post(f"{served}/v1/conversations", json={"title": "Returns"}).json()
    reply = httpx.post(
        f"{served}{opened['location']}/messages", json={"text": "How long?", "message_id": "m-1"}, timeout=30
    )
    assert reply.status_code == 202
    assert reply.json() == {
        "message_id": "m-1",
        "status": "accepted",
        "location": opened["location"],
        "stream": f"{opened['location']}/stream?after=0",
    }


def test_a_key_whose_message_was_only_accepted_gets_the_answer_once_it_is_there(served: str, pool: Pool) -> None:
    opened = httpx.post(f"{served}/v1/conversations").json()

    def send() -> httpx.Response:
        asked = {"text": "How long?"}
        headers = {"Idempotency-Key": "one-message"}
        return httpx.post(f"{served}{opened['location']}/messages", json=asked, headers=headers, timeout=30)

    accepted = send()
    assert accepted.status_code == 202
    message_id = accepted.json()["message_id"]
    message = SendMessage(message_id=message_id, text="How long?", sent_at="2026-11-23T14:00:00+00:00")
    turn = RecentTurn(question="How long?", answer="30 days", as_of=message.sent_at, time_source="now", document=None)
    answer = {"id": "6a7cf3a6-8f1f-4f2e-8d0e-7b7a2b1c9d10", "answer": "30 days"}
    TranscriptStore(pool).save("default", opened["id"], message, answer, turn)
    released = AnswerStore(pool).get("default", UUID(answer["id"]))

    answered, again = send(), send()

    beside = {"message_id": message_id, "asked": None, "may_ask": None}
    assert (answered.status_code, answered.json()) == (200, {**released, **beside})
    assert "idempotency-replayed" not in answered.headers
    assert again.json() == answered.json()
    assert again.headers["idempotency-replayed"] == "true"


def test_a_stored_answer_is_given_as_it_was_sealed(served: str, pool: Pool) -> None:
    record = {"id": "6a7cf3a6-8f1f-4f2e-8d0e-7b7a2b1c9d10", "text": "30 days", "a_later_field": [1]}
    released = AnswerStore(pool).save(None, "default", "local", record)
    assert released == {**record, "sealed_hash": released["sealed_hash"]}
    shown = httpx.get(f"{served}/v1/answers/{UUID(record['id'])}").json()
    assert shown == {**released, "seal": shown["seal"], "recall": shown["recall"]}
    assert shown["seal"]["hash"] == released["sealed_hash"]
