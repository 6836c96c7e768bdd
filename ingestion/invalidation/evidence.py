"""What rules may ask of the facts that a change would touch: looked up only where one asks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Cursor

from knowledge.adapters.postgres.queries import load_queries
from knowledge.alignment import compared_text, likenesses
from knowledge.invalidation import Held, KeyChange
from knowledge.values import ValueKind
from knowledge.wordings import Traits, Wording, are_alike, traits_of

sql = load_queries("ingestion.invalidation")
Row = dict[str, Any]


def predicates(cursor: Cursor[Row], changes: Sequence[KeyChange]) -> set[str]:
    """Of everything that is closed, replaced or put in its place."""
    return {row["predicate"] for row in contents(cursor, changes).values()}


def likenesses_of(found: dict[UUID, Row], changes: Sequence[KeyChange]) -> dict[UUID, float]:
    """By key, how alike the statements are of which one takes the place of the other, from 0 to 1: the weighted words
    that both have, values masked, as the alignment scores them. Keys whose statement keeps its words have none.
    """
    pairs: dict[UUID, tuple[Row, Row]] = {}
    for one in changes:
        old, new = first_before(one), first_after(one)
        if old is None or new is None or old.fact not in found or new.fact not in found:
            continue
        before, after = found[old.fact], found[new.fact]
        if before["quote"] != after["quote"]:
            pairs[one.key] = before, after
    texts = [[compared_text(tuple(side["section"]), side["quote"]) for side in pair] for pair in pairs.values()]
    return dict(zip(pairs, likenesses([(before, after) for before, after in texts]), strict=True))


def least_likeness(cursor: Cursor[Row], changes: Sequence[KeyChange]) -> float | None:
    return min(likenesses_of(contents(cursor, changes), changes).values(), default=None)


def outranked(cursor: Cursor[Row], entry: Row, changes: Sequence[KeyChange]) -> bool:
    """Whether something that the change records contradicts a document of the same rank or a higher one: the same
    topic and scope, alike in its words, with another value in a window that overlaps.
    """
    recorded = [(held.fact, held.valid) for one in changes for held in one.after]
    names = {
        "tenant": entry["tenant"],
        "document_id": entry["document_id"],
        "rank": entry["rank"],
        "facts": [fact for fact, _ in recorded],
        "starts": [valid.start for _, valid in recorded],
        "ends": [valid.end for _, valid in recorded],
    }
    return any(
        row["kind"] != ValueKind.TEXT and are_alike(_traits(row, "our"), _traits(row, "their"))
        for row in cursor.execute(sql("facts_against"), names)
    )


def contents(cursor: Cursor[Row], changes: Sequence[KeyChange]) -> dict[UUID, Row]:
    """What the facts say, by the id of their content. What was erased is not among them."""
    ids = sorted({held.fact for one in changes for held in (*one.before, *one.after)})
    return {row["id"]: row for row in cursor.execute(sql("contents"), {"ids": ids})}


def first_after(change: KeyChange) -> Held | None:
    """What takes the place of the last that was held, or is new."""
    kept = {held.fact for held in change.before}
    return next((held for held in change.after if held.fact not in kept), None)


def first_before(change: KeyChange) -> Held | None:
    """What is held and would end, or hold in another window."""
    kept = {(held.fact, held.valid) for held in change.after}
    return next((held for held in change.before if (held.fact, held.valid) not in kept), None)


def _traits(row: Row, whose: str) -> Traits:
    wording = Wording(
        subject=row[f"{whose}_subject"],
        predicate=row[f"{whose}_predicate"],
        kind=ValueKind(row["kind"]),
        value=row[f"{whose}_value"],
        scope=tuple((dimension, value) for dimension, value in row[f"{whose}_scope"]),
        quote=row[f"{whose}_quote"],
        headings=tuple(row[f"{whose}_section"][-1:]),
    )
    return traits_of(wording)
