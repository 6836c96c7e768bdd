"""Look-ups as of a date over imported triples: how many are answered exactly.

    python -m tests.evaluation.triples --set FOLDER [--base-url URL] [--json]

FOLDER holds `NAME.tsv` files and beside each `NAME.asof.jsonl` with look-ups: kind, subject, predicate, as_of and the
expected objects. Imports each file as a source of its own over HTTP, asks every look-up of it, and prints right and
total for each kind. Exit code 1 unless all are exact. Without `--base-url` it starts a stack of its own.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from tests.benchmarks.stack import running_stack

BESIDE_ONE_ANOTHER = 4
SHOWN_MISSES = 5

Json = dict[str, Any]


@dataclass(slots=True)
class Result:
    """Of one file. `kinds` is (right, total) for each kind of look-up; `misses` the first that were not exact."""

    name: str
    imported: Json
    import_seconds: float
    look_up_seconds: float = 0.0
    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)
    misses: list[Json] = field(default_factory=list)

    @property
    def right(self) -> int:
        return sum(right for right, _ in self.kinds.values())

    @property
    def total(self) -> int:
        return sum(total for _, total in self.kinds.values())

    @property
    def is_exact(self) -> bool:
        return self.right == self.total and not self.imported["rejected"]


def evaluate(client: httpx.Client, file: Path) -> Result:
    result = _import(client, file)
    look_ups = [json.loads(line) for line in file.with_suffix(".asof.jsonl").read_text("utf-8").splitlines()]
    began = time.perf_counter()
    with ThreadPoolExecutor(BESIDE_ONE_ANOTHER) as threads:
        answers = list(threads.map(lambda asked: objects(client, _slug(file), asked), look_ups))
    result.look_up_seconds = time.perf_counter() - began
    kinds: dict[str, list[bool]] = defaultdict(list)
    for asked, found in zip(look_ups, answers, strict=True):
        right = found == sorted(set(asked["expected"]))
        kinds[asked["kind"]].append(right)
        if not right and len(result.misses) < SHOWN_MISSES:
            result.misses.append({**asked, "found": found})
    result.kinds = {kind: (sum(judged), len(judged)) for kind, judged in kinds.items()}
    return result


def objects(client: httpx.Client, source: str, asked: Json) -> list[str]:
    """Every object that the source gives at `as_of`, page by page; one twice if two facts say it."""
    query = {"subject": asked["subject"], "predicate": asked["predicate"], "as_of": asked["as_of"], "document": source}
    found: list[str] = []
    cursor = None
    while True:
        given = query if cursor is None else {**query, "cursor": cursor}
        page = client.get("/v1/facts", params=given).raise_for_status().json()
        found += [fact["object"] for fact in page["facts"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return sorted(found)


def _import(client: httpx.Client, file: Path) -> Result:
    began = time.perf_counter()
    with file.open("rb") as content:
        reply = client.post(
            "/v1/facts:import",
            params={"source": _slug(file), "reason": "evaluation"},
            headers={"Content-Type": "text/tab-separated-values"},
            content=content,
        )
    return Result(file.stem, reply.raise_for_status().json(), time.perf_counter() - began)


def _slug(file: Path) -> str:
    return file.stem.replace("_", "-")


def as_json(results: Sequence[Result]) -> Json:
    shown = {
        result.name: {
            "imported": {name: value for name, value in result.imported.items() if name != "errors"},
            "import_seconds": round(result.import_seconds, 2),
            "look_up_seconds": round(result.look_up_seconds, 2),
            "kinds": {kind: {"right": right, "total": total} for kind, (right, total) in result.kinds.items()},
            "right": result.right,
            "total": result.total,
            "misses": result.misses,
        }
        for result in results
    }
    return {"exact": all(result.is_exact for result in results), "sets": shown}


def as_table(results: Sequence[Result]) -> Table:
    table = Table("look-ups", *(result.name for result in results), box=None, padding=(0, 3, 0, 0))
    for kind in dict.fromkeys(kind for result in results for kind in result.kinds):
        table.add_row(kind, *(_of(result.kinds.get(kind, (0, 0))) for result in results))
    table.add_section()
    table.add_row("all", *(_of((result.right, result.total)) for result in results), style="bold")
    table.add_row("ms a look-up", *(f"{1_000 * result.look_up_seconds / result.total:.1f}" for result in results))
    table.add_row("triples", *(f"{result.imported['lines']:,}" for result in results))
    table.add_row("new", *(f"{result.imported['imported']:,}" for result in results))
    table.add_row("rejected", *(f"{result.imported['rejected']:,}" for result in results))
    table.add_row("triples/s", *(f"{result.imported['lines'] / result.import_seconds:,.0f}" for result in results))
    return table


def _of(judged: tuple[int, int]) -> str:
    return f"{judged[0]:,} of {judged[1]:,}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--base-url")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    files = sorted(file for file in args.set.glob("*.tsv") if file.with_suffix(".asof.jsonl").exists())
    if not files:
        parser.error(f"{args.set} holds no NAME.tsv with its NAME.asof.jsonl")
    with ExitStack() as stack:
        url = args.base_url or stack.enter_context(running_stack()).api
        client = stack.enter_context(httpx.Client(base_url=url, timeout=600))
        results = [evaluate(client, file) for file in files]
    if args.json:
        sys.stdout.write(json.dumps(as_json(results), ensure_ascii=False, indent=2) + "\n")
    else:
        console = Console()
        console.print(as_table(results))
        for result in results:
            for miss in result.misses:
                console.print(f"{result.name} {miss['id']}: expected {miss['expected']}, found {miss['found']}")
    sys.exit(0 if all(result.is_exact for result in results) else 1)


if __name__ == "__main__":
    main()
