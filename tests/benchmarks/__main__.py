"""`python -m tests.benchmarks [--set FOLDER] [--limit N]`: every figure beside the limit it is held against."""

import argparse
import asyncio
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.conversations import CrowdTimes, Times, time_crowd
from tests.benchmarks.empty import time_empty_ingestions
from tests.benchmarks.ingestion import (
    WRITERS,
    long_policy,
    time_bare_embedder,
    time_bare_question,
    time_upload,
    upload_history,
)
from tests.benchmarks.reading import (
    ROUNDS,
    STATEMENTS,
    documents_for,
    fill,
    held,
    percentiles,
    questions_for,
    time_reading,
)
from tests.benchmarks.stack import RunningStack, running_stack
from tests.benchmarks.turns import time_first_words, time_turns

TURNS = 100
CROWDS = {1: 60, 10: 15, 50: 6}  # conversations at once, and the turns of each in a round
console = Console()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=Path("../shared/eval/policy_history"))
    parser.add_argument("--turns", action="store_true", help="conversations only")
    parser.add_argument("--limit", type=int, help="only the first N versions")
    arguments = parser.parse_args()
    table = Table("what", "measured", "limit of the same run", "ratio", "goal", title="asof benchmarks")
    with running_stack() as stack:
        _turns(table, stack)
        for at_once in CROWDS:
            _crowd(table, stack, at_once)
        if not arguments.turns:
            _one_sentence(table, stack)
            _set(table, stack, arguments.set, arguments.limit)
    console.print(table)


def _set(table: Table, stack: RunningStack, folder: Path, limit: int | None) -> None:
    if (folder / "manifest.jsonl").exists():
        _history(table, stack, folder, limit)
    else:
        console.print(f"no manifest.jsonl in {folder}: made-up policies in its place, their ingestion not timed")
        fill(stack, documents_for(STATEMENTS))
    _reading(table, stack, folder if (folder / "qa.jsonl").exists() else None)


def _turns(table: Table, stack: RunningStack) -> None:
    console.print(f"{TURNS} durable turns of two kinds beside {TURNS} empty updates ...")
    time_upload(stack, "turns", long_policy(60), "2024-01-01")
    times = asyncio.run(time_turns(stack, TURNS))
    for kind, seconds in (("never asked", times.asked_anew), ("asked before", times.asked_before)):
        for limit, floor in (("empty update", times.empty_update), ("update + activity", times.update_with_activity)):
            goal = "<= 4, then <= 2" if floor == times.empty_update else ""
            table.add_row(
                f"turn, question {kind}", _ms(seconds), f"{limit} {_ms(floor)}", f"{seconds / floor:.2f}", goal
            )
    table.add_row("", "", f"bare embedding of a question {_ms(time_bare_question())}", "", "")
    words = time_first_words(stack, TURNS)
    for name, seconds in (("first word on the stream", words.taken), ("first stage on the stream", words.stage)):
        p50, p95 = percentiles(sorted(seconds))
        table.add_row(name, f"{_ms(p50)}, p95 {_ms(p95)}", "after the message was sent", "", "<= 50 ms")


def _crowd(table: Table, stack: RunningStack, at_once: int) -> None:
    console.print(f"{at_once} conversations at once beside as many empty ones ...")
    times: CrowdTimes = asyncio.run(time_crowd(stack, at_once, CROWDS[at_once]))
    name = "1 conversation" if at_once == 1 else f"{at_once} conversations"
    empty, _ = times.empty_update.p50_and_p95
    for kind, asked in (("never asked", times.asked_anew), ("asked before", times.asked_before)):
        p50, _ = asked.p50_and_p95
        goal = "<= 2" if at_once == 1 else ""
        limit = f"empty update {_both(times.empty_update)}"
        table.add_row(f"{name}: turn, question {kind}", _both(asked), limit, f"{p50 / empty:.2f}", goal)
    held = times.update_with_activity.per_second
    for kind, asked in (("never asked", times.asked_anew), ("asked before", times.asked_before)):
        limit = f"update + activity {held:.0f}/s"
        table.add_row(f"{name}: {kind}", f"{asked.per_second:.0f}/s", limit, f"{asked.per_second / held:.2f}", ">= 0.6")
    anew, outside = times.asked_anew.per_second, times.outside.per_second
    limit = f"/v1/ask, no conversation {outside:.0f}/s"
    table.add_row(f"{name}: never asked", f"{anew:.0f}/s", limit, f"{anew / outside:.2f}", "")


def _both(times: Times) -> str:
    p50, p95 = times.p50_and_p95
    return f"{_ms(p50)}, p95 {_ms(p95)}"


def _one_sentence(table: Table, stack: RunningStack) -> None:
    console.print("a document, and the same with one sentence changed ...")
    text = long_policy(200)
    whole, embedded = time_upload(stack, "handbook", text, "2024-01-01")
    changed, again = time_upload(stack, "handbook", text.replace("within 52 days", "within 53 days"), "2024-06-01")
    table.add_row(
        f"one sentence changed ({again} embedded)",
        f"{changed:.2f} s",
        f"whole document {whole:.2f} s ({embedded} embedded)",
        f"{changed / whole:.3f}",
        "a sentence's cost",
    )


def _history(table: Table, stack: RunningStack, folder: Path, limit: int | None) -> None:
    console.print("uploading a whole history ...")
    versions, seconds = upload_history(stack, folder, limit)
    console.print(f"{versions} versions in {seconds:.0f} s; the bare embedder on the same texts ...")
    texts, embedding = time_bare_embedder(stack)
    console.print(f"{texts} texts in {embedding:.0f} s; as many empty workflows ...")
    workflows = asyncio.run(time_empty_ingestions(stack.temporal, versions, WRITERS))
    table.add_row(
        f"ingestion of {versions} versions",
        f"{seconds:.1f} s",
        f"{texts} texts {embedding:.1f} s + {versions} workflows of three activities {workflows:.1f} s",
        f"{seconds / (embedding + workflows):.2f}",
        "<= 1.3",
    )
    short = asyncio.run(time_empty_ingestions(stack.temporal, versions, WRITERS, short=True))
    floor = f"the texts + as many workflows of three local activities {short:.1f} s"
    table.add_row("", "", floor, f"{seconds / (embedding + short):.2f}", "")


def _reading(table: Table, stack: RunningStack, folder: Path | None) -> None:
    console.print(f"search and ask beside {held(stack)} ...")
    asked, warm_up = questions_for(folder, documents_for(STATEMENTS))
    times = time_reading(stack, asked, ROUNDS, warm_up)
    bare, _ = percentiles(times.bare)
    for name, seconds in (("search", times.search), ("ask", times.ask)):
        p50, p95 = percentiles(seconds)
        measured = f"{_ms(p50)}, p95 {_ms(p95)}"
        table.add_row(name, measured, f"bare embedding of a question {_ms(bare)}", f"{p50 / bare:.2f}", "<= 3")


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


if __name__ == "__main__":
    main()
