"""`make demo`: the main job on real engines, in a fresh folder, told as it happens."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import httpx
from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from tenacity import RetryError, retry, retry_if_result, stop_after_delay, wait_fixed

from api.cli.printing import window
from infra.isolation import isolated_environment
from infra.places import Places, SetupError
from infra.state import read_state

SAMPLES = Path(__file__).resolve().parent.parent / "sample_docs"
QUESTION = "What is the hotel limit per night in Germany?"
Json = dict[str, Any]
STOP_SECONDS = 120
console = Console(highlight=False, width=min(100, Console().width))


class Demo:
    """A client of the running stack, with one conversation. `wrong` has a line for each answer that is not right."""

    def __init__(self, home: Path, api: str) -> None:
        self.home = home
        self.wrong: list[str] = []
        self.client = httpx.Client(base_url=api, timeout=120)

    def pid(self, part: str) -> int:
        state = read_state(Places(self.home).state)
        pid = state.parts[part].pid if state else None
        if pid is None:
            raise SetupError(f"{part} has no process")
        return pid

    def upload_samples(self) -> None:
        rows = [json.loads(line) for line in (SAMPLES / "manifest.jsonl").read_text().splitlines()]
        documents = [list(group) for _, group in groupby(rows, key=lambda row: row["document"])]
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress, ThreadPoolExecutor(4) as pool:
            task = progress.add_task("uploading versions", total=len(rows))

            def upload(versions: list[Json]) -> None:
                for row in versions:
                    path = SAMPLES / row["file"]
                    self.client.post(
                        "/v1/documents?wait=true",
                        files={"file": (path.name, path.read_bytes())},
                        data={name: row[name] for name in ("document", "title", "effective_at")},
                    ).raise_for_status()
                    progress.advance(task)

            list(pool.map(upload, documents))

    def show_documents(self) -> None:
        table = Table("document", "versions", "first", "newest", box=None, padding=(0, 2), header_style="dim")
        for row in self.client.get("/v1/documents").raise_for_status().json()["documents"]:
            dates = [row[name][:10] for name in ("first_effective_at", "last_effective_at")]
            table.add_row(row["title"], str(row["versions"]), *dates)
        console.print(Padding(table, (0, 2)))

    def open_conversation(self) -> None:
        reply = self.client.post("/v1/conversations", json={"title": "demo"}).raise_for_status()
        self.conversation = f"/v1/conversations/{reply.json()['id']}"

    def say(self, text: str, as_of: str | None = None) -> Json:
        body = {"text": text, **({"as_of": as_of} if as_of else {})}
        reply = self.client.post(f"{self.conversation}/messages", json=body).raise_for_status()
        return cast("Json", reply.json())

    def ask(self, text: str, as_of: str | None = None, *, expected: str) -> None:
        """`expected`: the short answer, or the status where there is none."""
        show_question(text, as_of)
        answer = self.say(text, as_of)
        show_answer(answer)
        self.check(text, expected, answer)

    def check(self, text: str, expected: str, answer: Json) -> None:
        if expected not in {answer["answer"], answer["status"]}:
            self.wrong.append(f"{text} was answered {answer['answer'] or answer['status']}, not {expected}")

    def ask_while_the_worker_is_killed(self, text: str, as_of: str, *, expected: str) -> None:
        """The engine is held still, so that the turn is in its middle when the worker dies; then it goes on."""
        show_question(text, as_of)
        engine, worker = self.pid("engine"), self.pid("worker")
        with ThreadPoolExecutor(1) as pool:
            os.kill(engine, signal.SIGSTOP)
            try:
                began = time.perf_counter()
                answer: Future[Json] = pool.submit(self.say, text, as_of)
                doing = self.wait_until_answering()
                os.kill(worker, signal.SIGKILL)
            finally:
                os.kill(engine, signal.SIGCONT)
            console.print(f"  [red]SIGKILL[/] to the worker (pid {worker}) while it was {doing}")
            show_answer(answer.result())
            self.check(text, expected, answer.result())
            took = time.perf_counter() - began
        console.print(f"  [dim]answered {took:.1f} s after it was asked, by worker {self.pid('worker')}[/]")
        turns = self.client.get(self.conversation).raise_for_status().json()["turns"]
        times = sum(turn["text"] == text and turn["answer"]["as_of"].startswith(as_of) for turn in turns)
        console.print(f"  [dim]it stands in the transcript {times} time{'' if times == 1 else 's'}[/]")
        if times != 1:
            self.wrong.append(f"{text} stands in the transcript {times} times")

    @retry(retry=retry_if_result(lambda doing: doing is None), wait=wait_fixed(0.05), stop=stop_after_delay(30))
    def wait_until_answering(self) -> str | None:
        state = self.client.get(self.conversation).json().get("state") or {}
        doing = state.get("doing", "")
        return doing if doing.startswith("answering") else None


def show_question(text: str, as_of: str | None) -> None:
    console.print()
    console.print(Text.assemble(("? ", "bold cyan"), (text, "bold"), (f"   as of {as_of}" if as_of else "", "cyan")))


def show_answer(answer: Json) -> None:
    """The short answer, the sentence, and what it rests on."""
    lines = [Text(answer["answer"] or answer["status"].replace("_", " "), "bold green"), Text(answer["text"])]
    for citation in answer["citations"][: {"answered": 1, "conflict": 2}.get(answer["status"], 0)]:
        section = citation["section"] if isinstance(citation["section"], str) else " > ".join(citation["section"])
        lines.append(
            Text.assemble(
                ("· ", "dim"),
                (f"{citation['title']}, version {citation['version']}", "italic"),
                (f", {section}; in force {window(citation['valid_at'], citation['expired_at'])}", "dim"),
            )
        )
    lines += [Text(f"! {note}", "yellow") for note in answer["coverage"][:3]]
    console.print(Padding(Group(*lines), (0, 0, 0, 2)))


@contextmanager
def fresh_stack() -> Iterator[Demo]:
    """A stack in a folder of its own, which knows none of the user's stores; stopped and removed in the end."""
    with (
        tempfile.TemporaryDirectory(prefix="asof-demo-", ignore_cleanup_errors=True) as folder,
        _stack_in(Path(folder)) as demo,
    ):
        yield demo


