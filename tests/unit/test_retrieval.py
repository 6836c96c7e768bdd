"""What a read takes from the index and what it leaves out, on a real index; the truth is a dictionary here."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest

from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.errors import KnownAtInFuture
from knowledge.ports import (
    DocumentChange,
    FactQuery,
    IndexFilter,
    IndexHits,
    IndexPoint,
    IndexWindows,
    Source,
    StoredFact,
    StoredPassage,
)
from knowledge.retrieval import Sought, Stores, resolve_viewpoint, retrieve
from knowledge.time_windows import ALWAYS, Viewpoint, Window, index_bounds
from knowledge.values import Value, ValueKind
from tests.fixtures.shelf import Shelf, ShelfHistory

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
VIEWPOINT = Viewpoint(tenant="acme", as_of=NOW, known_at=NOW)


@dataclass(slots=True)
class Truth:
    """`ports.KnowledgeReader` over dictionaries."""

    held: dict[UUID, StoredPassage] = field(default_factory=dict)
    stated: dict[UUID, list[StoredFact]] = field(default_factory=dict)

    def watermark(self, tenant: str) -> dt.datetime:
        return NOW

    def live_generation(self, tenant: str) -> str:
        return "g1"

    def recorded(
        self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID], *, as_of: dt.datetime | None = None
    ) -> frozenset[UUID]:
        held = {id_: self.held[id_] for id_ in ids if id_ in self.held}
        return frozenset(id_ for id_, one in held.items() if as_of is None or one.valid.contains(as_of))

    def passages(self, viewpoint: Viewpoint, ids: Sequence[UUID]) -> dict[UUID, StoredPassage]:
        found = {id_: self.held[id_] for id_ in ids if id_ in self.held}
        return {id_: p for id_, p in found.items() if p.valid.contains(viewpoint.as_of)}

    def passages_ever(self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID]) -> dict[UUID, StoredPassage]:
        return {id_: self.held[id_] for id_ in ids if id_ in self.held}

    def passages_with(self, tenant: str, known_at: dt.datetime, document: str, words: str) -> list[UUID]:
        raise NotImplementedError

    def facts_in(self, viewpoint: Viewpoint, passages: Sequence[UUID]) -> dict[UUID, list[StoredFact]]:
        return {id_: self.stated.get(id_, []) for id_ in passages}

    def nearness(
        self, generation: str, passages: Sequence[UUID], vector: Sequence[float]
    ) -> dict[UUID, dict[int, float]]:
        return {}

    def facts(self, viewpoint: Viewpoint, query: FactQuery) -> tuple[list[StoredFact], str | None]:
        raise NotImplementedError

    def under_review(self, tenant: str, known_at: dt.datetime) -> frozenset[str]:
        return frozenset()

    def changes(self, tenant: str, known_at: dt.datetime) -> list[DocumentChange]:
        raise NotImplementedError


@dataclass(slots=True)
class WordSearch:
    """`ports.PassageSearch` over a real index; every text has the same vector, so words decide."""

    index: EdgePassageIndex
    depths: list[int] = field(default_factory=list)

    def search_text(self, generation: str, *, question: str, where: IndexFilter, limit: int) -> IndexHits:
        self.depths.append(limit)
        return self.index.search(generation, question=question, vector=[1.0, 0.0], where=where, limit=limit)


@dataclass(slots=True)
class House:
    truth: Truth
    search: WordSearch

    @property
    def stores(self) -> Stores:
        return Stores(reader=self.truth, history=ShelfHistory(Shelf()), search=self.search, generation="g1")

    def add(self, text: str, *, document: str = "d", valid: Window = ALWAYS, indexed: Window = ALWAYS) -> UUID:
        return self.add_many(text, 1, document=document, valid=valid, indexed=indexed)[0]

    def add_many(
        self, text: str, number: int, *, document: str = "d", valid: Window = ALWAYS, indexed: Window = ALWAYS
    ) -> list[UUID]:
        """`indexed` is the window that the index holds, perhaps wider than the true one."""
        source = Source(
            document=document, title="T", version=1, section=(), page=None, quote=text, start=0, end=len(text)
        )
        (start, end), (first, last) = index_bounds(indexed), index_bounds(ALWAYS)
        windows = IndexWindows(valid_from=start, valid_to=end, recorded_from=first, recorded_to=last)
        ids = [uuid4() for _ in range(number)]
        for id_ in ids:
            self.truth.held[id_] = StoredPassage(id=id_, text=text, valid=valid, recorded=ALWAYS, source=source)
        self.search.index.put(
            "g1",
            [
                IndexPoint(id=id_, tenant="acme", document=document, text=text, vector=[1.0, 0.0], windows=windows)
                for id_ in ids
            ],
        )
        return ids

    def state(self, passage: UUID, quote: str) -> UUID:
        fact = StoredFact(
            id=uuid4(),
            key=uuid4(),
            subject="s",
            predicate="p",
            value=Value(kind=ValueKind.TEXT, canonical=quote, text=quote),
            scope=(),
            valid=ALWAYS,
            recorded=ALWAYS,
            source=replace(self.truth.held[passage].source, quote=quote),
        )
        self.truth.stated.setdefault(passage, []).append(fact)
        return fact.id

    def ask(self, question: str, *, limit: int = 10, documents: tuple[str, ...] = ()) -> list[UUID]:
        evidence = retrieve(
            Sought(text=question),
            VIEWPOINT,
            self.stores,
            limit=limit,
            documents=documents,
        )
        return [ranked.passage.id for ranked in evidence.passages]


@pytest.fixture
def house(passage_index: EdgePassageIndex) -> House:
    passage_index.create("g1", 2)
    return House(Truth(), WordSearch(passage_index))


def test_what_the_index_holds_too_much_is_never_shown(house: House) -> None:
    ended = Window(None, NOW)
    house.add("refunds refunds", valid=ended, indexed=ALWAYS)
    kept = house.add("refunds")
    assert house.ask("refunds") == [kept]


def test_the_search_goes_on_until_enough_survive(house: House) -> None:
    kept = [house.add("refunds are paid in cash at some later point by the till") for _ in range(2)]
    house.add_many("refunds", 110, valid=Window(None, NOW), indexed=ALWAYS)
    assert {*house.ask("refunds", limit=2)} == {*kept}
    assert house.search.depths == sorted({*house.search.depths})
    assert len(house.search.depths) > 1


def test_a_small_index_is_asked_once(house: House) -> None:
    house.add("refunds")
    assert len(house.ask("refunds", limit=10)) == 1
    assert len(house.search.depths) == 1


def test_an_empty_index_is_no_error(house: House) -> None:
    assert house.ask("refunds") == []


def test_only_the_documents_asked_for(house: House) -> None:
    house.add("refunds", document="returns")
    travel = house.add("refunds", document="travel")
    assert house.ask("refunds", documents=("travel",)) == [travel]


def test_a_fact_lifts_its_passage(house: House) -> None:
    plain, stating = house.add("refunds in cash"), house.add("refunds in cash")
    house.state(stating, "refunds in cash")
    house.state(plain, "something else")
    assert house.ask("refunds in cash") == [stating, plain]


def test_facts_come_nearest_to_the_question_first(house: House) -> None:
    passage = house.add("refunds and exchanges")
    other, wanted = house.state(passage, "exchanges take a week"), house.state(passage, "refunds take 30 days")
    evidence = retrieve(Sought(text="how long do refunds take"), VIEWPOINT, house.stores)
    assert [fact.id for fact in evidence.passages[0].facts] == [wanted, other]


def test_fewer_are_given_where_fewer_are_asked_for(house: House) -> None:
    house.add_many("refunds", 5)
    assert len(house.ask("refunds", limit=3)) == 3


# -- the viewpoint --------------------------------------------------------------------------------

SECOND = dt.timedelta(seconds=1)


def test_without_instants_it_is_now_as_known_at_the_watermark() -> None:
    later = NOW + SECOND
    found = resolve_viewpoint(tenant="acme", watermark=NOW, as_of=None, known_at=None, scope=(), now=later)
    assert (found.viewpoint.as_of, found.viewpoint.known_at, found.known_at_clamped) == (later, NOW, False)


def test_known_at_after_the_watermark_is_answered_there_and_says_so() -> None:
    found = resolve_viewpoint(
        tenant="acme", watermark=NOW, as_of=NOW, known_at=NOW + SECOND, scope=(("plan", "pro"),), now=NOW + 2 * SECOND
    )
    assert found.viewpoint == Viewpoint(tenant="acme", as_of=NOW, known_at=NOW, scope=(("plan", "pro"),))
    assert found.known_at_clamped


def test_known_at_before_the_watermark_is_kept() -> None:
    found = resolve_viewpoint(tenant="acme", watermark=NOW, as_of=NOW, known_at=NOW - SECOND, scope=(), now=NOW)
    assert found.viewpoint.known_at == NOW - SECOND
    assert not found.known_at_clamped


def test_known_at_in_the_future_is_refused() -> None:
    with pytest.raises(KnownAtInFuture):
        resolve_viewpoint(tenant="acme", watermark=NOW, as_of=None, known_at=NOW + SECOND, scope=(), now=NOW)


def test_a_watermark_ahead_of_our_clock_may_be_asked_for() -> None:
    found = resolve_viewpoint(tenant="acme", watermark=NOW, as_of=None, known_at=NOW, scope=(), now=NOW - SECOND)
    assert found.viewpoint.known_at == NOW


def test_a_passage_that_says_nothing_to_whoever_asks_with_a_scope_is_left_out(house: House) -> None:
    passage = house.add("refunds in norway")
    scoped = replace(VIEWPOINT, scope=(("region", "germany"),))

    def found(viewpoint: Viewpoint) -> int:
        return len(retrieve(Sought(text="refunds"), viewpoint, house.stores).passages)

    assert (found(VIEWPOINT), found(scoped)) == (1, 0)
    house.state(passage, "refunds")
    assert found(scoped) == 1
