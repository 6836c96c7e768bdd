"""`python -m tests.benchmarks.loading [--set FOLDER] [--limit N]`: a history through `asof add FOLDER --manifest`.

Beside it, in the same run: the bare embedder over the same unique texts and as many empty workflows; the same command
again; and a person's upload alone and beside a running load.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

import psycopg
from rich.console import Console
from rich.table import Table

from tests.benchmarks.empty import time_empty_ingestions
from tests.benchmarks.ingestion import WRITERS, long_policy, time_bare_embedder, time_upload
from tests.benchmarks.stack import RunningStack, running_stack

SINGLES = 7
SECTIONS = 20
BESIDE = 60  # documents of the load that a person's uploads are timed beside
COUNTS = """SELECT (SELECT count(*) FROM version), (SELECT count(*) FROM embedding), (SELECT count(*) FROM event),
                   (SELECT max(watermark) FROM tenant)"""
Json = dict[str, Any]
console = Console()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=Path("../shared/eval/policy_history"))
    parser.add_argument("--limit", type=int, help="only the first N rows of the manifest")
    arguments = parser.parse_args()
    table = Table("what", "measured", "beside", "ratio", "goal", title=f"bulk loads, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, running_stack() as stack:
        _history(table, stack, arguments.set, _manifest(arguments.set, arguments.limit, Path(folder)))
        _fairness(table, stack, Path(folder))
    console.print(table)


def _history(table: Table, stack: RunningStack, folder: Path, manifest: Path) -> None:
    report = _load(stack, folder, manifest)
    after = _counts(stack)
    console.print(f"loaded: {report}")
    again = _load(stack, folder, manifest)
    console.print(f"again: {again}; nothing written: {_counts(stack) == after}")
    texts, embedding = time_bare_embedder(stack)
    versions, seconds = report["added"] + report["withdrawn"] + report["waiting"], report["seconds"]
    short = asyncio.run(time_empty_ingestions(stack.temporal, versions, WRITERS, short=True))
    remote = asyncio.run(time_empty_ingestions(stack.temporal, versions, WRITERS))
    for name, workflows in (("local", short), ("remote", remote)):
        floor = f"{texts} texts {embedding:.1f} s + as many workflows of three {name} activities {workflows:.1f} s"
        table.add_row(
            f"{versions} entries loaded",
            f"{seconds:.1f} s",
            floor,
            f"{(embedding + workflows) / seconds:.2f}",
            ">= .85",
        )
    written = "nothing" if _counts(stack) == after else "something"
    table.add_row(
        "the same again", f"{again['seconds']:.2f} s", f"{again['known']} known, {written} written or embedded", "", ""
    )


def _fairness(table: Table, stack: RunningStack, folder: Path) -> None:
    _single(stack, "warm-up")
    alone = [_single(stack, f"alone-{number}") for number in range(SINGLES)]
    many = folder / "many"
    for number in range(BESIDE):
        (many / f"beside-{number}").mkdir(parents=True)
        (many / f"beside-{number}" / "2023-01-01.md").write_text(_text(f"beside {number}", 4 * SECTIONS))
    with subprocess.Popen(_command(many), env=_environment(stack), stdout=subprocess.PIPE) as loading:
        while not _documents(stack, "beside-%"):
            time.sleep(0.05)
        beside, left = [], []
        for number in range(SINGLES):
            beside.append(_single(stack, f"person-{number}"))
            left.append(BESIDE - _documents(stack, "beside-%"))
        report = json.loads(loading.communicate()[0])
    console.print(f"beside: {[round(one, 2) for one in beside]}, left of the load: {left}; {report}")
    table.add_row(
        f"a person's upload beside a load (of {BESIDE} documents {min(left)} still to come)",
        f"{statistics.median(beside):.2f} s",
        f"alone {statistics.median(alone):.2f} s",
        f"{statistics.median(beside) / statistics.median(alone):.2f}",
        "a small factor",
    )


def _single(stack: RunningStack, name: str) -> float:
    return time_upload(stack, name, _text(name, SECTIONS), "2024-01-01")[0]


def _text(name: str, sections: int) -> str:
    return long_policy(sections).replace("Team", f"Team {name}")


def _documents(stack: RunningStack, like: str) -> int:
    with psycopg.connect(stack.postgres) as connection:
        query = "SELECT count(*) FROM ingestion WHERE document LIKE %s AND status = 'done'"
        return cast("tuple[int]", connection.execute(query, (like,)).fetchone())[0]


def _counts(stack: RunningStack) -> tuple[Any, ...]:
    with psycopg.connect(stack.postgres) as connection:
        return cast("tuple[Any, ...]", connection.execute(COUNTS).fetchone())


def _load(stack: RunningStack, folder: Path, manifest: Path) -> Json:
    command = [*_command(folder), "--manifest", str(manifest)]
    done = subprocess.run(command, env=_environment(stack), check=False, capture_output=True)
    report = cast(Json, json.loads(done.stdout))
    return {name: value for name, value in report.items() if name != "refusals"}


def _command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "infra.main", "add", str(folder), "--json", "--at-once", str(WRITERS)]


def _environment(stack: RunningStack) -> dict[str, str]:
    return {**os.environ, "ASOF_URL": stack.api}


def _manifest(folder: Path, limit: int | None, aside: Path) -> Path:
    whole = (folder / "manifest.jsonl").absolute()
    if limit is None:
        return whole
    part = aside / "manifest.jsonl"
    part.write_text("".join(whole.read_text().splitlines(keepends=True)[:limit]))
    return part


if __name__ == "__main__":
    main()
