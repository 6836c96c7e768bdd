"""For whom or what something holds: how a scope that is asked for is met by one that is stated. Pure."""

from collections.abc import Mapping

from knowledge.regions import REGION, region_named, regions_around
from knowledge.time_windows import Scope


def admitted_by(asked: Scope) -> Scope:
    """What a fact may state to be for whoever asks: for Germany also what holds for the European Union."""
    met: dict[tuple[str, str], None] = {}
    for dimension, value in asked:
        met[dimension, value] = None
        region = region_named(value) if dimension.lower() == REGION else None
        for name in (region, *regions_around(region)) if region else ():
            met[dimension, name] = None
    return tuple(met)


def values_of_scope(scope: Scope) -> Mapping[str, frozenset[str]]:
    """The values of each dimension, all in lower case: a scope may name several regions."""
    found: dict[str, set[str]] = {}
    for dimension, value in scope:
        found.setdefault(dimension.lower(), set()).add(value.lower())
    return {dimension: frozenset(values) for dimension, values in found.items()}


def same_scope(one: Scope, two: Scope) -> bool:
    """Whether both name the same dimensions with a value in common: neither excludes the other, or is its exception."""
    return have_values_in_common(values_of_scope(one), values_of_scope(two))


def have_values_in_common(one: Mapping[str, frozenset[str]], two: Mapping[str, frozenset[str]]) -> bool:
    """`same_scope` of what `values_of_scope` gave."""
    return one.keys() == two.keys() and all(one[dimension] & two[dimension] for dimension in one)


def same_dimension_other_value(stated: Scope, meant: Scope) -> bool:
    """Whether what is stated for one region, group or plan is for another than the one meant."""
    first, second = values_of_scope(stated), values_of_scope(admitted_by(meant))
    return any(not first[dimension] & second[dimension] for dimension in first.keys() & second.keys())
