"""What is worded alike on a topic is kept from question to question, and never past what was added or erased."""

from uuid import UUID

import pytest

from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.adapters.postgres.topics import Said, Topic, TopicMemory
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Viewpoint
from tests.fixtures.library import Library
from tests.fixtures.publishing import DAY, START

RETURNS = "# Returns Policy\n\n## Return window\n\nCustomers may return unworn items within {days} days of delivery.\n"
HANDBOOK = "# Support Handbook\n\n## Returns in short\n\nUnworn items can be returned within {days} days of delivery.\n"
TOPIC = Topic("default", UUID(int=1), "duration")


@pytest.fixture
def reader(library: Library) -> PostgresReader:
    return PostgresReader(library.system.pool)


def said_beside(reader: PostgresReader, document: str, *, day: int = 1) -> set[tuple[str, str]]:
    """Documents and values that stand beside the one fact of the document, as known last."""
    viewpoint = Viewpoint(tenant="default", as_of=START + day * DAY, known_at=reader.watermark("default"))
    (fact,) = facts_of(reader, viewpoint, document)
    found = reader.standings(viewpoint, [fact.id])[fact.id].same_topic
    return {(one.fact.source.document, one.fact.value.text) for one in found}


def facts_of(reader: PostgresReader, viewpoint: Viewpoint, document: str) -> list[StoredFact]:
    return reader.facts(viewpoint, FactQuery(document=document))[0]


def test_what_is_published_after_a_topic_was_read_is_seen(library: Library, reader: PostgresReader) -> None:
    library.put("returns", RETURNS.format(days=30))
    library.put("handbook", HANDBOOK.format(days=14))
    assert said_beside(reader, "returns") == {("handbook", "14 days")}
    library.put("guide", HANDBOOK.format(days=10).replace("Support", "Shop"))
    assert said_beside(reader, "returns") == {("handbook", "14 days"), ("guide", "10 days")}
    library.put("handbook", HANDBOOK.format(days=20), day=5)
    assert said_beside(reader, "returns", day=6) == {("handbook", "20 days"), ("guide", "10 days")}
    assert said_beside(reader, "returns", day=1) == {("handbook", "14 days"), ("guide", "10 days")}


def test_a_topic_that_is_kept_is_not_read_again(
    library: Library, reader: PostgresReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put("returns", RETURNS.format(days=30))
    library.put("handbook", HANDBOOK.format(days=14))
    assert said_beside(reader, "returns")

    def read_again(*_: object) -> None:
        pytest.fail("a topic was read again")

    monkeypatch.setattr("knowledge.adapters.postgres.topics._read", read_again)
    assert said_beside(reader, "returns") == {("handbook", "14 days")}
    assert said_beside(reader, "handbook") == {("returns", "30 days")}


def test_an_erasure_forgets_the_topics_of_the_tenant(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr("knowledge.adapters.postgres.topics._read", lambda *given: read.append(given[2]) or {})
    memory = TopicMemory()
    with library.system.pool.connection() as connection:
        for erasures in (0, 0, 1, 1, 2):
            memory.alike(connection, "default", [], [(TOPIC.id, TOPIC.kind, 3, 7, erasures)])
    assert read == [[TOPIC]] * 3


def test_topics_that_were_used_longest_ago_make_room(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def contents(_: object, __: object, topics: list[Topic]) -> dict[Topic, dict[Said, object]]:
        read.extend(topic.id.int for topic in topics)
        return {topic: {Said(UUID(int=n), 1): object() for n in range(3)} for topic in topics}

    monkeypatch.setattr("knowledge.adapters.postgres.topics._read", contents)
    memory = TopicMemory(contents_kept=7)
    with library.system.pool.connection() as connection:
        for topic in (1, 2, 1, 3, 1, 2):
            memory.alike(connection, "default", [], [(UUID(int=topic), "duration", 3, 7, 0)])
    assert read == [1, 2, 3, 2]
