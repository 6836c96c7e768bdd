"""A receiver that fails, is late and hangs up, while parts are killed: every event arrives, under one id."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.fixtures.receiver import Answer, Received, Receiver, receiving
from tests.fixtures.stack import Stack, eventually, stack_folder

SEED = 20_261_128
DOCUMENTS = 4
VERSIONS = 5
KILLED = ("worker", "postgres", "worker", "temporal")  # one after the other, while events are sent

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with stack_folder() as folder:
        settings = {"ASOF_WEBHOOK_PRIVATE": "127.0.0.0/8", "ASOF_WEBHOOK_HTTP": "true"}
        pauses = ", ".join(["0.3"] * 40)
        started = Stack(folder / "notifying", **settings, ASOF_WEBHOOK_RETRIES=pauses).up()
        yield started
        started.asof("down")


class Moody:
    """Of its answers 30 % are failures, a third of those a broken connection, and some are late. Seeded."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.failures = 0
        self.answers = 0

    def __call__(self, received: Received) -> Answer:
        self.answers += 1
        lot, late = self.chance.random(), self.chance.random()
        after = 0.4 if late < 0.15 else 0.0
        if lot >= 0.3:
            return Answer(204, after=after)
        self.failures += 1
        return Answer(hang_up=True) if lot < 0.1 else Answer(503, after=after)


def test_every_event_arrives_under_one_id_whoever_is_killed(stack: Stack) -> None:
    with receiving() as receiver, receiving() as second:
        receiver.answer, second.answer = Moody(SEED), Moody(SEED + 1)
        secrets = {one: subscribe(stack, one) for one in (receiver, second)}
        uploading = threading.Thread(target=upload, args=(stack,))
        uploading.start()
        for number, part in enumerate(KILLED, start=1):
            eventually(lambda bound=number * 4: len(receiver.ids) >= bound)  # type: ignore[misc]
            kill(stack, part)
        uploading.join()
        eventually(lambda: published(stack) == DOCUMENTS * VERSIONS)
        eventually(lambda: waiting(stack) == 0)
        happened = set(events(stack))
        assert len(happened) >= 2 * DOCUMENTS * VERSIONS
        for one, secret in secrets.items():
            assert set(one.ids) == happened
            assert all(received.is_signed_with(secret) for received in one.received)
            bodies = {(received.id, received.body) for received in one.received}
            assert len(bodies) == len(happened)  # what is sent again is the same, byte for byte
        assert receiver.answer.failures >= receiver.answer.answers * 0.15
        most = Counter(receiver.ids).most_common(1)[0][1]
        assert most > 1


def subscribe(stack: Stack, receiver: Receiver) -> str:
    reply = httpx.post(f"{stack.url}/v1/webhooks", json={"url": receiver.url}, timeout=60)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["secret"])


def upload(stack: Stack) -> None:
    for version in range(1, VERSIONS + 1):
        for document in range(1, DOCUMENTS + 1):
            text = f"# Leave {document}\n\n## Notice\n\nTeam {document} gives notice within {version * 10} days.\n"
            send(stack, text, {"document": f"leave-{document}", "effective_at": f"202{version}-01-01"})


@retry(
    retry=retry_if_exception_type((httpx.TransportError, httpx.HTTPStatusError)),
    wait=wait_fixed(0.2),
    stop=stop_after_delay(120),
    reraise=True,
)
def send(stack: Stack, text: str, form: dict[str, str]) -> None:
    """Until it is acknowledged: the same again is done once."""
    files = {"file": ("leave.md", text.encode())}
    httpx.post(f"{stack.url}/v1/documents", files=files, data=form, timeout=60).raise_for_status()


def kill(stack: Stack, part: str) -> None:
    killed = stack.state().parts[part].pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: stack.state().parts[part].pid not in (None, killed))
    eventually(stack.is_ready)


def published(stack: Stack) -> int:
    with stack.connect() as connection:
        row = connection.execute("SELECT count(*) FROM event WHERE kind = 'version.published'").fetchone()
    assert row is not None
    return int(row[0])


def waiting(stack: Stack) -> int:
    with stack.connect() as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM event_waiting) + (SELECT count(*) FROM conflict_look)"
            " + (SELECT count(*) FROM delivery WHERE status = 'waiting')"
        ).fetchone()
        dead = connection.execute("SELECT count(*) FROM delivery WHERE status = 'dead'").fetchone()
    assert row is not None
    assert dead == (0,)
    return int(row[0])


def events(stack: Stack) -> list[str]:
    with stack.connect() as connection:
        return [str(id_) for (id_,) in connection.execute("SELECT id FROM event")]
