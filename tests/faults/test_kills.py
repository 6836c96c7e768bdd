"""Each part killed with SIGKILL while versions are ingested and a message is answered: nothing lost, nothing twice."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from uuid import uuid4

import httpx
import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.fixtures.stack import PARTS, Stack, eventually, stack_folder

VERSIONS = 6
DOCUMENTS = 3

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with stack_folder() as folder:
        started = Stack(folder / "faults").up()
        yield started
        started.asof("down")


class Person:
    """Uploads and asks as a careful client does: what was not acknowledged is sent again, the same."""

    def __init__(self, stack: Stack, prefix: str) -> None:
        self.stack = stack
        self.prefix = prefix
        self.acknowledged: list[str] = []
        self.first_acknowledged = threading.Event()

    @retry(
        retry=retry_if_exception_type((httpx.TransportError, httpx.HTTPStatusError)),
        wait=wait_fixed(0.2),
        stop=stop_after_delay(120),
        reraise=True,
    )
    def call(self, method: str, path: str, **arguments: object) -> httpx.Response:
        """Raises at once for a refusal of what was sent; outages are waited out."""
        reply = httpx.request(method, self.stack.url + path, timeout=60, **arguments)  # type: ignore[arg-type]
        if reply.status_code >= 500:
            reply.raise_for_status()
        assert reply.is_success, reply.text
        return reply

    def document(self, number: int) -> str:
        return f"{self.prefix}-{number}"

    def upload(self, document: int) -> None:
        for version in range(1, VERSIONS + 1):
            text = (
                f"# Leave {document}\n\n## Notice\n\nTeam {document} gives notice within {version * 10} days.\n\n"
                + (f"## Carry\n\nTeam {document} carries over {version} days of version {version}.\n")
            )
            reply = self.call(
                "POST",
                "/v1/documents",
                files={"file": ("leave.md", text.encode())},
                data={"document": self.document(document), "effective_at": f"202{version}-01-01"},
            )
            self.acknowledged.append(reply.json()["ingestion_id"])
            self.first_acknowledged.set()

    def ask(self, conversation: str, message_id: str) -> None:
        body = {
            "text": "Within how many days does team 1 give notice?",
            "message_id": message_id,
            "as_of": "2021-06-01",
        }
        self.call("POST", f"/v1/conversations/{conversation}/messages", json=body)


@contextmanager
def held_still(stack: Stack) -> Iterator[None]:
    """Holds the engine, so that the turn is in its middle for as long as this lasts."""
    engine = _pid(stack, "engine")
    os.kill(engine, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it was the one that was killed
            os.kill(engine, signal.SIGCONT)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(stack: Stack, part: str) -> None:
    eventually(stack.is_ready)
    person = Person(stack, f"kill-{part}")
    conversation = person.call("POST", "/v1/conversations", json={}).json()["id"]
    messages = [str(uuid4()) for _ in range(3)]
    with ThreadPoolExecutor(DOCUMENTS + 1) as threads:
        work = [threads.submit(person.upload, number) for number in range(1, DOCUMENTS + 1)]
        person.first_acknowledged.wait(60)
        with held_still(stack):
            work += [threads.submit(lambda: [person.ask(conversation, message) for message in messages])]
            eventually(lambda: _is_answering(person, conversation))
            os.kill(_pid(stack, part), signal.SIGKILL)
        for item in work:
            item.result()
    eventually(lambda: all(_status(person, ingestion) == "done" for ingestion in person.acknowledged))
    eventually(lambda: len(_turns(person, conversation)) >= len(messages))
    assert sorted(turn["message_id"] for turn in _turns(person, conversation)) == sorted(messages)
    for number in range(1, DOCUMENTS + 1):
        _has_its_history(person, person.document(number))
    _index_is_at_the_truth(stack, person.prefix)


def _pid(stack: Stack, part: str) -> int:
    pid = stack.state().parts[part].pid
    assert pid is not None
    return pid


def _is_answering(person: Person, conversation: str) -> bool:
    state = person.call("GET", f"/v1/conversations/{conversation}").json()["state"]
    return state is not None and state["doing"].startswith("answering")


def _status(person: Person, ingestion: str) -> str:
    reply = person.call("GET", f"/v1/ingestions/{ingestion}").json()
    assert reply["status"] != "failed", reply
    return str(reply["status"])


def _turns(person: Person, conversation: str) -> list[dict[str, str]]:
    turns: list[dict[str, str]] = person.call("GET", f"/v1/conversations/{conversation}").json()["turns"]
    return turns


def _has_its_history(person: Person, document: str) -> None:
    """Every version once, and on every date the one value of the version in force."""
    versions = person.call("GET", f"/v1/documents/{document}").json()["versions"]
    assert [version["valid_at"][:4] for version in versions] == [f"202{n}" for n in range(1, VERSIONS + 1)]
    for version in range(1, VERSIONS + 1):
        facts = person.call("GET", f"/v1/facts?document={document}&as_of=202{version}-06-01").json()["facts"]
        notice = [fact for fact in facts if fact["source"]["section"] == ["Notice"]]
        said = [fact["object"] for fact in notice if fact["value"]["kind"] == "duration"]
        assert said == [f"{version * 10} days"]


def _index_is_at_the_truth(stack: Stack, prefix: str) -> None:
    """No passage row twice, no outbox row left."""
    with stack.connect() as connection:
        rows = connection.execute(
            "SELECT count(*), count(DISTINCT c.id) FROM passage p JOIN passage_content c ON c.id = p.content "
            "JOIN document d ON d.id = c.document_id WHERE d.slug LIKE %s AND upper_inf(p.recorded)",
            [f"{prefix}-%"],
        ).fetchone()
        assert rows == (DOCUMENTS * VERSIONS * 2,) * 2
        eventually(lambda: connection.execute("SELECT count(*) FROM index_outbox").fetchone() == (0,))
