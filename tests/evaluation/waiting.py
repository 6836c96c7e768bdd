"""`python -m tests.evaluation.waiting [--set FOLDER] [--shuffle SEED]`: what the rules of a new tenant let wait.

Every version is taken in by the product's parser, extractor, publication and gate; only the vectors are numbers. Nobody
decides, so what waits stays unpublished, and what comes after it is compared with what is. Withdrawals come last, and
the shuffled order is the one that `score.py --shuffle` sends.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from ingestion.invalidation.shown import Invalidation, InvalidationStore
from tests.fixtures.arrivals import Arrival, ReadOnce, arrivals_of, ingest
from tests.fixtures.publishing import system_of_its_own
from tests.fixtures.reviewing import Reviewer

HISTORY = Path("../shared/eval/policy_history")
say = partial(Console(soft_wrap=True).print, markup=False, highlight=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=HISTORY, help="a folder with a manifest.jsonl")
    parser.add_argument("--shuffle", help="arrive in a random order made from this")
    parser.add_argument("--approve", action="store_true", help="somebody approves what waits, before the next arrives")
    parser.add_argument("--document", help="only documents whose slug begins so")
    arguments = parser.parse_args()
    arrivals = as_sent(arrivals_of(arguments.set), arguments.shuffle)
    arrivals = [one for one in arrivals if one.document.startswith(arguments.document or "")]
    began = time.perf_counter()
    read_once = ReadOnce()
    with system_of_its_own(read_once, read_once) as system:
        system.gated = True
        reviewer = Reviewer(system)
        for arrival in arrivals:
            ingest(system, arrival)
            for one in reviewer.waiting() if arguments.approve else ():
                reviewer.approve(one.id)
        proposals = pages(reviewer.shown)
    found = [one for one in proposals if one.decided_at != one.opened_at]
    applied = len(proposals) - len(found)
    uploads = sum(1 for one in arrivals if one.content is not None)
    say(f"{uploads} versions of {len({one.document for one in arrivals})} documents", end="")
    say(f" in {time.perf_counter() - began:.0f} s: {applied} changes applied at once, {len(found)} wait or waited")
    for one in sorted(found, key=lambda one: (one.document, one.version)):
        effective = f"{one.effective_at:%Y-%m-%d}" if one.effective_at else "?"
        say(
            f"  {one.share_going:4.0%}  {one.document} {effective}: {one.facts_removed} removed,"
            f" {one.facts_superseded} replaced, {one.facts_added} new"
        )


def as_sent(arrivals: Sequence[Arrival], seed: str | None) -> list[Arrival]:
    """Document after document: its versions, then its withdrawals."""
    uploads, withdrawals = defaultdict[str, list[Arrival]](list), defaultdict[str, list[Arrival]](list)
    for one in arrivals:
        (withdrawals if one.content is None else uploads)[one.document].append(one)
    if seed is not None:
        for document, versions in uploads.items():
            random.Random(f"{seed} {document}").shuffle(versions)
    return [one for document, versions in uploads.items() for one in (*versions, *withdrawals[document])]


def pages(store: InvalidationStore) -> list[Invalidation]:
    found: list[Invalidation] = []
    before = None
    while True:
        page, before = store.page("default", statuses=None, document=None, limit=500, before=before)
        found += page
        if before is None:
            return found


if __name__ == "__main__":
    main()
