"""Twenty people who talk while things break, and one who uploads: careful clients that keep what they were told."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

Json = dict[str, Any]

TEAMS = 20
YEARS = ("2023", "2024")
AGAIN_SECONDS = 0.5
LOOK_SECONDS = 0.25
THINKS_SECONDS = (0.0, 2.0)
REQUEST_SECONDS = 20.0
PAGE = 200
ALREADY_ASKED = 0.05  # of the answers, asked for once more under the same id
ANOTHER_TEXT = 0.03  # of the answers: their id sent with another question


class BrokenPromiseError(AssertionError):
    """Something was said that must not be."""


@dataclass(slots=True, kw_only=True)
class Message:
    id: str
    text: str
    as_of: str
    expected: str  # the short answer
    first_sent: float  # seconds, monotonic, as everywhere here
    acknowledged: float | None = None  # when it was said to be safe, or answered
    answer: str | None = None  # the id that was given back


def policy(year: str) -> str:
    lines = [f"Team {team} answers requests within {days(team, year)} days." for team in range(1, TEAMS + 1)]
    return "# Requests\n\n" + "\n\n".join(f"## Team {n}\n\n{line}" for n, line in enumerate(lines, 1)) + "\n"


def days(team: int, year: str) -> int:
    return 10 + team + 40 * YEARS.index(year)


@dataclass(slots=True)
class Person:
    """One conversation. Every message is sent until it is acknowledged, and its answer waited for."""

    number: int
    client: httpx.AsyncClient
    rng: random.Random
    conversation: str = ""
    messages: list[Message] = field(default_factory=list)
    answered_at: float = 0.0
    read: int = 0  # turns of the transcript
    told: dict[str, str] = field(default_factory=dict)  # answers in it, by message

    def id(self) -> str:
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    async def open(self) -> None:
        reply = await insisting(
            lambda: self.client.post("/v1/conversations", json={}, headers={"Idempotency-Key": self.id()})
        )
        self.conversation = reply.json()["id"]

    async def talk(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            way = self.rng.choices((self.ask, self.hand_in_some, self.ask_on_two_devices), (0.7, 0.2, 0.1))[0]
            await way()
            await asyncio.sleep(self.rng.uniform(*THINKS_SECONDS))

    # -- ways of saying something -------------------------------------------------------------------

    async def ask(self) -> None:
        message = self.next_message()
        await self.send(message)
        await self.wait_for(message)
        if self.rng.random() < ALREADY_ASKED:
            await self.send(message)
        if self.rng.random() < ANOTHER_TEXT:
            await self.send_another_text(message)

    async def hand_in_some(self) -> None:
        """One after the other, without waiting for what is answered."""
        handed_in = []
        for _ in range(self.rng.choice((1, 2, 3))):
            message = self.next_message()
            await self.send(message, wait=False)
            handed_in.append(message)
        for message in handed_in:
            await self.wait_for(message)

    async def ask_on_two_devices(self) -> None:
        message = self.next_message()
        await asyncio.gather(self.send(message), self.send(message))
        await self.wait_for(message)

    # -- the parts of it ----------------------------------------------------------------------------

    def next_message(self) -> Message:
        team, year = self.rng.randint(1, TEAMS), self.rng.choice(YEARS)
        message = Message(
            id=self.id(),
            text=f"Within how many days does team {team} answer requests?",
            as_of=f"{year}-06-01",
            expected=f"{days(team, year)} days",
            first_sent=time.monotonic(),
        )
        self.messages.append(message)
        return message

    def post(self, message: Message, *, text: str | None = None, wait: bool = True) -> Awaitable[httpx.Response]:
        body = {"text": text or message.text, "as_of": message.as_of, "message_id": message.id}
        path = f"/v1/conversations/{self.conversation}/messages"
        return self.client.post(path, json=body, params={"wait": wait})

    async def send(self, message: Message, *, wait: bool = True) -> None:
        """Until it is acknowledged: answered, or accepted."""
        reply = await insisting(lambda: self.post(message, wait=wait))
        message.acknowledged = message.acknowledged or time.monotonic()
        if reply.status_code == httpx.codes.OK:
            self.note(message, reply.json())

    async def send_another_text(self, message: Message) -> None:
        reply = await insisting(lambda: self.post(message, text="Is this another question?"), refused=True)
        if reply.status_code != httpx.codes.CONFLICT:
            raise BrokenPromiseError(f"{self.name(message)} was taken with another text: {reply.text[:300]}")

    async def wait_for(self, message: Message) -> None:
        """Reads the transcript until it is there: an accepted message is not sent again."""
        while message.answer is None:
            await self.read_on()
            if message.id in self.told:
                message.answer = self.told[message.id]
                self.answered_at = time.monotonic()
            else:
                await asyncio.sleep(LOOK_SECONDS)

    async def read_on(self) -> None:
        path = f"/v1/conversations/{self.conversation}"
        reply = await insisting(lambda: self.client.get(path, params={"cursor": self.read, "limit": PAGE}))
        conversation = reply.json()
        if conversation["failed"]:
            raise BrokenPromiseError(f"conversation {self.conversation}: {conversation['failed'][0]}")
        for turn in conversation["turns"]:
            self.read = turn["number"]
            self.told[turn["message_id"]] = turn["answer"]["id"]

    def note(self, message: Message, answer: Json) -> None:
        if message.answer is not None and message.answer != answer["id"]:
            raise BrokenPromiseError(f"{self.name(message)} was answered by {message.answer}, then by {answer['id']}")
        message.answer = answer["id"]
        self.answered_at = time.monotonic()

    def name(self, message: Message) -> str:
        return f"message {message.id} of conversation {self.conversation}"


async def insisting(request: Callable[[], Awaitable[httpx.Response]], *, refused: bool = False) -> httpx.Response:
    """Sends the same until it is taken; outages are waited out, however long. `refused`: a 409 is what is asked for."""
    while True:
        try:
            reply = await request()
        except httpx.TransportError:
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        busy = reply.status_code == httpx.codes.TOO_MANY_REQUESTS or _in_progress(reply)
        if reply.is_success or (refused and reply.status_code == httpx.codes.CONFLICT):
            return reply
        if reply.status_code < httpx.codes.INTERNAL_SERVER_ERROR and not busy:
            raise BrokenPromiseError(f"{reply.request.method} {reply.request.url} was refused: {reply.text[:500]}")
        if reply.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            raise BrokenPromiseError(f"{reply.request.method} {reply.request.url} met a fault: {reply.text[:500]}")
        await asyncio.sleep(AGAIN_SECONDS)


def _in_progress(reply: httpx.Response) -> bool:
    return reply.status_code == httpx.codes.CONFLICT and "in-progress" in reply.json().get("type", "")


@dataclass(slots=True)
class Uploader:
    """New versions of a few documents, each until it is acknowledged."""

    client: httpx.AsyncClient
    rng: random.Random
    pause_seconds: float
    uploaded: list[tuple[str, str, str]] = field(default_factory=list)  # document, effective date, ingestion

    async def upload(self, stop: asyncio.Event) -> None:
        number = 0
        while not stop.is_set():
            document, version = f"devices-{number % 5}", number // 5
            await self.put(document, f"{2000 + version // 12}-{version % 12 + 1:02d}-01", self.rng.randint(2, 90))
            number += 1
            with_pause = asyncio.create_task(stop.wait())
            await asyncio.wait({with_pause}, timeout=self.pause_seconds)
            with_pause.cancel()

    async def put(self, document: str, effective_at: str, months: int) -> None:
        text = f"# Devices\n\n## Checks\n\nA device of {document} is inspected every {months} months.\n"
        reply = await insisting(
            lambda: self.client.post(
                "/v1/documents",
                files={"file": ("devices.md", text.encode())},
                data={"document": document, "effective_at": effective_at},
            )
        )
        self.uploaded.append((document, effective_at, reply.json()["ingestion_id"]))


async def upload_policies(client: httpx.AsyncClient) -> None:
    for year in YEARS:
        reply = await client.post(
            "/v1/documents",
            params={"wait": True},
            files={"file": ("requests.md", policy(year).encode())},
            data={"document": "requests", "effective_at": f"{year}-01-01"},
        )
        reply.raise_for_status()
