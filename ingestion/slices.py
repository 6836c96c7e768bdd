"""Long lists a piece at a time. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def in_slices(items: Sequence[Item], most: int) -> Iterator[Sequence[Item]]:
    """One after the other, at most so many items each; none of nothing."""
    for start in range(0, len(items), most):
        yield items[start : start + most]
