"""The keys of a version's facts: inherited from the version before, or allotted anew."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from knowledge.alignment.model import Edit
from knowledge.facts import ExtractedFact, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedFact:
    """A fact of the version before, with the key that it holds."""

    fact: ExtractedFact
    key: UUID


def successor_keys(
    *,
    document: str,
    before: Sequence[KeyedFact],
    after: Sequence[ExtractedFact],
    sections: Sequence[tuple[str, ...]],
    edits: Sequence[Edit],
) -> list[UUID]:
    """One key for each fact of `after`, in its order; no two are equal.

    `before` are the facts of the version before in its order, `sections` that of each statement of `after`, and
    `edits` what `align` says of the two versions. A fact inherits the key of a fact of its statement's predecessor
    that has the same kind of value and, the first that applies: the same masked words and ordinal (a cell of the same
    column, a value in an unchanged sentence); the same value (a value was put in before it); the same place in the
    statement. Any other fact gets the key that `key_of` gives, with the first `repeat` that no fact of this version
    holds: a key that was handed down to a reworded statement is not allotted to a new one in the old words.
    """
    old, new = _by_statement([one.fact for one in before]), _by_statement(after)
    inherited: dict[int, UUID] = {}
    for edit in edits:
        if edit.before is not None and edit.after is not None:
            heirs = _heirs(old.get(edit.before, {}), new.get(edit.after, {}))
            inherited |= {heir: before[index].key for index, heir in heirs.items()}
    return _completed(document, after, sections, inherited)


Places = dict[int, tuple[int, ExtractedFact]]  # index of a fact -> its place in its statement, and the fact


def _by_statement(facts: Iterable[ExtractedFact]) -> dict[int, Places]:
    statements: dict[int, Places] = defaultdict(dict)
    for index, fact in enumerate(facts):
        there = statements[fact.statement]
        there[index] = len(there), fact
    return statements


_SAMENESS: tuple[Callable[[int, ExtractedFact], Hashable], ...] = (
    lambda _, fact: (fact.value.kind, fact.scope, fact.masked, fact.ordinal),
    lambda _, fact: (fact.value.kind, fact.value.canonical),
    lambda place, fact: (fact.value.kind, place),
)


def _heirs(old: Places, new: Places) -> dict[int, int]:
    """Index of a fact before -> index of the fact that inherits its key."""
    heirs: dict[int, int] = {}
    for same in _SAMENESS:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for index, placed in old.items():
            if index not in heirs:
                waiting[same(*placed)].append(index)
        done = set(heirs.values())
        for index, placed in new.items():
            if index not in done and waiting[same(*placed)]:
                heirs[waiting[same(*placed)].pop(0)] = index
    return heirs


def _completed(
    document: str, facts: Sequence[ExtractedFact], sections: Sequence[tuple[str, ...]], inherited: dict[int, UUID]
) -> list[UUID]:
    keys: list[UUID] = []
    taken = set(inherited.values())
    for index, fact in enumerate(facts):
        key, repeat = inherited.get(index), 0
        while key is None or (index not in inherited and key in taken):
            key = key_of(document=document, section=sections[fact.statement], fact=fact, repeat=repeat)
            repeat += 1
        taken.add(key)
        keys.append(key)
    return keys
