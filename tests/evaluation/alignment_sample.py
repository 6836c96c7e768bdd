"""Differences between neighbouring versions for a person to judge: what `alignment_labels.jsonl` was made from.

    python -m tests.evaluation.alignment_sample [--set FOLDER] [--seed N]

Draws documents, one pair of versions each, and statements of that pair that stand in one version only (in that
section); prints each with the statements of the other version that share most of its words, and their neighbours.
Knows nothing of the alignment that is to be judged. Documents fall into the tuning and the held-out half in turn.
"""

import argparse
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge.passages import Statement, without_numbering
from tests.evaluation.alignment_versions import FOLDER, SAMPLES, Neighbours, all_neighbours, hash_of, statements_of

DOCUMENTS = 20  # of FOLDER, beside all of SAMPLES
MORE = 12  # further pairs of the documents drawn
STATEMENTS = 5  # of a pair of versions
LEAST, MOST = 4, 400  # differences of a pair that is drawn from: fewer tell little, more is another document
SHOWN = 4  # candidates beside a statement


def drawn(folder: Path, seed: int) -> list[tuple[str, Neighbours]]:
    """(half, pair of versions): one of each document in a seeded order, then `MORE` of the same documents."""
    chance = random.Random(seed)
    chosen: list[tuple[str, Neighbours]] = []
    others: list[tuple[str, Neighbours]] = []
    for root, limit in ((SAMPLES, None), (folder, DOCUMENTS)):
        by_document: dict[str, list[Neighbours]] = {}
        for pair in all_neighbours(root):
            before, after = (statements_of(root / file) for file in (pair.before, pair.after))
            if LEAST <= len(differing(before, after)) + len(differing(after, before)) <= MOST:
                by_document.setdefault(pair.document, []).append(pair)
        documents = sorted(by_document)
        chance.shuffle(documents)
        for turn, document in enumerate(documents[:limit]):
            pair = chance.choice(by_document[document])
            by_document[document].remove(pair)
            chosen.append(("tuning" if turn % 2 == 0 else "held_out", pair))
            others += [(chosen[-1][0], other) for other in by_document[document]]
    return chosen + chance.sample(others, MORE)


def differing(these: Sequence[Statement], others: Sequence[Statement]) -> list[int]:
    """Ordinals of the statements that do not stand in the same section of the other version."""
    there = {_place(one) for one in others}
    return [index for index, one in enumerate(these) if _place(one) not in there]


def _place(one: Statement) -> tuple[object, ...]:
    return (*map(without_numbering, one.section), one.text)


def _nearest(text: str, others: Sequence[Statement]) -> list[int]:
    words = set(re.findall(r"\w+", text.casefold()))
    shared = [
        (len(words & said) / len(words | said | {""}), -index)
        for index, one in enumerate(others)
        if (said := set(re.findall(r"\w+", one.text.casefold())))
    ]
    return [-index for score, index in sorted(shared, reverse=True)[:SHOWN] if score > 0.1]


def _shown(side: str, index: int, all_: Sequence[Statement]) -> str:
    one = all_[index]
    return f"{side}{index} {hash_of(one.text)} [{' > '.join(one.section[1:])}] {one.text}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=FOLDER)
    parser.add_argument("--seed", type=int, default=20261)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    for half, pair in drawn(given.set, given.seed):
        before, after = (statements_of(pair.root / file) for file in (pair.before, pair.after))
        pool = [("-", i) for i in differing(before, after)] + [("+", i) for i in differing(after, before)]
        sys.stdout.write(f"\n=== {half} {pair.document}: {pair.before} -> {pair.after}, {len(pool)} differences\n")
        for side, index in sorted(chance.sample(pool, min(STATEMENTS, len(pool)))):
            these, others, other = (before, after, "+") if side == "-" else (after, before, "-")
            sys.stdout.write(f"\n{_shown(side, index, these)}\n")
            if index:
                sys.stdout.write(f"      after: {these[index - 1].text[:90]}\n")
            for candidate in _nearest(these[index].text, others):
                sys.stdout.write(f"    {_shown(other, candidate, others)}\n")


if __name__ == "__main__":
    main()
