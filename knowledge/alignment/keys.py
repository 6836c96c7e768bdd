"""The keys of a version's facts: inherited from the version before, or allotted anew."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from uuid import UUID

from knowledge.alignment.model import Edit
from knowledge.facts import repeated_key
from knowledge.time_windows import Scope, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFact:
    """A fact of a version, as far as it may hand its key down or inherit one."""

    id: UUID  # of its content: the same in every version that says the same
    statement: int  # the ordinal by which `align` knows it
    kind: str
    value: str  # canonical
    scope: Scope
    form: UUID  # `knowledge.facts.form_of`: the masked words and which of their values it is


@dataclass(frozen=True, slots=True, kw_only=True)
class KeylessFact:
    """A fact of a version, as far as a key is allotted to it."""

    id: UUID
    allotted: UUID  # the key that `key_of` gives it
    own: Window | None = None  # the window that its statement states


def heirs_of(before: Iterable[PlacedFact], after: Iterable[PlacedFact], edits: Iterable[Edit]) -> dict[UUID, UUID]:
    """The facts of `after` that inherit a key, each with the one of `before` that hands it down; one to one.

    `edits` are what `align` says of the two versions. What both versions say keeps its key, and takes no part here. A
    fact inherits from a fact of its statement's predecessor that has the same kind of value and, the first that
    applies: the same form (a cell of the same column, a value in an unchanged sentence); the same value (a value was
    put in before it); the same place in the statement.
    """
    before, after = list(before), list(after)
    kept = {fact.id for fact in before} & {fact.id for fact in after}
    old, new = _by_statement(before, kept), _by_statement(after, kept)
    inherited: dict[UUID, UUID] = {}
    for edit in edits:
        if edit.before is not None and edit.after is not None:
            heirs = _heirs(old.get(edit.before, []), new.get(edit.after, []))
            free = {heir: ancestor for heir, ancestor in heirs.items() if ancestor not in inherited.values()}
            inherited = {**free, **inherited}
    return inherited


def keys_of(facts: Sequence[KeylessFact], inherited: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """A key for each fact of a version, in its order. `inherited` are those that are handed down.

    Two facts hold one key only where their own windows tell which one gives way. A fact that inherits none gets the key
    that its words give, with the first `repeat` that it may hold: a key that was handed down to a reworded statement is
    not allotted to a new one in the old words.
    """
    holders: dict[UUID, list[KeylessFact]] = defaultdict(list)
    keys: dict[UUID, UUID] = {}
    for fact in sorted(facts, key=lambda fact: fact.id not in inherited):
        handed_down = (key for key in (inherited.get(fact.id),) if key is not None)
        candidates = chain(handed_down, (repeated_key(fact.allotted, repeat) for repeat in count()))
        key = next(key for key in candidates if all(_may_share(fact.own, other.own) for other in holders[key]))
        holders[key].append(fact)
        keys[fact.id] = key
    return {fact.id: keys[fact.id] for fact in facts}


def _may_share(one: Window | None, other: Window | None) -> bool:
    """Whether two facts of one version may be rivals over time: one without a window gives way to one that has it, and
    one that starts earlier to one that starts later.
    """
    if one is None or other is None:
        return one is not other
    return one.start != other.start or not one.overlaps(other)


_Placed = list[tuple[int, PlacedFact]]  # the place in its statement, and the fact


def _by_statement(facts: Iterable[PlacedFact], kept: set[UUID]) -> dict[int, _Placed]:
    places: dict[int, int] = defaultdict(int)
    statements: dict[int, _Placed] = defaultdict(list)
    for fact in facts:
        place = places[fact.statement]
        places[fact.statement] += 1
        if fact.id not in kept:
            statements[fact.statement].append((place, fact))
    return statements


_SAMENESS: tuple[Callable[[int, PlacedFact], Hashable], ...] = (
    lambda _, fact: (fact.kind, fact.scope, fact.form),
    lambda _, fact: (fact.kind, fact.value),
    lambda place, fact: (fact.kind, place),
)


def _heirs(old: _Placed, new: _Placed) -> dict[UUID, UUID]:
    heirs: dict[UUID, UUID] = {}
    for same in _SAMENESS:
        waiting: dict[Hashable, list[UUID]] = defaultdict(list)
        for place, fact in old:
            if fact.id not in heirs.values():
                waiting[same(place, fact)].append(fact.id)
        for place, fact in new:
            if fact.id not in heirs and waiting[same(place, fact)]:
                heirs[fact.id] = waiting[same(place, fact)].pop(0)
    return heirs
