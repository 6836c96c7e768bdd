"""Reads from the truth beside which facts of other sources a fact stands: those worded alike, at their places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.rows import FACT_COLUMNS, ranked_of_row, uuid_array, viewpoint_names
from knowledge.adapters.postgres.topics import Said, Topic, TopicMemory
from knowledge.facts import Cardinality
from knowledge.ports import RankedFact, Standing
from knowledge.time_windows import Viewpoint


def standings_of(
    connection: Connection[TupleRow], viewpoint: Viewpoint, facts: Sequence[UUID], memory: TopicMemory
) -> dict[UUID, Standing]:
    """On a connection of `look_ups`: one round trip where no other source words anything alike, else two; one more for
    a topic that is new here.
    """
    names = {**viewpoint_names(viewpoint), "ids": uuid_array(facts)}
    with connection.pipeline():
        asked_for = connection.execute(sql("standings_of_facts"), names, binary=True)
        topics = connection.execute(sql("topics_of_facts"), names, binary=True)
        asked, shared = asked_for.fetchall(), topics.fetchall()
    on_topics = [(Said(row[3], row[4]), Topic(viewpoint.tenant, row[5], row[6])) for row in asked]
    alike = {
        one: some
        for one, some in memory.alike(connection, viewpoint.tenant, on_topics, shared).items()
        if any(said.document != one.document for said in some)
    }
    holding = _holding(connection, {said.content for some in alike.values() for said in some}, names)
    return {
        row[0]: Standing(cardinality=Cardinality(row[1]), rank=row[2], same_topic=_beside(one, alike, holding))
        for row, (one, _) in zip(asked, on_topics, strict=True)
    }


def _holding(
    connection: Connection[TupleRow], contents: set[UUID], names: dict[str, object]
) -> dict[UUID, list[RankedFact]]:
    """The facts of each of these contents that hold at the viewpoint."""
    found: dict[UUID, list[RankedFact]] = defaultdict(list)
    if contents:
        asked = {**names, "contents": uuid_array(contents)}
        for row in connection.execute(sql("facts_of_contents"), asked, binary=True).fetchall():
            found[row[FACT_COLUMNS + 1]].append(ranked_of_row(row))
    return found


def _beside(
    one: Said, alike: Mapping[Said, Sequence[Said]], holding: Mapping[UUID, Sequence[RankedFact]]
) -> tuple[RankedFact, ...]:
    """What is worded alike and holds; none where all of it is of the fact's own source."""
    some = [said for said in alike.get(one, ()) if said.content in holding]
    if all(said.document == one.document for said in some):
        return ()
    found = [ranked for said in some for ranked in holding[said.content]]
    return tuple(sorted(found, key=lambda ranked: (ranked.fact.source.document, ranked.fact.source.start)))
