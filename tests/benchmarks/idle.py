"""`python -m tests.benchmarks.idle [--conversations N]`: what idle conversations cost a running stack in memory.

Each gets one message and is left open, as after a day with many visitors; a worker keeps only the last of them at hand.
"""

import argparse
import asyncio
import time
from collections.abc import Iterator

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from tests.benchmarks.stack import RunningStack, running_stack

AT_ONCE = 8
PARTS = ("worker", "api", "temporal")
STEPS = (0, 250, 500, 1_000, 2_000, 5_000, 10_000)


async def grow(stack: RunningStack, conversations: int, console: Console) -> Table:
    table = Table("idle conversations", *[f"{part}, MiB" for part in PARTS], "opened in", box=None, header_style="dim")
    steps = [step for step in STEPS if step < conversations] + [conversations]
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=stack.api, timeout=120, limits=limits) as client:
        await asyncio.gather(*(_talk(client) for _ in range(AT_ONCE)))  # every thread and connection is there
        opened = AT_ONCE
        for step in steps:
            began = time.perf_counter()
            waiting = iter(range(opened, step))
            await asyncio.gather(*(_talk_for_each(client, waiting) for _ in range(AT_ONCE)))
            opened = max(opened, step)
            memory = [f"{_resident(stack.pids[part]) / 2**20:,.0f}" for part in PARTS]
            table.add_row(f"{opened:,}", *memory, f"{time.perf_counter() - began:,.0f} s")
            console.print(f"[dim]{opened:,}: {', '.join(memory)}[/dim]")
    return table


async def _talk_for_each(client: httpx.AsyncClient, waiting: Iterator[int]) -> None:
    for _ in waiting:
        await _talk(client)


async def _talk(client: httpx.AsyncClient) -> None:
    opened = (await client.post("/v1/conversations")).raise_for_status().json()
    reply = await client.post(f"{opened['location']}/messages", json={"text": "How long is the return period?"})
    assert reply.status_code == httpx.codes.OK, reply.text


def _resident(pid: int) -> int:
    """Of the process and what it started, bytes."""
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    arguments = parser.parse_args()
    console = Console()
    with running_stack() as stack:
        table = asyncio.run(grow(stack, arguments.conversations, console))
        console.print(table)


if __name__ == "__main__":
    main()
