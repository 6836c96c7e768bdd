"""Which section of one version is which section of the other: its path may be renamed, renumbered or moved."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from knowledge.alignment.model import ComparedStatement
from knowledge.passages import without_numbering

Path = tuple[str, ...]

LEAST_SHARED = 0.5
"""The part of the smaller section's texts that must stand in the other for a renamed section to be the same.

Below a half, one section that was split in two would be one of several choices. Over the tuning half 0.2 adds 10 pairs
of statements and 1 loses 8, of 23,000; the labels come out the same."""


def places(before: Sequence[ComparedStatement], after: Sequence[ComparedStatement]) -> tuple[list[Path], list[Path]]:
    """For each statement of either version its section, named alike where two sections are one.

    Sections are paired by equal path, then by their last heading where only one on either side has it, then by the
    texts they share; numbering and letter case do not count. An unpaired section of `after` that is called like a
    section of `before` cannot occur: equal paths are one.
    """
    paths_before, paths_after = [_path(one) for one in before], [_path(one) for one in after]
    texts_before, texts_after = _texts(paths_before, before), _texts(paths_after, after)
    gone, new = texts_before.keys() - texts_after.keys(), texts_after.keys() - texts_before.keys()
    renamed: dict[Path, Path] = {}
    for found in (_by_heading, _by_texts, _by_heading):
        renamed |= found(
            {path: texts_before[path] for path in gone - renamed.keys()},
            {path: texts_after[path] for path in new - set(renamed.values())},
        )
    return [renamed.get(path, path) for path in paths_before], paths_after


def _path(statement: ComparedStatement) -> Path:
    return tuple(without_numbering(heading).casefold() for heading in statement.section)


def _texts(paths: Sequence[Path], statements: Sequence[ComparedStatement]) -> dict[Path, set[str]]:
    texts: dict[Path, set[str]] = defaultdict(set)
    for path, statement in zip(paths, statements, strict=True):
        texts[path].add(statement.text)
    return texts


def _by_heading(gone: Mapping[Path, Set[str]], new: Mapping[Path, Set[str]]) -> dict[Path, Path]:
    old_named, new_named = _only(gone), _only(new)
    return {old_named[name]: new_named[name] for name in old_named.keys() & new_named.keys()}


def _only(paths: Iterable[Path]) -> dict[str, Path]:
    """Last headings that one path alone has."""
    named: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        if path:
            named[path[-1]].append(path)
    return {name: those[0] for name, those in named.items() if len(those) == 1}


def _by_texts(gone: Mapping[Path, Set[str]], new: Mapping[Path, Set[str]]) -> dict[Path, Path]:
    """Sections that share the most texts with each other, and as many with no third one."""
    old_holding, new_holding = _holding(gone), _holding(new)
    shared = Counter((old_holding[text], new_holding[text]) for text in old_holding.keys() & new_holding.keys())
    enough = {
        pair: count
        for pair, count in shared.items()
        if count >= LEAST_SHARED * min(len(gone[pair[0]]), len(new[pair[1]]))
    }
    best_old, best_new = _best(enough, 0), _best(enough, 1)
    return {old: path for old, path in enough if best_old[old] == best_new[path] == (old, path)}


def _holding(sections: Mapping[Path, Set[str]]) -> dict[str, Path]:
    """Texts that stand in one section alone."""
    standing = Counter(text for texts in sections.values() for text in texts)
    return {text: path for path, texts in sections.items() for text in texts if standing[text] == 1}


def _best(shared: Mapping[tuple[Path, Path], int], side: int) -> dict[Path, tuple[Path, Path] | None]:
    """For each section of one side the pair that shares most; None where two share as many."""
    best: dict[Path, tuple[Path, Path] | None] = {}
    most: dict[Path, int] = {}
    for pair, count in shared.items():
        path = pair[side]
        if count > most.get(path, 0):
            best[path], most[path] = pair, count
        elif count == most[path]:
            best[path] = None
    return best
