"""One attempt over real sockets: what was judged is connected to, and nothing is waited for too long."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from knowledge.adapters.receivers.addresses import Reach, read_reach
from knowledge.adapters.receivers.sending import EXCERPT, Sender
from tests.fixtures.notifying import HERE
from tests.fixtures.receiver import Answer, Receiver, receiving

HEADERS = {"webhook-id": "7"}
TLS = Path(__file__).parent.parent / "fixtures" / "tls"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@contextmanager
def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> Iterator[list[str]]:
    """A name server that gives another answer each time; yields the names that it was asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *arguments: Any, **named: Any) -> Any:
        if host[0].isdigit():
            return real(host, port, *arguments, **named)
        asked.append(host)
        answer = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        yield asked


async def test_what_is_sent_arrives_as_it_was_signed(receiver: Receiver) -> None:
    outcome = await Sender(HERE, agent="asof/1").send(receiver.url, {"webhook-id": "7"}, b'{"a":1}')
    assert (outcome.delivered, outcome.answered) == (True, 204)
    (received,) = receiver.received
    assert received.body == b'{"a":1}'
    wanted = ("content-type", "user-agent", "webhook-id", "host")
    assert [received.headers[name] for name in wanted] == [
        "application/json", "asof/1", "7", receiver.url.split("/")[2]
    ]  # fmt: skip


@pytest.mark.parametrize("reach", [read_reach("", plain_http=True), read_reach("10.0.0.0/8", plain_http=True)])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"])
async def test_this_machine_is_not_reached_however_it_is_spelled(receiver: Receiver, host: str, reach: Reach) -> None:
    outcome = await Sender(reach).send(receiver.url.replace("127.0.0.1", host), HEADERS, b"{}")
    assert outcome.error is not None
    assert "this machine" in outcome.error
    assert receiver.received == []


async def test_a_name_is_resolved_once_and_what_was_judged_is_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = receiver.url.replace("127.0.0.1", "hooks.example")
    with resolving(monkeypatch, ["127.0.0.1"], ["10.0.0.7"]) as asked:
        outcome = await Sender(HERE).send(url, HEADERS, b"{}")
    assert (outcome.delivered, asked) == (True, ["hooks.example"])
    assert receiver.received[0].headers["host"].startswith("hooks.example:")


