"""`python -m tests.evaluation.orders [--set FOLDER] [--seeds 1,2,3]`: every order of arrival gives the same rows.

Each order is ingested into a database of its own with the product's parser, extractor and publication; only the vectors
are numbers. Then every row that is held, and what a reader finds as of every version's date, is compared.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from tests.fixtures.arrivals import Arrival, ReadOnce, Rows, arrivals_of, differences, in_another_order, ingest, picture
from tests.fixtures.publishing import system_of_its_own

HISTORY = Path("../shared/eval/policy_history")
SHOWN = 40
say = partial(Console(soft_wrap=True).print, markup=False, highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=HISTORY, help="a folder with a manifest.jsonl")
    parser.add_argument("--seeds", default="1,2,3", help="one shuffled order for each, after that of the manifest")
    parser.add_argument("--document", help="only one document of the set")
    arguments = parser.parse_args()
    arrivals = [one for one in arrivals_of(arguments.set) if arguments.document in (None, one.document)]
    read_once = ReadOnce()
    in_order = ingested("in order", arrivals, read_once)
    say("compared:", ", ".join(f"{rows.total()} {name}" for name, rows in in_order.items()))
    equal = True
    for seed in arguments.seeds.split(","):
        shuffled = ingested(f"seed {seed}", in_another_order(arrivals, int(seed)), read_once)
        found = differences(in_order, shuffled)
        equal = equal and not found
        more = [f"... and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        say(f"seed {seed}: {len(found)} differences", *found[:SHOWN], *more, sep="\n  ")
    return 0 if equal else 1


def ingested(name: str, arrivals: Sequence[Arrival], read_once: ReadOnce) -> Rows:
    """Everything that a system holds after these arrivals, in a database of its own."""
    began = time.perf_counter()
    with system_of_its_own(read_once, read_once) as system:
        for arrival in arrivals:
            ingest(system, arrival)
        ingesting, began = time.perf_counter() - began, time.perf_counter()
        found = picture(system)
    reading = time.perf_counter() - began
    say(f"{name}: {len(arrivals)} uploads and withdrawals in {ingesting:.0f} s, read in {reading:.0f} s")
    return found


if __name__ == "__main__":
    sys.exit(main())
