"""`python -m tests.benchmarks.recalls [--answers 140]`: how many answers a second are asked again after a late version.

The samples are taken in without the second version of each document and questions in everyday words are answered. Then
the versions that were left out come late: the answers that they may concern are found, asked again a moment before the
recording and at it, and marked. Beside it the same questions are asked, bare, by the same process.
"""

import argparse
import datetime as dt
import itertools
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.places import Places
from ingestion.recall.asking import AskingAgain
from ingestion.recall.examining import Examining
from knowledge.adapters.postgres.migrate import migrate
from knowledge.adapters.postgres.pool import open_pool
from knowledge.answering import Answer, Ask
from tests.evaluation.paraphrases import NEVER_SAID, read_questions, read_versions
from tests.evaluation.recalling import LATE, day, take_in
from tests.fixtures.engine import EngineProcess
from tests.fixtures.postgres import dsn_of, embedded_server
from tests.fixtures.recalling import TENANT, RecallingLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting(AskingAgain):
    asked: list[Ask]

    def at(self, ask: Ask, known_at: dt.datetime) -> Answer:
        self.asked.append(ask)
        return AskingAgain.at(self, ask, known_at)


def measure(library: RecallingLibrary, answers: int) -> Table:
    versions = read_versions()
    for version in versions:
        if version.number != LATE:
            take_in(library, version)
    library.recall()
    items = itertools.cycle([*read_questions(), *read_questions(NEVER_SAID)])
    given = [library.ask(item["question"], day(item["as_of"])) for item in itertools.islice(items, answers)]
    asks = [ask for answer in given if (ask := library.again.question(TENANT, answer)) is not None]
    known_at = library.reader.watermark(TENANT)
    began = time.perf_counter()
    for ask in asks:
        library.again.at(ask, known_at)
    bare_s = time.perf_counter() - began

    again = library.again
    counting = Counting(sealed=again.sealed, reader=again.reader, history=again.history, search=again.search, asked=[])
    library.examining = Examining(library.recalls, library.examining._finding, counting)
    examined = marked = 0
    recall_s = 0.0
    for version in versions:
        if version.number == LATE:
            take_in(library, version)
            began = time.perf_counter()
            done = library.recall()
            recall_s += time.perf_counter() - began
            examined, marked = examined + done.answers, marked + done.marked

    table = Table("", "", title=f"{answers} answers, {sum(one.number == LATE for one in versions)} late versions")
    bare = len(asks) / bare_s
    table.add_row("asked bare", f"{bare:.1f} questions a second")
    table.add_row("recalled", f"{examined / recall_s:.1f} answers a second: {examined} in {recall_s:.1f} s")
    table.add_row("of them marked", str(marked))
    table.add_row("asked for that", f"{len(counting.asked)} times, {len(counting.asked) / examined:.1f} an answer")
    table.add_row("asked by recall", f"{len(counting.asked) / recall_s / bare:.0%} of the bare rate, finding included")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=140)
    answers = parser.parse_args().answers
    with embedded_server(autovacuum=True) as server, tempfile.TemporaryDirectory(prefix="asof-engine-") as home:
        migrate(dsn_of(server, "postgres"))
        running = EngineProcess(Places(Path(home)))
        running.start()
        try:
            with open_pool(dsn_of(server, "postgres")) as pool:
                Console().print(measure(RecallingLibrary(pool, running.client()), answers))
        finally:
            running.stop()


if __name__ == "__main__":
    main()
