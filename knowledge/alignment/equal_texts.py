"""Statements with equal texts in two versions, paired without comparing any two: the bulk of every neighbour.

Texts that occur once on either side are anchors; equal neighbours of a pair are a pair (Heckel 1978, "A technique for
isolating differences between files"); what is left of a text within one section is paired in order.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from knowledge.alignment.model import ComparedStatement, Pairs
from knowledge.alignment.sections import Path

LEAST_MOVED_WORDS = 4
"""Words of a text that is taken for the same in another section: "E-mail address" in a list of what is collected and in
a list of what is shared are two statements; a whole sentence says the same wherever it stands. Over the tuning half 1
adds 9 pairs and 8 loses 9; the labels come out the same."""

_WORD = re.compile(r"\w+")


def pair_equal_texts(
    before: Sequence[ComparedStatement],
    after: Sequence[ComparedStatement],
    places_before: Sequence[Path],
    places_after: Sequence[Path],
) -> Pairs:
    pairs: Pairs = {}
    here_before = [(place, one.text) for place, one in zip(places_before, before, strict=True)]
    here_after = [(place, one.text) for place, one in zip(places_after, after, strict=True)]
    _pair_unique(pairs, here_before, here_after)
    _extend(pairs, here_before, here_after)
    _pair_in_order(pairs, here_before, here_after)
    moved_before, moved_after = _movable(before), _movable(after)
    _pair_unique(pairs, moved_before, moved_after)
    _extend(pairs, moved_before, moved_after)
    return pairs


def _movable(statements: Sequence[ComparedStatement]) -> list[str | None]:
    return [one.text if len(_WORD.findall(one.text)) >= LEAST_MOVED_WORDS else None for one in statements]


def _pair_unique(pairs: Pairs, before: Sequence[Hashable], after: Sequence[Hashable]) -> None:
    old, new = _left(pairs.keys(), before), _left(pairs.values(), after)
    pairs |= {old[text][0]: new[text][0] for text in old if len(old[text]) == 1 == len(new.get(text, ()))}


def _pair_in_order(pairs: Pairs, before: Sequence[Hashable], after: Sequence[Hashable]) -> None:
    old, new = _left(pairs.keys(), before), _left(pairs.values(), after)
    for text, those in old.items():
        pairs |= dict(zip(those, new.get(text, ()), strict=False))  # the rest have no counterpart


def _left(taken: Iterable[int], texts: Sequence[Hashable]) -> dict[Hashable, list[int]]:
    """Where each text stands that is not paired yet."""
    known = set(taken)
    standing: dict[Hashable, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        if text is not None and index not in known:
            standing[text].append(index)
    return standing


def _extend(pairs: Pairs, before: Sequence[Hashable], after: Sequence[Hashable]) -> None:
    """From every pair to equal statements next to it, on and on: first downwards, then upwards."""
    taken = set(pairs.values())
    for step, order in ((1, range(len(before))), (-1, range(len(before) - 1, -1, -1))):
        for index in order:
            there = pairs.get(index)
            if there is None:
                continue
            old, new = index + step, there + step
            if old in pairs or new in taken or not (0 <= old < len(before) and 0 <= new < len(after)):
                continue
            if before[old] is not None and before[old] == after[new]:
                pairs[old] = new
                taken.add(new)
