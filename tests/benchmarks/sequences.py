"""`python -m tests.benchmarks.sequences [--lengths 10,100,1000]`: publishing must not cost more in a longer sequence.

The p50 of publishing one version, in milliseconds: the next one, and one that arrives late in the middle; of a document
without own windows, and of one in which a statement has its own window in every version.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.fixtures.publishing import System, system_of_its_own

STATEMENTS = 30
REPEATS = 21
MINUTE = 1 / (24 * 60)  # of a day: late versions come as near as that to the one before them
KINDS: dict[str, Callable[[float], str]] = {
    "no own windows": lambda day: f"notice {day} days",
    "a key with its own window in every version": lambda day: f"notice {day} days from {int(day)}",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lengths", default="10,100,1000", help="versions that stand before what is timed")
    lengths = [int(length) for length in parser.parse_args().lengths.split(",")]
    table = Table("document", "versions", "next version", "late version", title="publishing one version, p50")
    for kind, changing in KINDS.items():
        with system_of_its_own() as system:
            standing = 0
            for length in lengths:
                for day in track(range(standing, length), f"{kind}: {length} versions", transient=True):
                    publish(system, changing, day)
                    standing = day + 1
                take_statistics(system)
                late = [publish(system, changing, length / 2 + i * MINUTE) for i in range(1, REPEATS + 1)]
                following = [publish(system, changing, length + i) for i in range(REPEATS)]
                standing = length + REPEATS
                table.add_row(kind, str(length), milliseconds(following), milliseconds(late))
    Console().print(table)


def take_statistics(system: System) -> None:
    """As the server itself does within a minute: a sequence that grew in seconds is planned for as if it were short."""
    with system.pool.connection() as connection:
        connection.execute("ANALYZE")


def publish(system: System, changing: Callable[[float], str], day: float) -> float:
    """Seconds of the publication alone."""
    unchanged = [f"rule{i} stays" for i in range(STATEMENTS)]
    receipt = system.accept("\n".join([changing(day), *unchanged]), day)
    system.prepare(receipt)
    began = time.perf_counter()
    system.publish(receipt)
    return time.perf_counter() - began


def milliseconds(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f} ms"


if __name__ == "__main__":
    main()
