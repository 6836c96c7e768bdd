"""What must hold when all is over, whatever happened: each promise that is broken, in words."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx
import psycopg
from httpx_sse import aconnect_sse
from temporalio.client import Client
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from tests.faults.people import Json, Message, Person, Uploader
from tests.faults.rig import Rig

SETTLES_SECONDS = 120.0  # what is taken up anew is looked for every 30 s
LOOK_SECONDS = 0.5
STREAM_SECONDS = 60.0

ORPHANS = {
    "answers without a turn": "SELECT id FROM answer a WHERE NOT EXISTS (SELECT FROM turn t WHERE t.answer = a.id)",
    "answers of two turns": "SELECT answer FROM turn GROUP BY answer HAVING count(*) > 1",
    "attempts at messages that have no turn": "SELECT message_id FROM turn_attempt a WHERE NOT EXISTS "
    "(SELECT FROM turn t WHERE t.conversation = a.conversation AND t.message_id = a.message_id)",
    "events of messages that have no turn": "SELECT message_id FROM stream_event e WHERE message_id IS NOT NULL "
    "AND NOT EXISTS (SELECT FROM turn t WHERE t.conversation = e.conversation AND t.message_id = e.message_id)",
    "gaps in a transcript": "SELECT conversation FROM turn GROUP BY conversation HAVING max(number) <> count(*)",
    "versions that wait for nothing": "SELECT id FROM ingestion WHERE status NOT IN ('done', 'failed')",
    "refused uploads": "SELECT id FROM ingestion WHERE status = 'failed'",
    "index entries left waiting": "SELECT id FROM index_outbox",
    "transactions left open": "SELECT pid FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' "
    "AND now() - state_change > interval '30 seconds'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    promise: str
    conversation: str | None = None
    at: float | None = None  # about when, monotonic

    def __str__(self) -> str:
        return self.promise


async def broken_promises(
    rig: Rig, people: Sequence[Person], uploader: Uploader, client: httpx.AsyncClient
) -> list[Broken]:
    """Waits for what is still being put right, then looks at everything."""
    found: list[Broken] = []
    for person in people:
        found += await _of_a_conversation(client, person)
    found += await _of_uploads(client, uploader)
    found += await _settled(lambda: _orphans(rig))
    found += await _settled(lambda: _doctor(client))
    found += await _failed_workflows(rig)
    return found + await _chain(client)


async def _settled(look: Callable[[], Awaitable[list[Broken]]]) -> list[Broken]:
    """What is still found when there was time for putting it right."""
    patient = AsyncRetrying(
        retry=retry_if_result(bool),
        wait=wait_fixed(LOOK_SECONDS),
        stop=stop_after_delay(SETTLES_SECONDS),
        retry_error_callback=lambda last: last.outcome.result() if last.outcome else [],
    )

    async def looked() -> list[Broken]:
        return await look()

    return await patient(looked)


# -- conversations ----------------------------------------------------------------------------------


async def _of_a_conversation(client: httpx.AsyncClient, person: Person) -> list[Broken]:
    turns = await _transcript(client, person.conversation)
    promises = [*answered_once(person, turns), *in_order(person, turns), *answered_rightly(person, turns)]
    promises += await _told_once(client, person, turns)
    return promises


async def _transcript(client: httpx.AsyncClient, conversation: str) -> list[Json]:
    turns: list[Json] = []
    cursor: str | None = "0"
    while cursor is not None:
        reply = await client.get(f"/v1/conversations/{conversation}", params={"cursor": cursor, "limit": 200})
        page = reply.raise_for_status().json()
        turns += page["turns"]
        cursor = page["next_cursor"]
    return turns


def answered_once(person: Person, turns: Sequence[Json]) -> list[Broken]:
    times = Counter(turn["message_id"] for turn in turns)
    known = {message.id for message in person.messages}
    answers = {turn["message_id"]: turn["answer"]["id"] for turn in turns}
    found = [
        _broken(person, message, f"was answered {times[message.id]} times")
        for message in person.messages
        if times[message.id] > 1 or (message.acknowledged is not None and times[message.id] != 1)
    ]
    found += [
        _broken(person, message, f"was told answer {message.answer}, the transcript has {answers[message.id]}")
        for message in person.messages
        if message.answer and message.id in answers and message.answer != answers[message.id]
    ]
    strange = sorted(times.keys() - known)
    return found + [Broken(promise=f"nobody sent {id_}", conversation=person.conversation) for id_ in strange]


def in_order(person: Person, turns: Sequence[Json]) -> list[Broken]:
    """What was acknowledged before another was first sent stands before it."""
    found = []
    if [turn["number"] for turn in turns] != list(range(1, len(turns) + 1)):
        found.append(Broken(promise="turns are not numbered 1, 2, 3 ...", conversation=person.conversation))
    place = {turn["message_id"]: turn["number"] for turn in turns}
    sent = [message for message in person.messages if message.id in place]
    latest: Message | None = None
    for message in sent:  # in the order in which they were first sent
        if latest is not None and place[message.id] < place[latest.id] and _before(latest, message):
            found.append(_broken(person, message, f"stands before {latest.id}, acknowledged before it was sent"))
        if latest is None or place[message.id] > place[latest.id]:
            latest = message
    return found


def _before(one: Message, other: Message) -> bool:
    return one.acknowledged is not None and one.acknowledged < other.first_sent


def answered_rightly(person: Person, turns: Sequence[Json]) -> list[Broken]:
    """An outage is no reason for another answer."""
    by_id = {message.id: message for message in person.messages}
    return [
        _broken(person, by_id[turn["message_id"]], f"was answered {turn['answer']['answer']!r}, not {expected!r}")
        for turn in turns
        if turn["message_id"] in by_id and turn["answer"]["answer"] != (expected := by_id[turn["message_id"]].expected)
    ]


async def _told_once(client: httpx.AsyncClient, person: Person, turns: Sequence[Json]) -> list[Broken]:
    """The stream from its beginning: numbers go up, and each answer comes once, as the transcript has them."""
    answers: list[str] = []
    last = 0
    found = []
    path = f"/v1/conversations/{person.conversation}/stream"
    async with asyncio.timeout(STREAM_SECONDS), aconnect_sse(client, "GET", path, params={"after": 0}) as source:
        events = source.aiter_sse()
        while len(answers) < len(turns):
            event = await anext(events)
            if not event.data:
                continue
            told = json.loads(event.data)
            if told["number"] <= last:
                found.append(
                    Broken(promise=f"event {told['number']} came after {last}", conversation=person.conversation)
                )
            last = told["number"]
            if told["kind"] == "answer":
                answers.append(told["message_id"])
    if answers != [turn["message_id"] for turn in turns]:
        found.append(
            Broken(promise="the stream tells other answers than the transcript", conversation=person.conversation)
        )
    return found


def _broken(person: Person, message: Message, what: str) -> Broken:
    return Broken(promise=f"message {message.id} {what}", conversation=person.conversation, at=message.first_sent)


# -- the stores -------------------------------------------------------------------------------------


async def _of_uploads(client: httpx.AsyncClient, uploader: Uploader) -> list[Broken]:
    """Every version that was acknowledged is there, once."""

    async def look() -> list[Broken]:
        found = []
        for document in sorted({document for document, _, _ in uploader.uploaded}):
            dates = sorted(date for of, date, _ in uploader.uploaded if of == document)
            reply = await client.get(f"/v1/documents/{document}")
            held = [version["valid_at"][:10] for version in reply.raise_for_status().json()["versions"]]
            if sorted(held) != dates:
                found.append(Broken(promise=f"{document} has {len(held)} versions, {len(dates)} were acknowledged"))
        return found

    return await _settled(look)


async def _orphans(rig: Rig) -> list[Broken]:
    found = []
    async with await psycopg.AsyncConnection.connect(rig.postgres, autocommit=True) as connection:
        for name, query in ORPHANS.items():
            rows = await (await connection.execute(query)).fetchall()
            if rows:
                found.append(Broken(promise=f"{name}: {len(rows)}, among them {rows[0][0]}"))
    return found


async def _doctor(client: httpx.AsyncClient) -> list[Broken]:
    reply = (await client.get("/v1/doctor")).raise_for_status().json()
    return [
        Broken(promise=f"doctor: {check['name']}: {check['count']} {check['detail']}")
        for check in reply["checks"]
        if not check["well"]
    ]


async def _failed_workflows(rig: Rig) -> list[Broken]:
    temporal = await Client.connect(str(rig.state.parts["temporal"].address))
    query = "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated')"
    return [
        Broken(promise=f"workflow {one.id} ended as {one.status.name if one.status else 'nothing'}")
        async for one in temporal.list_workflows(query)
    ]


async def _chain(client: httpx.AsyncClient) -> list[Broken]:
    """Where answers are sealed: every record, from the first on."""
    after = 0
    while True:
        reply = await client.get("/v1/audit", params={"after": after})
        if reply.status_code == httpx.codes.NOT_FOUND:
            return []
        examined = reply.raise_for_status().json()
        if not examined["well"]:
            return [Broken(promise=f"the chain of sealed answers does not verify: {examined['findings']}")]
        if not examined["more"]:
            return []
        after = examined["number"]