@contextmanager
def _stack_in(home: Path) -> Iterator[Demo]:
    environment = isolated_environment(home, os.environ)
    if address := environment.get("ASOF_TEMPORAL_ADDRESS"):
        console.print(
            f"[yellow]it uses the Temporal at {address}: no other asof may work in its namespace meanwhile[/]"
        )
    output = home / "up.log"
    with (
        output.open("wb") as log,
        subprocess.Popen(
            (sys.executable, "-m", "infra.main", "up"),
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the demo, which then stops it
        ) as stack,
    ):
        try:
            with console.status("starting postgres, temporal and the api ..."):
                api = _address_of_the_api(home, stack, output)
            yield Demo(home, api)
        finally:
            with console.status("stopping everything ..."):
                stack.terminate()
                stack.wait(STOP_SECONDS)


@retry(retry=retry_if_result(lambda address: not address), wait=wait_fixed(0.1), stop=stop_after_delay(300))
def _address_of_the_api(home: Path, stack: subprocess.Popen[bytes], output: Path) -> str:
    """Uploads are taken from here on; the model, the slowest part, is loaded meanwhile."""
    if stack.poll() is not None:
        raise SetupError(f"the stack did not start:\n{output.read_text(errors='replace').rstrip()}")
    state = read_state(Places(home).state)
    part = state.parts.get("api") if state else None
    return (part.url or "") if part and part.state == "ready" else ""


def main() -> int:
    began = time.perf_counter()
    console.print(Panel("asof: what held on any date, and where it is written", style="cyan", expand=False))
    with fresh_stack() as demo:
        console.print(f"it takes uploads after {time.perf_counter() - began:.0f} s")
        console.print("\n[bold]1. A small company's policies, version after version[/]")
        demo.upload_samples()
        demo.show_documents()
        console.print("\n[bold]2. One durable conversation: the same question as of three dates[/]")
        demo.open_conversation()
        for date, limit in (("2021-06-01", "110 EUR"), ("2023-06-01", "120 EUR"), ("2025-06-01", "140 EUR")):
            demo.ask(QUESTION, date, expected=limit)
        console.print("\n[bold]3. A date in the words, and a follow-up that leans on it[/]")
        demo.ask("How much was the per diem in Germany on 1 March 2023?", expected="28 EUR")
        demo.ask("And two years later?", expected="32 EUR")
        console.print("\n[bold]4. Two documents that disagree, and something that no document says any more[/]")
        demo.ask("Within how many days may customers return unworn items?", "2023-06-01", expected="conflict")
        demo.ask("How long are call recordings kept?", "2025-06-01", expected="not_stated")
        console.print("\n[bold]5. The worker is killed in the middle of a turn[/]")
        demo.ask_while_the_worker_is_killed("How long are server logs kept?", "2019-06-01", expected="90 days")
    console.print(f"\nEverything is stopped. It took {time.perf_counter() - began:.0f} s.")
    for line in demo.wrong:
        console.print(f"[red]wrong:[/] {line}")
    return 1 if demo.wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RetryError:
        sys.exit("the demo did not come through: what it waited for did not come in time")
    except KeyboardInterrupt:
        sys.exit(130)
    except (SetupError, subprocess.SubprocessError, httpx.HTTPError) as error:
        sys.exit(f"the demo did not come through: {error}")
