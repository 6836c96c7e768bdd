"""`python -m tests.benchmarks.imports [--triples N] [--base-url URL]`: triples a second through HTTP, new and again."""

import argparse
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
from rich.console import Console

from tests.benchmarks.stack import running_stack

LINES_A_BLOCK = 2_000


def triples(number: int) -> Iterator[bytes]:
    """Five facts a subject, every object another one, windows of years: always the same ones."""
    chance = random.Random(1)
    yield b"subject\tpredicate\tobject\tvalid_from\tvalid_to\n"
    for start in range(0, number, LINES_A_BLOCK):
        lines = [
            f"Entity {i // 5}\trelation {i % 20}\tObject {i}\t{chance.randrange(1500, 2000)}-01-01\t"
            f"{chance.randrange(2000, 2030)}-01-01\n"
            for i in range(start, min(start + LINES_A_BLOCK, number))
        ]
        yield "".join(lines).encode()


def time_import(client: httpx.Client, number: int) -> tuple[float, dict[str, object]]:
    began = time.perf_counter()
    reply = client.post(
        "/v1/facts:import",
        params={"source": "generated"},
        headers={"Content-Type": "text/tab-separated-values"},
        content=triples(number),
    )
    return time.perf_counter() - began, reply.raise_for_status().json()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--base-url")
    args = parser.parse_args()
    console = Console()
    with ExitStack() as stack:
        url = args.base_url or stack.enter_context(running_stack()).api
        client = stack.enter_context(httpx.Client(base_url=url, timeout=600))
        for name in ("new", "again"):
            seconds, reply = time_import(client, args.triples)
            told = f"{reply['imported']:,} imported, {reply['already_there']:,} there already"
            console.print(f"{name:6} {args.triples / seconds:8,.0f} triples/s  ({told}, {seconds:.1f} s)")


if __name__ == "__main__":
    main()
