"""`python -m tests.benchmarks.notifications [--events N] [--receivers N]`: what telling others costs.

What a publication pays inside its transaction; what fan-out and the look for conflicts take beside it; and how fast
a running stack tells real receivers, beside the same requests sent by nothing but the sender.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table

from ingestion import publication
from ingestion.extraction import RuleExtractor
from ingestion.notifications.fan_out import FanOut
from ingestion.notifications.opened import ConflictWatch
from ingestion.notifications.store import WebhookStore
from ingestion.notifications.webhooks import Wanted
from ingestion.parsing import DocumentReader
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.receivers.secrets import Secrets
from knowledge.adapters.receivers.sending import Sender
from knowledge.events import Event, EventKind
from tests.benchmarks.stack import running_stack
from tests.fixtures.library import Library
from tests.fixtures.notifying import HERE, KEY
from tests.fixtures.publishing import System, system_of_its_own
from tests.fixtures.receiver import Receiver, receiving

PUBLICATIONS = 200
TEAMS = (
    "archive", "bakery", "cleaning", "delivery", "engine", "finance", "garden", "harbour", "import", "journal",
    "kitchen", "legal", "market", "night", "office", "payroll", "quality", "repair", "sales", "transport",
)  # fmt: skip
RULES = len(TEAMS)  # of each document
DOCUMENTS = 20  # that speak of the same things
console = Console(width=max(Console().width, 100))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--receivers", type=int, default=4)
    given = parser.parse_args()
    table = Table("what", "measured", "beside", title="telling others")
    with system_of_its_own(DocumentReader(), RuleExtractor()) as system:
        _publishing(table, system)
        _looking(table, system)
        _fanning_out(table, system, given.events, given.receivers)
    _telling(table, given.events, given.receivers)
    console.print(table)


def policy(number: int, version: int) -> str:
    """No two documents say the same of a team."""
    days = 1000 * number + version + 1
    rules = [f"The {team} team gives notice within {days + rule} days." for rule, team in enumerate(TEAMS)]
    return f"# Notice {number}\n\n" + "\n\n".join(rules) + "\n"


def _publishing(table: Table, system: System) -> None:
    """Every other publication tells nothing: the two kinds are timed in turn."""
    library, told, untold, inside = Library(system), list[float](), list[float](), list[float]()
    tell: Callable[..., None] = publication.tell_published

    def timed(*arguments: Any) -> None:
        began = time.perf_counter()
        tell(*arguments)
        inside.append(time.perf_counter() - began)

    for version in range(PUBLICATIONS):
        telling = version % 2 == 0
        publication.tell_published = timed if telling else lambda *_: None
        began = time.perf_counter()
        library.put("notice-0", policy(0, version), day=version)
        (told if telling else untold).append(time.perf_counter() - began)
    publication.tell_published = tell
    table.add_row("events of a publication, inside its transaction", _ms(inside), f"whole version {_ms(untold)}")


def _looking(table: Table, system: System) -> None:
    library, watch = Library(system), ConflictWatch(system.pool)
    WebhookStore(system.pool, Secrets(KEY)).create(
        tenant="default", actor="local", url="https://hooks.example/", description="", wanted=Wanted()
    )
    looks = []
    for number in range(1, DOCUMENTS):
        library.put(f"notice-{number}", policy(number, 0), day=number)
        FanOut(system.pool).once()
        began = time.perf_counter()
        while watch.once():
            pass
        looks.append(time.perf_counter() - began)
    with system.pool.connection() as connection:
        opened = connection.execute("SELECT count(*) FROM event WHERE kind = 'conflict.opened'").fetchone()
    what = f"look for conflicts after a version of {RULES} rules, {DOCUMENTS} documents on the same topics"
    table.add_row(what, _ms(looks), f"conflicts opened: {opened[0] if opened else 0}")


def _fanning_out(table: Table, system: System, events: int, receivers: int) -> None:
    store = WebhookStore(system.pool, Secrets(KEY))
    for _ in range(receivers - 1):  # there is one
        store.create(tenant="default", actor="local", url="https://hooks.example/", description="", wanted=Wanted())
    FanOut(system.pool).once()
    with system.pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        _happen(cursor, events)
    began = time.perf_counter()
    while FanOut(system.pool).once().events:
        pass
    taken = time.perf_counter() - began
    table.add_row(f"fan-out of {events} events to {receivers} webhooks", f"{events / taken:,.0f} events/s", "")


def _telling(table: Table, events: int, receivers: int) -> None:
    settings = {"ASOF_WEBHOOK_PRIVATE": "127.0.0.0/8", "ASOF_WEBHOOK_HTTP": "true"}
    with running_stack(**settings) as stack, ExitStack() as opened:
        listening = [opened.enter_context(receiving()) for _ in range(receivers)]
        bare = asyncio.run(_bare(listening[0], events))
        with stack.client() as client:
            for one in listening:
                client.post("/v1/webhooks", json={"url": one.url}).raise_for_status()
        began = time.perf_counter()
        with psycopg.connect(stack.postgres) as connection, connection.cursor(row_factory=dict_row) as cursor:
            _happen(cursor, events)
        for one in listening:
            one.arrived(events if one is not listening[0] else 2 * events)
        taken = time.perf_counter() - began
    table.add_row(
        f"{events} events told to {receivers} receivers by a running stack",
        f"{events * receivers / taken:,.0f} deliveries/s",
        f"the sender alone, 4 side by side: {events / bare:,.0f}/s",
    )


async def _bare(receiver: Receiver, requests: int) -> float:
    sender, places = Sender(HERE), asyncio.Semaphore(4)

    async def send() -> None:
        async with places:
            await sender.send(receiver.url, {"webhook-id": str(uuid4())}, b"{}")

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(requests)))
    return time.perf_counter() - began


def _happen(cursor: "psycopg.Cursor[dict[str, Any]]", events: int) -> None:
    for number in range(events):
        record_event(cursor, Event(tenant="default", kind=EventKind.REINDEX_DONE, key=f"benchmark {number}"))


def _ms(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {statistics.median(ordered) * 1000:.2f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1000:.2f} ms"


if __name__ == "__main__":
    main()
