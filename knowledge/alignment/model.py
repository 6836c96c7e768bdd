"""What is compared, and what a comparison says."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.facts import mask
from knowledge.passages import Statement
from knowledge.values import ValueKind, find_values

Pairs = dict[int, int]  # ordinal of a statement before -> ordinal of its successor; one-to-one


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedStatement:
    """One statement of a version, as far as a comparison looks at it."""

    section: tuple[str, ...]
    text: str  # of a table row: below its column headings
    masked: str  # the text with its typed values masked out
    values: tuple[tuple[ValueKind, str], ...]  # (kind, canonical) of the values masked out, in order


class EditKind(StrEnum):
    """What became of a statement between two neighbouring versions.

    | kind | |
    |---|---|
    | kept | the same text, in the same place or moved |
    | editorial | other words, the same values, polarity and content words: the same meaning as far as words tell |
    | change | its predecessor is known, and it says something else |
    | added | no predecessor |
    | removed | no successor |
    """

    KEPT = "kept"
    EDITORIAL = "editorial"
    CHANGE = "change"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Ordinals of a statement in the two versions; `before` is None for what is added, `after` for what is removed."""

    kind: EditKind
    before: int | None
    after: int | None


def compared(statement: Statement) -> ComparedStatement:
    """A parsed statement as it is compared."""
    return compared_text(statement.section, statement.quote)


@lru_cache(maxsize=32_768)
def compared_text(section: tuple[str, ...], text: str) -> ComparedStatement:
    """`text` is the statement's quote. Cached: versions repeat their statements."""
    found = find_values(text)
    return ComparedStatement(
        section=section,
        text=text,
        masked=mask(text, found),
        values=tuple((one.value.kind, one.value.canonical) for one in found),
    )
