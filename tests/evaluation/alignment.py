"""How well neighbouring versions are aligned: precision and recall of each kind of edit against labels by hand.

    python -m tests.evaluation.alignment [--set FOLDER] [--json] [--show] [--time]

`alignment_labels.jsonl` names statements by file, ordinal and the hash of their text; `alignment_sample` says how they
were drawn. They were judged before there was anything to tune; one, of the tuning half, was put right later, when its
predecessor turned out to stand verbatim in another section. Of the edits that touch a labelled statement, precision is
the share with the label's pair and kind; recall is the share of the labels found. `paired` asks for the pair alone,
whatever its kind. `--show` prints what differs; `--time` aligns all neighbouring versions of FOLDER.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.alignment import Edit, EditKind, align, compared
from tests.evaluation.alignment_versions import FOLDER, SAMPLES, all_neighbours, hash_of, labels, statements_of

PAIRED = "paired"
MEASURES = (PAIRED, *(kind.value for kind in EditKind))
HALVES = ("tuning", "held_out")


@dataclass(slots=True)
class Tally:
    """Of one half: labels, edits that touch a labelled statement, and edits that are right, by measure."""

    labelled: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, dict[str, float | int | None]]:
        return {
            measure: {
                "labels": self.labelled[measure],
                "precision": _share(self.right[measure], self.told[measure]),
                "recall": _share(self.right[measure], self.labelled[measure]),
            }
            for measure in MEASURES
        }


def tally(folder: Path, *, show: bool) -> dict[str, Tally]:
    tallies = {half: Tally() for half in HALVES}
    for half, files, expected in _by_versions(folder):
        edits = _aligned(*files)
        of_before = {edit.before: edit for edit in edits if edit.before is not None}
        of_after = {edit.after: edit for edit in edits if edit.after is not None}
        told = {of_before[one.before] for one in expected if one.before is not None}
        told |= {of_after[one.after] for one in expected if one.after is not None}
        for edit in expected:
            tallies[half].labelled.update(_measures(edit))
        for edit in told:
            tallies[half].told.update(_measures(edit))
        tallies[half].right.update(edit.kind.value for edit in told & expected)
        pairs = {(edit.before, edit.after) for edit in told if PAIRED in _measures(edit)}
        tallies[half].right[PAIRED] += sum((edit.before, edit.after) in pairs for edit in expected)
        if show and told != expected:
            _show(half, files, expected, told)
    return tallies


def _by_versions(folder: Path) -> Iterator[tuple[str, tuple[Path, Path], set[Edit]]]:
    expected: dict[tuple[str, tuple[Path, Path]], set[Edit]] = defaultdict(set)
    for label in labels():
        root = SAMPLES if label["set"] == "samples" else folder
        before, after = (root / file for file in label["files"])
        ends = [_ordinal(label[end], path) for end, path in (("before", before), ("after", after))]
        expected[label["half"], (before, after)].add(Edit(kind=EditKind(label["kind"]), before=ends[0], after=ends[1]))
    yield from ((half, files, edits) for (half, files), edits in expected.items())


def _ordinal(end: dict | None, path: Path) -> int | None:
    """The labelled statement; where parsing has moved it since, the one with its text."""
    if end is None:
        return None
    hashes = [hash_of(one.text) for one in statements_of(path)]
    at = end["statement"]
    return at if at < len(hashes) and hashes[at] == end["hash"] else hashes.index(end["hash"])


@cache
def _aligned(before: Path, after: Path) -> tuple[Edit, ...]:
    return align(*([compared(one) for one in statements_of(path)] for path in (before, after)))


def _measures(edit: Edit) -> Sequence[str]:
    alone = edit.kind in (EditKind.ADDED, EditKind.REMOVED)
    return (edit.kind.value,) if alone else (edit.kind.value, PAIRED)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _show(half: str, files: tuple[Path, Path], expected: set[Edit], told: set[Edit]) -> None:
    sys.stdout.write(f"\n{half} {files[0].parent.name}: {files[0].name} -> {files[1].name}\n")
    for sign, edits in (("label", expected - told), ("told ", told - expected)):
        for edit in sorted(edits, key=lambda one: (one.after is None, one.after, one.before)):
            sys.stdout.write(f"  {sign} {edit.kind}\n")
            for end, path, at in (("-", files[0], edit.before), ("+", files[1], edit.after)):
                if at is not None:
                    sys.stdout.write(f"      {end}{at} {statements_of(path)[at].text}\n")


def timed(folder: Path) -> tuple[int, float]:
    """Neighbouring pairs and the seconds that aligning them took, without reading."""
    seconds, pairs = 0.0, all_neighbours(folder)
    for pair in pairs:
        sides = [[compared(one) for one in statements_of(folder / file)] for file in (pair.before, pair.after)]
        began = time.perf_counter()
        align(*sides)
        seconds += time.perf_counter() - began
    return len(pairs), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=FOLDER)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--time", action="store_true")
    given = parser.parse_args()
    figures = {half: one.figures() for half, one in tally(given.set, show=given.show).items()}
    if given.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    else:
        table = Table("kind", *(f"{half}\n{name}" for half in HALVES for name in ("labels", "precision", "recall")))
        for measure in MEASURES:
            cells = [figures[half][measure][name] for half in HALVES for name in ("labels", "precision", "recall")]
            table.add_row(measure, *("" if cell is None else f"{cell:g}" for cell in cells))
        Console().print(table)
    if given.time:
        pairs, seconds = timed(given.set)
        sys.stdout.write(f"{pairs} neighbouring pairs aligned in {seconds:.1f} s\n")


if __name__ == "__main__":
    main()
