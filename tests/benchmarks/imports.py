"""`python -m tests.benchmarks.imports [--triples N ...] [--base-url URL]`: triples a second over HTTP, new and again.

Beside them the memory of the API process: what it had before, and the most that it had meanwhile.
"""

import argparse
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
from rich.console import Console

from tests.benchmarks.stack import running_stack

LINES_A_BLOCK = 2_000


def triples(first: int, end: int) -> Iterator[bytes]:
    """Five facts a subject, every object another one, windows of years: always the same ones."""
    chance = random.Random(1)
    yield b"subject\tpredicate\tobject\tvalid_from\tvalid_to\n"
    for start in range(first, end, LINES_A_BLOCK):
        lines = [
            f"Entity {i // 5}\trelation {i % 20}\tObject {i}\t{chance.randrange(1500, 2000)}-01-01\t"
            f"{chance.randrange(2000, 2030)}-01-01\n"
            for i in range(start, min(start + LINES_A_BLOCK, end))
        ]
        yield "".join(lines).encode()


def bring(client: httpx.Client, source: str, first: int, end: int) -> tuple[float, dict[str, object]]:
    """Seconds, and the reply."""
    began = time.perf_counter()
    reply = client.post(
        "/v1/facts:import",
        params={"source": source},
        headers={"Content-Type": "text/tab-separated-values"},
        content=triples(first, end),
    )
    return time.perf_counter() - began, reply.raise_for_status().json()


class Memory:
    """Of one process, in MiB, from /proc."""

    def __init__(self, pid: int) -> None:
        self._folder = Path("/proc") / str(pid)

    def forget_the_peak(self) -> None:
        (self._folder / "clear_refs").write_text("5")

    def read(self, name: str) -> float:
        """`VmRSS`: now. `VmHWM`: the most since the peak was forgotten."""
        for line in (self._folder / "status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
        raise LookupError(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000])
    parser.add_argument("--base-url")
    args = parser.parse_args()
    console = Console(soft_wrap=True)
    with ExitStack() as held:
        stack = None if args.base_url else held.enter_context(running_stack())
        memory = Memory(stack.api_pid) if stack else None
        client = held.enter_context(httpx.Client(base_url=stack.api if stack else args.base_url, timeout=3_600))
        for number in args.triples:
            for name in ("new", "again"):
                before = memory.read("VmRSS") if memory else 0.0
                if memory:
                    memory.forget_the_peak()
                seconds, reply = bring(client, f"generated-{number}", 0, number)
                told = f"{reply['imported']:,} imported, {reply['already_there']:,} there already, {seconds:.1f} s"
                peak = f"; API {before:.0f} MiB before, {memory.read('VmHWM'):.0f} at most" if memory else ""
                console.print(f"{number:10,} {name:6} {number / seconds:8,.0f} triples/s  ({told}{peak})")


if __name__ == "__main__":
    main()
