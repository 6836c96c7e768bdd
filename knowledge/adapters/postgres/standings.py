"""Reads from the truth beside which facts of other sources a fact stands: by its wording first, then those alike at
their places. A topic may be shared by hundreds of facts, of which a few at most are alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from knowledge.adapters.postgres.pool import planned_once
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.rows import ranked_of_row, viewpoint_names
from knowledge.facts import Cardinality
from knowledge.ports import Standing
from knowledge.time_windows import Viewpoint
from knowledge.values import ValueKind
from knowledge.wordings import ALIKE, Wording, likeness_of

_Topic = tuple[UUID, str]
_CONTENT, _DOCUMENT = 1, 2  # of a row of facts_of_topics


def standings_of(connection: Connection[TupleRow], viewpoint: Viewpoint, facts: Sequence[UUID]) -> dict[UUID, Standing]:
    """Up to three round trips: the second where another source has a topic too, the third where it words it alike."""
    names = {**viewpoint_names(viewpoint), "ids": list(facts)}
    with planned_once(connection):
        asked = connection.execute(sql("standings_of_facts"), names, binary=True).fetchall()
    topics = {(row[5], row[8]) for row in asked if row[5] is not None}
    alike = _alike(asked, _on_topics(connection, topics, names)) if topics else {}
    wanted = {fact for some in alike.values() for fact in some}
    placed = []
    if wanted:
        names["ids"] = list(wanted)
        with planned_once(connection):
            placed = [ranked_of_row(row) for row in connection.execute(sql("facts_by_ids"), names, binary=True)]
    return {
        row[0]: Standing(
            cardinality=Cardinality(row[1]),
            rank=row[2],
            same_topic=tuple(one for one in placed if one.fact.id in alike[row[0]]) if row[0] in alike else (),
        )
        for row in asked
    }


def _on_topics(
    connection: Connection[TupleRow], topics: Iterable[_Topic], names: Mapping[str, object]
) -> dict[_Topic, list[tuple[TupleRow, Wording]]]:
    ids, kinds = zip(*topics, strict=True)
    with planned_once(connection):
        names = {**names, "topics": list(ids), "kinds": list(kinds)}
        rows = connection.execute(sql("facts_of_topics"), names, binary=True).fetchall()
    found: dict[_Topic, list[tuple[TupleRow, Wording]]] = defaultdict(list)
    for row in rows:
        found[row[3], row[6]].append((row, _wording(row[4:])))
    return found


def _alike(
    asked: Iterable[TupleRow], on_topics: Mapping[_Topic, Sequence[tuple[TupleRow, Wording]]]
) -> dict[UUID, frozenset[UUID]]:
    """Of each fact those that are worded alike, its own content aside; none where all are of its own source."""
    found: dict[UUID, frozenset[UUID]] = {}
    for row in asked:
        content, document, topic = row[3:6]
        said = _wording(row[6:])
        alike = [
            other
            for other, worded in on_topics.get((topic, row[8]), ())
            if other[_CONTENT] != content and likeness_of(said, worded) >= ALIKE
        ]
        if any(other[_DOCUMENT] != document for other in alike):
            found[row[0]] = frozenset(other[0] for other in alike)
    return found


def _wording(columns: TupleRow) -> Wording:
    subject, predicate, kind, value, scope, quote, section = columns
    return Wording(
        subject=subject,
        predicate=predicate,
        kind=ValueKind(kind),
        value=value,
        scope=tuple((dimension, name) for dimension, name in scope or ()),
        quote=quote,
        headings=tuple(section[-1:]),
    )