async def test_a_name_that_turns_to_a_private_address_is_refused_at_that_moment(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = receiver.url.replace("127.0.0.1", "hooks.example")
    sender = Sender(HERE)
    with resolving(monkeypatch, ["127.0.0.1"], ["169.254.169.254"]):
        assert (await sender.send(url, HEADERS, b"{}")).delivered
        refused = await sender.send(url, HEADERS, b"{}")
    assert refused.error is not None
    assert "metadata" in refused.error
    assert len(receiver.received) == 1


async def test_a_second_address_is_tried_where_the_first_does_not_answer(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = receiver.url.replace("127.0.0.1", "hooks.example")
    with resolving(monkeypatch, ["127.0.0.9", "127.0.0.1"]):
        assert (await Sender(HERE).send(url, HEADERS, b"{}")).delivered


async def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.answer = lambda _: Answer(307, {"location": elsewhere.url})
        outcome = await Sender(HERE).send(receiver.url, HEADERS, b"{}")
        assert elsewhere.received == []
    assert outcome.answered == 307
    assert outcome.error is not None
    assert "redirects are not followed" in outcome.error


async def test_plain_http_is_refused_unless_it_is_allowed(receiver: Receiver) -> None:
    outcome = await Sender(read_reach("all", plain_http=False)).send(receiver.url, HEADERS, b"{}")
    assert outcome.error is not None
    assert "must be https" in outcome.error
    assert receiver.received == []


async def test_of_a_failure_a_few_printable_words_are_kept(receiver: Receiver) -> None:
    body = ("no \x1b[31m\r\n\x00\u202eroom " + "x" * 5_000).encode()
    receiver.answer = lambda _: Answer(503, {"content-type": "text/plain", "retry-after": "120"}, body)
    outcome = await Sender(HERE).send(receiver.url, HEADERS, b"{}")
    assert (outcome.answered, outcome.error) == (503, "answered 503")
    assert outcome.excerpt is not None
    assert len(outcome.excerpt) == EXCERPT
    assert outcome.excerpt.startswith("no [31m room xxx")
    assert outcome.excerpt.isprintable()
    assert outcome.wish is not None
    assert outcome.wish.total_seconds() == 120


async def test_of_a_success_and_of_what_is_no_text_nothing_is_kept(receiver: Receiver) -> None:
    receiver.answer = lambda _: Answer(200, {"content-type": "text/plain"}, b"thanks")
    assert (await Sender(HERE).send(receiver.url, HEADERS, b"{}")).excerpt is None
    receiver.answer = lambda _: Answer(500, {"content-type": "image/png"}, b"\x89PNG")
    assert (await Sender(HERE).send(receiver.url, HEADERS, b"{}")).excerpt is None


async def test_one_that_does_not_answer_is_given_up_after_the_deadline(receiver: Receiver) -> None:
    never = threading.Event()
    receiver.answer = lambda _: Answer(wait=never)
    outcome = await Sender(HERE, deadline_s=0.2).send(receiver.url, HEADERS, b"{}")
    never.set()
    assert outcome.error == "no answer within 0.2 s"


async def test_one_that_answers_a_byte_now_and_then_is_given_up_after_the_deadline() -> None:
    ended = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                while not ended.wait(0.02):
                    connection.sendall(b"H")

        dripping = threading.Thread(target=drip)
        dripping.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        outcome = await Sender(HERE, deadline_s=0.3).send(url, HEADERS, b"{}")
        ended.set()
        dripping.join()
    assert outcome.error is not None


async def test_a_name_server_that_does_not_answer_is_not_waited_for_by_others(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    real = socket.getaddrinfo

    def resolve(host: str, *arguments: Any, **named: Any) -> Any:
        if host == "slow.example":
            ended.wait(60)
        return real(host, *arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        sender = Sender(HERE, deadline_s=0.2)
        slow = await sender.send("http://slow.example:8080/", HEADERS, b"{}")
        assert (await Sender(HERE).send(receiver.url, HEADERS, b"{}")).delivered
        ended.set()
    assert slow.error == "no answer within 0.2 s"


async def test_trouble_on_the_way_is_told_in_words(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver.answer = lambda _: Answer(hang_up=True)
    dropped = await Sender(HERE).send(receiver.url, HEADERS, b"{}")
    nobody = await Sender(HERE).send("http://127.0.0.1:9999/", HEADERS, b"{}")
    no_tls = await Sender(HERE).send(receiver.url.replace("http:", "https:"), HEADERS, b"{}")
    no_name = await Sender(HERE).send("http://nothing.invalid:8080/", HEADERS, b"{}")
    for outcome in (dropped, nobody, no_tls):
        assert outcome.error is not None
        assert outcome.error.startswith("the connection failed: ")
    assert no_name.error is not None
    assert "does not resolve" in no_name.error


@contextmanager
def receiving_over_tls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Its certificate is for hooks.example alone, and trusted here."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "only-for-tests.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "only-for-tests.pem", TLS / "only-for-tests.key")
    with receiving(context) as opened:
        yield opened


async def test_a_certificate_is_verified_against_the_name_though_the_address_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with receiving_over_tls(monkeypatch) as receiver:
        by_name = receiver.url.replace("127.0.0.1", "hooks.example")
        by_another = receiver.url.replace("127.0.0.1", "elsewhere.example")
        with resolving(monkeypatch, ["127.0.0.1"]):
            named = await Sender(read_reach("127.0.0.0/8", plain_http=False)).send(by_name, HEADERS, b"{}")
            other = await Sender(HERE).send(by_another, HEADERS, b"{}")
            bare = await Sender(HERE).send(receiver.url, HEADERS, b"{}")
    assert named.delivered
    for refused in (other, bare):
        assert refused.error is not None
        assert "certificate verify failed" in refused.error
    assert len(receiver.received) == 1


async def test_a_certificate_that_nobody_vouches_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving_over_tls(monkeypatch) as receiver:
        monkeypatch.delenv("SSL_CERT_FILE")
        with resolving(monkeypatch, ["127.0.0.1"]):
            outcome = await Sender(HERE).send(receiver.url.replace("127.0.0.1", "hooks.example"), HEADERS, b"{}")
    assert outcome.error is not None
    assert "certificate verify failed" in outcome.error
