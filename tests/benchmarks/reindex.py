"""`python -m tests.benchmarks.reindex [--set FOLDER] [--statements N] [--rounds N]`: a full rebuild under load.

Four readers search and one writer uploads, over HTTP, for a while before a rebuild of the index and all through it.
Told are: reads that failed; replies of a generation that was gone by when they were asked for; versions acknowledged
and not found afterwards; and the 95th percentile of search during the rebuild beside that before, under the same load.
"""

import argparse
import itertools
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from rich.console import Console
from rich.table import Table

from tests.benchmarks.ingestion import upload_history
from tests.benchmarks.reading import (
    STATEMENTS,
    WARM_UP,
    Question,
    documents_for,
    fill,
    held,
    percentiles,
    questions_for,
)
from tests.benchmarks.stack import running_stack

if TYPE_CHECKING:
    from collections.abc import Iterator

READERS = 4
BEFORE_S = 30.0
ROUNDS = 3
WRITES_EVERY_S = 0.5  # a person's uploads, one after the other
console = Console()


@dataclass(slots=True)
class Load:
    """What readers and the writer met. `during`: whether a rebuild was under way when a read began."""

    before: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)  # document -> its word
    failed_writes: list[str] = field(default_factory=list)
    rebuilding: threading.Event = field(default_factory=threading.Event)
    ending: threading.Event = field(default_factory=threading.Event)


def read(load: Load, api: str, asked: Sequence[Question]) -> None:
    """One reader: each reply must be of one generation, and none of an earlier one than the reply before it."""
    seen: list[str] = []
    with httpx.Client(base_url=api, timeout=60) as client:
        for one in itertools.cycle(asked):
            if load.ending.is_set():
                return
            into = load.during if load.rebuilding.is_set() else load.before
            began = time.perf_counter()
            try:
                reply = client.get("/v1/search", params={"q": one.text, "as_of": one.as_of})
            except httpx.HTTPError as error:
                load.failed.append(repr(error))
                continue
            into.append(time.perf_counter() - began)
            if reply.status_code != HTTPStatus.OK:
                load.failed.append(reply.text)
                continue
            generation = reply.json()["generation"]
            if generation in seen[:-1]:
                load.mixed.append(f"{generation} after {seen[-1]}")
            if generation not in seen:
                seen.append(generation)


def write(load: Load, api: str, prefix: str = "written") -> None:
    with httpx.Client(base_url=api, timeout=120) as client:
        for number in itertools.count():
            if load.ending.is_set():
                return
            document, word = f"{prefix}-{number}", f"zorb{number}x"
            text = f"# Note {number}\n\n## Token\n\nThe token of note {number} is {word}.\n"
            reply = client.post(
                "/v1/documents?wait=true",
                files={"file": ("note.md", text.encode(), "text/markdown")},
                data={"document": document, "effective_at": "2022-01-01"},
            )
            if reply.status_code == HTTPStatus.OK:
                load.written[document] = word
            else:
                load.failed_writes.append(reply.text)
            load.ending.wait(WRITES_EVERY_S)


@contextmanager
def under_load(api: str, asked: Sequence[Question], readers: int = READERS) -> "Iterator[Load]":
    load = Load()
    with ThreadPoolExecutor(readers + 1) as threads:
        share = max(1, len(asked) // readers)
        running = [threads.submit(read, load, api, asked[at * share :] or asked) for at in range(readers)]
        running.append(threads.submit(write, load, api))
        try:
            yield load
        finally:
            load.ending.set()
        for one in running:
            one.result()


def rebuild(load: Load, api: str) -> dict[str, Any]:
    """From the request to its end. Reads that begin in between count as `during`."""
    with httpx.Client(base_url=api, timeout=3600) as client:
        load.rebuilding.set()
        try:
            reply = client.post("/v1/reindex?wait=true", json={})
            reply.raise_for_status()
        finally:
            load.rebuilding.clear()
    run: dict[str, Any] = reply.json()
    return run


def lost_writes(load: Load, api: str) -> list[str]:
    """Of the versions that were acknowledged those that a search for their word does not find first."""
    lost = []
    with httpx.Client(base_url=api, timeout=60) as client:
        for document, word in load.written.items():
            query = {"q": f"token {word}", "as_of": "2023-01-01", "document": document, "k": 1}
            hits = client.get("/v1/search", params=query).json()["hits"]
            if not hits or word not in hits[0]["text"]:
                lost.append(document)
    return lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, help="a set in the scorer's layout in the place of made-up policies")
    parser.add_argument("--statements", type=int, default=STATEMENTS, help="of the made-up policies")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rebuilds, one after the other")
    given = parser.parse_args()
    documents = documents_for(given.statements)
    with running_stack() as stack:
        console.print("uploading ...")
        seconds = upload_history(stack, given.set, None)[1] if given.set else fill(stack, documents)
        console.print(f"{held(stack)}, in {seconds:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        asked, warm_up = questions_for(given.set, documents)
        with under_load(stack.api, warm_up):
            time.sleep(WARM_UP / 3)
        with under_load(stack.api, asked) as load:
            time.sleep(BEFORE_S)
            runs = [rebuild(load, stack.api) for _ in range(given.rounds)]
        lost = lost_writes(load, stack.api)
    for run in runs:
        flipped = f"{run['before']} -> {run['generation']}"
        console.print(f"{flipped}: {run['status']}, {run['done']:,} passages, {run['error'] or 'passed its gate'}")
    console.print(table_of(load, lost))


def table_of(load: Load, lost: Sequence[str]) -> Table:
    table = Table("what", "measured", "goal", title="rebuilding the index under load")
    (p50, p95), (during50, during95) = percentiles(sorted(load.before)), percentiles(sorted(load.during))
    table.add_row("failed reads", f"{len(load.failed)} of {len(load.before) + len(load.during):,}", "0")
    table.add_row("replies of a generation gone by", str(len(load.mixed)), "0")
    table.add_row("lost writes", f"{len(lost)} of {len(load.written):,}, {len(load.failed_writes)} refused", "0")
    table.add_row("search before, p50 and p95", f"{_ms(p50)}, {_ms(p95)} ({len(load.before):,})", "")
    table.add_row("search during, p50 and p95", f"{_ms(during50)}, {_ms(during95)} ({len(load.during):,})", "")
    table.add_row("p95 during / before", f"{during95 / p95:.2f}", "<= 2")
    return table


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


if __name__ == "__main__":
    main()
