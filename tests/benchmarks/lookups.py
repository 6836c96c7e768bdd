"""`python -m tests.benchmarks.lookups [--facts N ...] [--rounds N] [--plans]`: reads beside many facts.

For each number of facts, imported into a stack of its own: what each statement takes on one connection, set up
and prepared as the API's are, and a bare `SELECT 1` on the same connection in turn with them. `--plans` shows how
Postgres runs each.
"""

import argparse
import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

import httpx
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier, Literal
from rich.console import Console
from rich.table import Table

from knowledge.adapters.postgres.fact_pages import page_query
from knowledge.adapters.postgres.pool import open_pool, single_statements
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.rows import viewpoint_names
from knowledge.ports import FactQuery
from knowledge.time_windows import Viewpoint
from tests.benchmarks.imports import bring
from tests.benchmarks.stack import RunningStack, running_stack

Names = dict[str, object]
KNOWN_KEYS = 5_000
console = Console(width=max(Console().width, 120))


@dataclass(frozen=True, slots=True)
class Read:
    """One statement with other parameters each time; `goal` is a limit for p50 and p99 in round trips."""

    name: str
    query: str
    names: Callable[[random.Random], Names]
    goal: tuple[float, float] | None = None
    is_prepared: bool = True


def year(number: int) -> dt.datetime:
    return dt.datetime(number, 1, 1, tzinfo=dt.UTC)


def reads(connection: Connection[TupleRow], facts: int) -> list[Read]:
    known_at = cast(dt.datetime, _only(connection, "SELECT watermark FROM tenant WHERE name = 'default'"))
    known = connection.execute("SELECT key FROM fact_key ORDER BY md5(key::text) LIMIT %s", [KNOWN_KEYS]).fetchall()
    ids = connection.execute("SELECT id FROM fact ORDER BY md5(id::text) LIMIT %s", [KNOWN_KEYS]).fetchall()

    def listing(query: FactQuery, as_of: int) -> Names:
        viewpoint = Viewpoint(tenant="default", as_of=year(as_of), known_at=known_at)
        return viewpoint_names(viewpoint) | page_query(query)[1]

    def by_key(chance: random.Random) -> Names:
        (key,) = chance.choice(known)
        return listing(FactQuery(key=key), chance.randrange(1500, 2030))

    def by_subject(chance: random.Random) -> Names:
        return listing(FactQuery(subject=f"Entity {chance.randrange(facts // 5)}"), chance.randrange(1500, 2030))

    def nothing_fits(_: random.Random) -> Names:
        return listing(FactQuery(predicate="is nowhere"), 2000)

    def changes(chance: random.Random) -> Names:
        start = year(chance.randrange(1500, 2000))
        return {
            "tenant": "default", "from": start, "to": year(2030), "known_at": known_at, "document": None,
            "after_at": start, "after_key": 0, "limit": 101,
        }  # fmt: skip

    def history(chance: random.Random) -> Names:
        fact: UUID = chance.choice(ids)[0]
        return {"tenant": "default", "id": fact}

    return [
        Read("look-up by key", "facts_by_key", by_key, goal=(2.0, 5.0)),
        Read("facts?subject=", "facts_by_subject", by_subject),
        Read("facts?predicate= that none has", page_query(FactQuery(predicate="x"))[0], nothing_fits),
        Read("changes?from&to, a page of 100", "fact_changes", changes, is_prepared=False),
        Read("history of a fact", "fact_history", history),
    ]


def measure(connection: Connection[TupleRow], read: Read, rounds: int) -> tuple[list[float], list[float]]:
    """Sorted seconds of the read, and of as many bare round trips in turn with it."""
    chance = random.Random(1)
    query = sql(read.query)
    taken: list[float] = []
    bare: list[float] = []
    for _ in range(rounds + 10):
        names = read.names(chance)
        began = time.perf_counter()
        connection.execute("SELECT 1").fetchall()
        reached = time.perf_counter()
        connection.execute(query, names, binary=True, prepare=None if read.is_prepared else False).fetchall()
        bare.append(reached - began)
        taken.append(time.perf_counter() - reached)
    return sorted(taken[10:]), sorted(bare[10:])


def show_plan(connection: Connection[TupleRow], read: Read) -> None:
    names = {name: value for name, value in read.names(random.Random(2)).items() if f"%({name})s" in sql(read.query)}
    mode = "auto" if read.is_prepared else "force_custom_plan"
    query = sql(read.query) % {name: f"${number}" for number, name in enumerate(names, start=1)}
    execute = SQL("EXECUTE shown ({})").format(SQL(", ").join(Literal(value) for value in names.values()))
    connection.execute(SQL("SET plan_cache_mode = {}").format(Identifier(mode)))
    connection.execute(f"PREPARE shown AS {query}".encode())
    for _ in range(6):  # from the sixth on Postgres may take one plan for all
        connection.execute(execute)
    console.rule(read.name)
    for (line,) in connection.execute(SQL("EXPLAIN (ANALYZE, BUFFERS) ") + execute):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    connection.execute("DEALLOCATE shown")
    connection.execute("RESET plan_cache_mode")


def measure_at(stack: RunningStack, facts: int, rounds: int, *, plans: bool) -> Table:
    table = Table("read", "p50", "p99", "SELECT 1: p50", "p99", "ratio p50", "p99", "goal", title=f"{facts:,} facts")
    with open_pool(stack.postgres, max_size=1) as pool, single_statements(pool) as connection:
        connection.execute("VACUUM (ANALYZE)")
        for read in reads(connection, facts):
            taken, bare = measure(connection, read, rounds if read.goal else max(rounds // 10, 10))
            (p50, p99), (bare50, bare99) = (_percentiles(times) for times in (taken, bare))
            goal = "<= {:.0f} and {:.0f}".format(*read.goal) if read.goal else ""
            table.add_row(
                read.name, *map(_us, (p50, p99, bare50, bare99)), f"{p50 / bare50:.1f}", f"{p99 / bare99:.1f}", goal
            )
            if plans:
                show_plan(connection, read)
    return table


def _percentiles(times: list[float]) -> tuple[float, float]:
    return times[len(times) // 2], times[len(times) * 99 // 100]


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} us"


def _only(connection: Connection[TupleRow], query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=2_000)
    parser.add_argument("--plans", action="store_true")
    args = parser.parse_args()
    held = 0
    with running_stack() as stack, httpx.Client(base_url=stack.api, timeout=3_600) as client:
        for facts in sorted(args.facts):
            seconds, _ = bring(client, "generated", held, facts)
            console.print(f"{facts - held:,} facts imported in {seconds:.1f} s")
            held = facts
            console.print(measure_at(stack, facts, args.rounds, plans=args.plans))


if __name__ == "__main__":
    main()
