"""`python -m tests.benchmarks.huge [--pages N ...]`: the memory that a huge PDF takes in each process."""

import argparse
import io
import itertools
import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import psutil
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from rich.table import Table

from tests.benchmarks.policies import lines_of_pages
from tests.benchmarks.stack import RunningStack, running_stack

PAGES = (15, 150, 1500)
SCANNED, SCAN_MIB = 16, 45  # in the file it is a quarter larger; 64 MiB is the most that is taken
PARTS = ("api", "worker", "engine")
DATABASE = "postgres backend"  # the one that grew most
MIB = 2**20
SAMPLE_S = 0.05
console = Console()


class Memory:
    """The most that each process held since `since`, in bytes, by what the ingestion was at."""

    def __init__(self, stack: RunningStack) -> None:
        self._processes = {name: psutil.Process(stack.pids[name]) for name in PARTS}
        self._postgres = psutil.Process(stack.pids["postgres"])
        self.stage = ""
        self.most: dict[str, dict[str, int]] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        self.most = defaultdict(lambda: defaultdict(int))
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(ended,))
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def now(self) -> dict[str, int]:
        held = {name: process.memory_info().rss for name, process in self._processes.items()}
        return held | {DATABASE: self._largest_backend()}

    def peak(self, name: str) -> tuple[int, str]:
        """(bytes, stage)."""
        return max((stages[name], stage) for stage, stages in self.most.items())

    def _watch(self, ended: threading.Event) -> None:
        while not ended.wait(SAMPLE_S):
            stages = self.most[self.stage]
            for name, held in self.now().items():
                stages[name] = max(stages[name], held)

    def _largest_backend(self) -> int:
        """Without what backends share."""
        most = 0
        for backend in self._postgres.children():
            with suppress(psutil.Error):
                memory = backend.memory_info()
                most = max(most, memory.rss - memory.shared)
        return most


def pdf_of(pages: int, *, scan: int = 0) -> bytes:
    """As many pages of different rules, about 1,300 characters each, a heading on every third; behind them a picture of
    so many bytes that nothing makes smaller.
    """
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, pageCompression=1)
    for number, (heading, lines) in enumerate(itertools.islice(lines_of_pages(), pages)):
        text = canvas.beginText(50, 790)
        if number % 3 == 0:
            text.setFont("Helvetica-Bold", 14)
            text.textLine(heading)
            text.textLine("")
        text.setFont("Helvetica", 10)
        for line in lines:
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    if scan:
        noise = Image.frombytes("L", (4000, scan // 4000), random.Random(7).randbytes(scan // 4000 * 4000))
        canvas.drawImage(ImageReader(noise), 0, 0, 500, 700)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def ingest(client: httpx.Client, memory: Memory, document: str, content: bytes) -> tuple[float, dict[str, int]]:
    """(seconds, the ingestion's counts) of one upload, followed stage by stage."""
    began = time.perf_counter()
    memory.stage = "upload"
    reply = client.post(
        "/v1/documents",
        files={"file": (f"{document}.pdf", content, "application/pdf")},
        data={"document": document, "effective_at": "2024-01-01"},
    )
    reply.raise_for_status()
    while True:
        progress = client.get(f"/v1/ingestions/{reply.json()['ingestion_id']}").json()
        memory.stage = progress["stage"] or progress["status"]
        if progress["status"] not in ("queued", "running"):
            break
        time.sleep(0.2)
    if progress["status"] != "done":
        raise SystemExit(f"not taken in: {progress}")
    return time.perf_counter() - began, progress


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="*", default=PAGES)
    parser.add_argument("--scan", type=int, default=SCAN_MIB, help="MiB of the picture in one more file")
    arguments = parser.parse_args()
    table = Table("pages", "file", "holds", "seconds", *PARTS, DATABASE, title="most memory held, MiB (before)")
    with running_stack() as stack, stack.client() as client:
        memory = Memory(stack)
        for pages, scan in (*((pages, 0) for pages in arguments.pages), (SCANNED, arguments.scan)):
            content = pdf_of(pages, scan=scan * MIB)
            console.print(f"{pages} pages, {len(content) / MIB:.1f} MiB ...")
            before = memory.now()
            with memory.watched():
                seconds, progress = ingest(client, memory, f"handbook-{pages}-{scan}", content)
            console.print({stage: {n: held // MIB for n, held in kept.items()} for stage, kept in memory.most.items()})
            shown = [f"{memory.peak(name)[0] // MIB} ({before[name] // MIB})" for name in (*PARTS, DATABASE)]
            facts = f"{progress['passages_new']} passages, {progress['facts_added']} facts"
            table.add_row(str(pages), f"{len(content) / MIB:.1f} MiB", facts, f"{seconds:.0f}", *shown)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    console.print(table, f"load of the machine in the last 1, 5 and 15 minutes: {load}")


if __name__ == "__main__":
    main()
