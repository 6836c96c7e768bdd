"""`python -m tests.benchmarks.reading [--set FOLDER] [--statements N] [--rounds N]`: search and ask.

One reader puts questions that were never put before, over HTTP: to search, to ask, and in turn with them to the
engine's bare embedder, as nothing answers in words before it has embedded the question. The documents are those of a
set in the scorer's layout, else made-up policies of `--statements` statements in several versions.
"""

import argparse
import itertools
import json
import os
import random
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
from rich.console import Console
from rich.table import Table

from infra.engine.client import EngineClient
from infra.places import Places
from tests.benchmarks.ingestion import WRITERS, upload_history
from tests.benchmarks.policies import PolicyVersion, policies, questions, statements_per_document
from tests.benchmarks.stack import RunningStack, running_stack

STATEMENTS = 12_000
ROUNDS = 200
WARM_UP = 15
_DATES = tuple(f"{year}-{month:02d}-15" for year in (2022, 2023, 2024) for month in range(1, 13))
console = Console()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    text: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Sorted seconds."""

    search: list[float]
    ask: list[float]
    bare: list[float]


def fill(stack: RunningStack, documents: int) -> float:
    """Seconds of uploading made-up policies, documents side by side, the versions of each in order."""

    def upload(versions: list[PolicyVersion]) -> None:
        with stack.client() as client:
            for version in versions:
                client.post(
                    "/v1/documents?wait=true",
                    files={"file": (f"{version.document}.md", version.text.encode(), "text/markdown")},
                    data={
                        "document": version.document,
                        "title": version.title,
                        "effective_at": version.effective_at,
                    },
                ).raise_for_status()

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(upload, policies(documents)))
    return time.perf_counter() - began


def documents_for(statements: int) -> int:
    return max(1, round(statements / statements_per_document()))


def made_up(documents: int) -> list[Question]:
    return [
        Question(text=text, as_of=as_of)
        for text, as_of in zip(questions(documents), itertools.cycle(_DATES), strict=False)
    ]


def questions_for(folder: Path | None, documents: int) -> tuple[list[Question], list[Question]]:
    """Those that are timed, of the set or else of so many made-up documents, and those to warm up with."""
    warm_up, others = split_off(made_up(documents), WARM_UP * 3)
    return of_set(folder) if folder else others, warm_up


def split_off(asked: Sequence[Question], count: int) -> tuple[list[Question], list[Question]]:
    """`count` questions from all over, and the others."""
    step = max(1, len(asked) // count)
    chosen = set(range(0, step * count, step))
    return [asked[at] for at in sorted(chosen) if at < len(asked)], [
        one for at, one in enumerate(asked) if at not in chosen
    ]


def of_set(folder: Path) -> list[Question]:
    """Of every wording the first, without its date: put again as of another date, it would be embedded already."""
    rows = [json.loads(line) for line in (folder / "qa.jsonl").read_text(encoding="utf-8").splitlines()]
    return list({row["question"]: Question(text=row["question"], as_of=row["as_of"]) for row in rows}.values())


def time_reading(stack: RunningStack, asked: Sequence[Question], rounds: int, warm_up: Sequence[Question]) -> Times:
    """The three in turn, so that whatever else the machine does meets them alike; each question once, to one of them.

    Those of one round are of about one length. `warm_up`: questions beside those `asked`, which are not timed.
    """
    engine = EngineClient(Places(stack.home).engine_socket, Places(stack.home).engine_key)
    address = urlsplit(stack.api)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=60)  # httpx adds a millisecond

    def reach(method: str, path: str, body: str | None = None) -> None:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        reply = connection.getresponse()
        content = reply.read()
        assert reply.status == HTTPStatus.OK, content

    def search(one: Question) -> None:
        reach("GET", f"/v1/search?{urlencode({'q': one.text, 'as_of': one.as_of})}")

    def ask(one: Question) -> None:
        reach("POST", "/v1/ask", json.dumps({"question": one.text, "as_of": one.as_of}))

    kinds: list[Callable[[Question], object]] = [search, ask, lambda one: engine.embed_question(one.text)]
    taken: list[list[float]] = [[] for _ in kinds]
    first = _of_like_length(warm_up, len(kinds))[:WARM_UP]
    for three in [*first, *_of_like_length(asked, len(kinds))[:rounds]]:
        for kind, one, seconds in zip(kinds, three, taken, strict=True):
            began = time.perf_counter()
            kind(one)
            seconds.append(time.perf_counter() - began)
    engine.close()
    connection.close()
    searching, asking, bare = (sorted(seconds[len(first) :]) for seconds in taken)
    return Times(search=searching, ask=asking, bare=bare)


def _of_like_length(asked: Sequence[Question], size: int) -> list[tuple[Question, ...]]:
    chance = random.Random(5)
    mixed = chance.sample(asked, len(asked))
    by_length = sorted(mixed, key=lambda one: len(one.text))
    groups = [tuple(by_length[at : at + size]) for at in range(0, len(by_length) - size + 1, size)]
    return chance.sample(groups, len(groups))


def held(stack: RunningStack) -> str:
    """What is asked about, in words."""
    with psycopg.connect(stack.postgres) as connection:
        counted = connection.execute(
            """SELECT count(*), sum(said), (SELECT count(*) FROM fact) FROM (
                   SELECT DISTINCT ON (document_id, text) coalesce(array_length(statements, 1), 0) AS said
                   FROM passage_content) passages"""
        ).fetchone()
    assert counted is not None
    passages, statements, facts = counted
    return f"{statements:,} statements in {passages:,} passages, {facts:,} facts"


def rows_of(times: Times) -> Iterable[tuple[str, ...]]:
    """What, p50, p95, p50 and p95 as multiples of those of the bare embedding, and the goals."""
    bare50, bare95 = percentiles(times.bare)
    yield "embedding of a question", _ms(bare50), _ms(bare95), "", "", ""
    for name, seconds, goal in (("search", times.search, 25), ("ask", times.ask, 40)):
        p50, p95 = percentiles(seconds)
        yield name, _ms(p50), _ms(p95), f"{p50 / bare50:.2f}", f"{p95 / bare95:.2f}", f"p50 <= {goal} ms, <= 3"


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    return seconds[len(seconds) // 2], seconds[len(seconds) * 95 // 100]


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, help="a set in the scorer's layout in the place of made-up policies")
    parser.add_argument("--statements", type=int, default=STATEMENTS, help="of the made-up policies")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    documents = documents_for(given.statements)
    with running_stack() as stack:
        console.print("uploading ...")
        seconds = upload_history(stack, given.set, None)[1] if given.set else fill(stack, documents)
        console.print(f"{held(stack)}, in {seconds:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        asked, warm_up = questions_for(given.set, documents)
        times = time_reading(stack, asked, given.rounds, warm_up)
    table = Table(
        "what", "p50", "p95", "of the embedding: p50", "p95", "goal", title=f"reading, {len(times.ask)} rounds"
    )
    for row in rows_of(times):
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
