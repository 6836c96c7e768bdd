"""How near a passage's statements are to a question: from an upload to what a reader is told, and gone when erased."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment

from infra.engine.client import EngineClient
from ingestion.erasure.activities import ErasureActivities
from ingestion.erasure.store import ErasureStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.temporal_histories import Histories
from knowledge.passages import EmbeddedText
from knowledge.ports import PassageVectors, Source, StoredPassage
from knowledge.time_windows import Viewpoint
from tests.fixtures.embedded_library import EmbeddedLibrary
from tests.fixtures.erasing import request

POLICY = Path("sample_docs/returns/2024-06-01.md").read_text()
START = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
TABLE = """# Travel

## Per diem

| Country | Per diem | Hotel limit per night |
|---|---|---|
| Österreich | 30 EUR | 120 EUR |
| España | 34 EUR | 110 EUR |

Receipts above 10 EUR are kept; a café bill counts. Taxis are not paid.
"""


class Counting:
    """The engine, and which texts it was asked for."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine
        self.asked: list[EmbeddedText] = []
        self.model, self.embed_question, self.forget = engine.model, engine.embed_question, engine.forget
        self.foresee_question = engine.foresee_question

    def embedder(self, model: str, precision: str) -> "Counting":
        assert model == self.model().name
        return self

    def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        self.asked += texts
        return self._engine.embed_passages(texts)


class House(EmbeddedLibrary):
    """One policy and what a reader has, on the real model; the texts that are embedded are counted."""

    def __init__(self, pool: Pool, engine: EngineClient) -> None:
        self.embedder = Counting(engine)
        super().__init__(pool, engine, self.embedder)

    def say(self, text: str, day: int = 0) -> None:
        self.put("leave", text, START + dt.timedelta(days=day))

    def viewpoint(self) -> Viewpoint:
        return Viewpoint(tenant="default", as_of=START, known_at=self.reader.watermark("default"))

    def passages(self) -> dict[UUID, StoredPassage]:
        with self.pool.connection() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM passage")]
        return self.reader.passages(self.viewpoint(), ids)

    def near(self, question: str) -> list[tuple[float, str]]:
        """Every statement with its cosine, the nearest first."""
        passages = self.passages()
        nearness = self.reader.nearness("g1", list(passages), self.engine.embed_question(question))
        facts = self.reader.facts_in(self.viewpoint(), list(passages))
        assert {fact.source.start - passages[id_].source.start for id_ in passages for fact in facts[id_]}
        found = []
        for id_, passage in passages.items():
            said = {_from(passage.source, fact.source): fact.source.quote for fact in facts[id_]}
            assert said.keys() <= nearness[id_].keys()
            found += [(nearness[id_][start], quote) for start, quote in said.items()]
        return sorted(found, reverse=True)


def _from(passage: Source, statement: Source) -> int:
    return statement.start - passage.start


@pytest.fixture
def house(pool: Pool, engine: EngineClient) -> House:
    return House(pool, engine)


def test_the_statement_that_answers_is_the_nearest_one(house: House) -> None:
    house.say(POLICY)
    near = house.near("What does a return label cost for a small order?")
    assert "a return label costs 4.90 EUR" in near[0][1]
    assert all(-1.001 <= cosine <= 1.001 for cosine, _ in near)
    assert "5 business days" in house.near("How fast is my money paid back?")[0][1]


def test_rows_of_a_table_and_sentences_behind_letters_of_other_alphabets_are_told_apart(house: House) -> None:
    house.say(TABLE)
    assert "España" in house.near("per diem in España")[0][1]
    assert "Österreich" in house.near("Österreich")[0][1]


def test_the_same_words_are_not_embedded_again(house: House) -> None:
    house.say(POLICY)
    asked = list(house.embedder.asked)
    assert all(text.statements for text in asked)
    house.say(POLICY.replace("4.90 EUR", "5.90 EUR"), day=1)
    again = house.embedder.asked[len(asked) :]
    assert [("5.90 EUR" in text.text) for text in again] == [True]


def test_a_passage_whose_statements_are_not_known_has_none(house: House) -> None:
    house.say(POLICY)
    with house.pool.connection() as connection:
        connection.execute("UPDATE passage_content SET statements = NULL")
        connection.execute("UPDATE embedding SET statements = NULL")
    assert house.reader.nearness("g1", list(house.passages()), [1.0] * 384) == {}
    assert house.reader.nearness("g1", list(house.passages()), ()) == {}


async def test_after_an_erasure_no_vector_of_a_statement_is_left(house: House, temporal: Client) -> None:
    house.say(POLICY)
    passages = list(house.passages())
    erasing = ErasureActivities(
        store=ErasureStore(house.pool),
        ingestions=house.store,
        publication=house.publication,
        index=house.engine,
        embedders=house.engine,
        forget=house.engine.forget,
        histories=Histories(temporal),
    )
    erasure = ErasureStore(house.pool).accept(request())
    for step in erasing.all():
        done = ActivityEnvironment().run(step, erasure.message)
        if done is not None:
            await done
    with house.pool.connection() as connection:
        assert connection.execute("SELECT 1 FROM embedding UNION ALL SELECT 1 FROM passage_content").fetchall() == []
    assert house.reader.nearness("g1", passages, [1.0] * 384) == {}
