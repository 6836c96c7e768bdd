"""What the reader finds at a viewpoint, and which version it cites for it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import FactNotFound, InvalidRequest, StoreUnavailable
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Scope, Viewpoint, Window
from tests.fixtures.recorded import RecordedHistory, day


def window(start: str, end: str | None = None) -> Window:
    return Window(day(start), day(end) if end else None)


def seen(as_of: str, known_at: str, scope: Scope = (), tenant: str = "default") -> Viewpoint:
    return Viewpoint(tenant=tenant, as_of=day(as_of), known_at=day(known_at), scope=scope)


def values(facts: list[StoredFact]) -> list[str]:
    return [fact.value.canonical for fact in facts]


@pytest.fixture
def reader(pool: Pool) -> PostgresReader:
    return PostgresReader(pool)


@pytest.fixture
def history(pool: Pool) -> Iterator[RecordedHistory]:
    with pool.connection() as connection:
        connection.autocommit = True
        yield RecordedHistory(connection)
        connection.autocommit = False


@dataclass(frozen=True)
class Refunds:
    """In force from January 2023: 30 days, by post. From June: 90 days, by post. June was told a month later."""

    old_passage: UUID
    new_passage: UUID
    by_post: UUID
    thirty_first_told: UUID
    thirty_closed: UUID
    ninety: UUID

    @property
    def passages(self) -> list[UUID]:
        return [self.old_passage, self.new_passage]


@pytest.fixture
def refunds(history: RecordedHistory) -> Refunds:
    document = history.document("refunds")
    first = history.version(document, 1, effective="2023-01-01", recorded="2024-01-01", title="Refunds 2023")
    second = history.version(document, 2, effective="2023-06-01", recorded="2024-02-01", title="Refunds June")
    old, new = history.passage_content(document, "old"), history.passage_content(document, "new")
    history.say_passage(first, old, 0, 100, page=1)
    history.say_passage(second, new, 40, 140, page=2)
    thirty, ninety = history.fact_content(document, "30 days"), history.fact_content(document, "90 days")
    post = history.fact_content(document, "by post", predicate="are paid")
    history.say_fact(first, thirty, 0, 30)
    history.say_fact(first, post, 30, 60, page=1)
    history.say_fact(second, post, 40, 70, page=2)
    history.say_fact(second, ninety, 70, 100)
    before, after = window("2024-01-01", "2024-02-01"), window("2024-02-01")
    history.record_passage(old, valid=window("2023-01-01"), recorded=before, cause=first)
    return Refunds(
        old_passage=history.record_passage(old, valid=window("2023-01-01", "2023-06-01"), recorded=after, cause=second),
        new_passage=history.record_passage(new, valid=window("2023-06-01"), recorded=after, cause=second),
        by_post=history.record_fact(post, valid=window("2023-01-01"), recorded=window("2024-01-01"), cause=first),
        thirty_first_told=history.record_fact(thirty, valid=window("2023-01-01"), recorded=before, cause=first),
        thirty_closed=history.record_fact(
            thirty, valid=window("2023-01-01", "2023-06-01"), recorded=after, cause=second
        ),
        ninety=history.record_fact(ninety, valid=window("2023-06-01"), recorded=after, cause=second),
    )


@pytest.mark.parametrize(
    ("as_of", "known_at", "holding"),
    [
        ("2022-12-31", "2024-03-01", []),
        ("2023-01-01", "2024-03-01", ["30 days", "by post"]),
        ("2023-05-31", "2024-03-01", ["30 days", "by post"]),
        ("2023-06-01", "2024-03-01", ["by post", "90 days"]),
        ("2023-06-01", "2024-02-01", ["by post", "90 days"]),
        ("2023-06-01", "2024-01-31", ["30 days", "by post"]),
        ("2023-06-01", "2023-12-31", []),
    ],
)
def test_windows_are_closed_open_on_both_axes(
    reader: PostgresReader, refunds: Refunds, as_of: str, known_at: str, holding: list[str]
) -> None:
    facts, cursor = reader.facts(seen(as_of, known_at), FactQuery())
    assert values(facts) == holding
    assert cursor is None


@pytest.mark.parametrize(
    ("as_of", "known_at", "cited"),
    [
        ("2023-03-01", "2024-03-01", (1, "Refunds 2023", 1, 30)),
        ("2023-07-01", "2024-03-01", (2, "Refunds June", 2, 40)),
        ("2023-07-01", "2024-01-15", (1, "Refunds 2023", 1, 30)),
    ],
)
def test_an_unchanged_fact_is_cited_from_the_version_in_force(
    reader: PostgresReader, refunds: Refunds, as_of: str, known_at: str, cited: tuple[int, str, int, int]
) -> None:
    (fact,), _ = reader.facts(seen(as_of, known_at), FactQuery(predicate="Are Paid"))
    assert fact.id == refunds.by_post
    assert (fact.source.version, fact.source.title, fact.source.page, fact.source.start) == cited
    assert (fact.valid, fact.recorded) == (window("2023-01-01"), window("2024-01-01"))


def test_of_two_versions_of_one_date_the_later_upload_is_in_force(
    reader: PostgresReader, history: RecordedHistory, refunds: Refunds
) -> None:
    row = history.connection.execute("SELECT id FROM document WHERE slug = 'refunds'").fetchone()
    assert row is not None
    third = history.version(row[0], 3, effective="2023-06-01", recorded="2024-03-01")
    content = history.fact_content(row[0], "in cash", predicate="are handed out")
    history.say_fact(third, content, 0, 5)
    history.record_fact(content, valid=window("2023-06-01"), recorded=window("2024-03-01"), cause=third)
    facts, _ = reader.facts(seen("2023-06-01", "2024-03-01"), FactQuery())
    assert values(facts) == ["in cash"]
    assert facts[0].source.version == 3


def test_passages_that_do_not_hold_are_left_out(reader: PostgresReader, refunds: Refunds) -> None:
    asked = [*refunds.passages, uuid4()]
    before = reader.passages(seen("2023-03-01", "2024-03-01"), asked)
    after = reader.passages(seen("2023-07-01", "2024-03-01"), asked)
    assert (list(before), list(after)) == ([refunds.old_passage], [refunds.new_passage])
    source = after[refunds.new_passage].source
    assert (source.document, source.version, source.page, source.start, source.end) == ("refunds", 2, 2, 40, 140)
    assert source.quote == after[refunds.new_passage].text == "new"
    assert before[refunds.old_passage].valid == window("2023-01-01", "2023-06-01")


def ever(reader: PostgresReader, known_at: str, asked: list[UUID], tenant: str = "default") -> set[UUID]:
    return set(reader.passages_ever(tenant, day(known_at), asked))


def test_what_is_recorded_holds_at_the_instant_or_without_one_at_any_time(
    reader: PostgresReader, refunds: Refunds
) -> None:
    def recorded(known_at: str, as_of: str | None = None, tenant: str = "default") -> frozenset[UUID]:
        asked = [*refunds.passages, uuid4()]
        return reader.recorded(tenant, day(known_at), asked, as_of=day(as_of) if as_of else None)

    assert recorded("2024-03-01") == frozenset(refunds.passages)
    assert recorded("2024-03-01", "2023-03-01") == {refunds.old_passage}
    assert recorded("2024-03-01", "2023-07-01") == {refunds.new_passage}
    assert recorded("2024-03-01", "2022-12-31") == recorded("2000-01-01") == frozenset()
    assert recorded("2024-03-01", tenant="other") == frozenset()


def test_passages_of_any_time_are_those_known_then_and_cited_from_the_first_version_with_them(
    reader: PostgresReader, refunds: Refunds
) -> None:
    found = reader.passages_ever("default", day("2024-03-01"), [*refunds.passages, uuid4()])
    assert set(found) == set(refunds.passages)
    assert {one.valid for one in found.values()} == {window("2023-01-01", "2023-06-01"), window("2023-06-01")}
    old, new = (found[id_].source for id_ in refunds.passages)
    assert (old.version, old.title, old.page, old.start, old.quote) == (1, "Refunds 2023", 1, 0, "old")
    assert (new.version, new.title, new.page, new.start, new.quote) == (2, "Refunds June", 2, 40, "new")


def test_passages_with_some_words_are_found_as_known_then(reader: PostgresReader, refunds: Refunds) -> None:
    def found(words: str, known_at: str = "2024-03-01", document: str = "refunds") -> list[UUID]:
        return reader.passages_with("default", day(known_at), document, words)

    assert found("old") == [refunds.old_passage]
    assert found("e") == [refunds.new_passage]  # of "new"
    assert found("100%") == found("old", document="other") == found("old", known_at="2000-01-01") == []


def test_passages_retired_or_not_yet_recorded_are_of_no_time(
    reader: PostgresReader, history: RecordedHistory, refunds: Refunds
) -> None:
    """The old passage was first told without an end: that row was retired when June was."""
    (first_told,) = history.connection.execute(
        "SELECT id FROM passage WHERE upper(recorded) IS NOT NULL"
    ).fetchone() or (None,)
    asked = [*refunds.passages, first_told]
    assert ever(reader, "2023-12-31", asked) == set()
    assert ever(reader, "2024-01-31", asked) == {first_told}
    assert ever(reader, "2024-02-01", asked) == set(refunds.passages)


def test_passages_of_any_time_are_the_tenants_own(reader: PostgresReader, refunds: Refunds) -> None:
    assert ever(reader, "2024-03-01", refunds.passages, tenant="other") == set()
    assert ever(reader, "2024-03-01", []) == set()


def test_facts_stand_in_the_passage_that_quotes_them(
    reader: PostgresReader, history: RecordedHistory, refunds: Refunds
) -> None:
    viewpoint = seen("2023-07-01", "2024-03-01")
    found = reader.facts_in(viewpoint, refunds.passages)
    assert {passage: values(facts) for passage, facts in found.items()} == {
        refunds.old_passage: [],
        refunds.new_passage: ["by post", "90 days"],
    }
    history.connection.execute("""UPDATE passage_occurrence SET "end" = 99 WHERE start = 40""")
    assert values(reader.facts_in(viewpoint, refunds.passages)[refunds.new_passage]) == ["by post"]


def test_a_tenant_sees_nothing_of_another(reader: PostgresReader, history: RecordedHistory, refunds: Refunds) -> None:
    other = RecordedHistory(history.connection, "other")
    other.document("refunds")
    viewpoint = seen("2023-07-01", "2024-03-01", tenant="other")
    assert reader.passages(viewpoint, refunds.passages) == {}
    assert reader.facts_in(viewpoint, refunds.passages) == {passage: [] for passage in refunds.passages}
    for query in (FactQuery(), FactQuery(subject="Refunds"), FactQuery(q="refunds")):
        assert reader.facts(viewpoint, query) == ([], None)
    assert reader.changes("other", day("2024-03-01")) == []
    with pytest.raises(FactNotFound):
        reader.fact("other", refunds.ninety)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ((), ["all", "staff", "staff in the EU", "staff or guests"]),
        ((("audience", "staff"),), ["all", "staff", "staff in the EU", "staff or guests"]),
        ((("audience", "guests"),), ["all", "staff or guests"]),
        ((("audience", "staff"), ("region", "US")), ["all", "staff", "staff or guests"]),
        ((("plan", "gold"),), ["all", "staff", "staff in the EU", "staff or guests"]),
    ],
)
def test_another_scope_is_left_out_and_an_unstated_one_stays(
    reader: PostgresReader, history: RecordedHistory, asked: Scope, allowed: list[str]
) -> None:
    document = history.document("refunds")
    version = history.version(document, 1, effective="2023-01-01", recorded="2024-01-01")
    passage = history.passage_content(document, "who")
    history.say_passage(version, passage, 0, 1000)
    row = history.record_passage(passage, valid=window("2023-01-01"), recorded=window("2024-01-01"), cause=version)
    scopes: list[tuple[str, Scope]] = [
        ("all", ()),
        ("staff", (("audience", "staff"),)),
        ("staff in the EU", (("audience", "staff"), ("region", "EU"))),
        ("staff or guests", (("audience", "guests"), ("audience", "staff"))),
    ]
    for place, (value, scope) in enumerate(scopes):
        content = history.fact_content(document, value, scope=scope)
        history.say_fact(version, content, place * 10, place * 10 + 9)
        history.record_fact(content, valid=window("2023-01-01"), recorded=window("2024-01-01"), cause=version)
    viewpoint = seen("2023-07-01", "2024-03-01", asked)
    assert values(reader.facts_in(viewpoint, [row])[row]) == allowed
    for query in (FactQuery(), FactQuery(subject="refunds"), FactQuery(q="refunds")):
        assert sorted(values(reader.facts(viewpoint, query)[0])) == allowed


@pytest.mark.parametrize(
    "query", [FactQuery(limit=3), FactQuery(limit=3, subject="refunds"), FactQuery(limit=3, q="refunds paid")]
)
def test_pages_follow_one_another_without_gap_or_repeat(
    reader: PostgresReader, history: RecordedHistory, query: FactQuery
) -> None:
    for slug in ("a", "b", "c"):
        fill(history, slug, [f"{slug}{place}" for place in range(4)])
    listed: list[StoredFact] = []
    cursor, pages = None, 0
    while pages == 0 or cursor is not None:
        page = FactQuery(**{name: getattr(query, name) for name in ("limit", "subject", "q")}, cursor=cursor)
        facts, cursor = reader.facts(seen("2023-07-01", "2024-03-01"), page)
        listed += facts
        pages += 1
    assert pages == 4
    assert sorted(values(listed)) == [f"{slug}{place}" for slug in "abc" for place in range(4)]
    if query.q is None:
        assert values(listed) == sorted(values(listed))


def test_only_the_document_asked_for_is_listed(reader: PostgresReader, history: RecordedHistory) -> None:
    fill(history, "a", ["1", "2"])
    fill(history, "b", ["3"])
    for query in (
        FactQuery(document="b"),
        FactQuery(document="b", subject="refunds"),
        FactQuery(document="b", q="paid"),
    ):
        assert values(reader.facts(seen("2023-07-01", "2024-03-01"), query)[0]) == ["3"]


def test_words_find_inflected_forms_and_more_words_in_common_rank_first(
    reader: PostgresReader, history: RecordedHistory
) -> None:
    fill(history, "a", ["by bank transfer", "in cash", "by transferring to the bank account"])
    viewpoint = seen("2023-07-01", "2024-03-01")
    assert values(reader.facts(viewpoint, FactQuery(q="account transfers bank"))[0]) == [
        "by transferring to the bank account",
        "by bank transfer",
    ]
    assert values(reader.facts(viewpoint, FactQuery(q="refund -bank"))[0]) == ["in cash"]
    assert reader.facts(viewpoint, FactQuery(q="the of"))[0] == []


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "é", "WyJhIiwgImIiLCAiYyJd"])
@pytest.mark.parametrize("q", [None, "refunds"])
def test_a_strange_cursor_is_refused(reader: PostgresReader, cursor: str, q: str | None) -> None:
    with pytest.raises(InvalidRequest, match="cursor"):
        reader.facts(seen("2023-07-01", "2024-03-01"), FactQuery(q=q, cursor=cursor))


def test_a_fact_by_id_is_cited_as_it_was_first_recorded(reader: PostgresReader, refunds: Refunds) -> None:
    retired = reader.fact("default", refunds.thirty_first_told)
    assert retired.recorded == window("2024-01-01", "2024-02-01")
    assert (retired.source.version, retired.source.quote) == (1, "Refunds are paid within 30 days.")
    assert reader.fact("default", refunds.ninety).source.version == 2
    with pytest.raises(FactNotFound):
        reader.fact("default", uuid4())


def test_changes_are_those_known_in_order_of_effect(
    reader: PostgresReader, history: RecordedHistory, refunds: Refunds
) -> None:
    other = history.document("leave")
    history.version(other, 1, effective="2023-03-01", recorded="2024-01-10", title="Leave")
    history.version(other, 2, effective="2023-09-01", recorded="2024-01-20", title=None, kind="withdrawal")
    history.version(other, 3, effective="2023-01-15", recorded=None)
    found = [(change.document, change.version, change.title) for change in reader.changes("default", day("2024-01-20"))]
    assert found == [("refunds", 1, "Refunds 2023"), ("leave", 1, "Leave"), ("leave", 2, "Leave")]
    assert len(reader.changes("default", day("2024-02-01"))) == 4


def test_the_watermark_is_the_tenants(reader: PostgresReader, history: RecordedHistory) -> None:
    at = dt.datetime(2024, 5, 1, 12, 0, 0, 7, tzinfo=dt.UTC)
    history.connection.execute("UPDATE tenant SET watermark = %s WHERE name = 'default'", [at])
    assert reader.watermark("default") == at
    with pytest.raises(InvalidRequest, match="nobody"):
        reader.watermark("nobody")


def test_without_a_live_generation_the_index_is_not_ready(reader: PostgresReader, history: RecordedHistory) -> None:
    with pytest.raises(StoreUnavailable, match="generation"):
        reader.live_generation("default")
    history.connection.execute("INSERT INTO generation VALUES ('g1', 'm', 'float32', 3, 'live')")
    assert reader.live_generation("default") == "g1"


def fill(history: RecordedHistory, slug: str, objects: list[str]) -> None:
    """A document of one version that says one fact for each object, in order."""
    document = history.document(slug)
    version = history.version(document, 1, effective="2023-01-01", recorded="2024-01-01")
    for place, value in enumerate(objects):
        content = history.fact_content(
            document, value, predicate=f"are paid {place}", quote=f"Refunds are paid {value}."
        )
        history.say_fact(version, content, place * 10, place * 10 + 9)
        history.record_fact(content, valid=window("2023-01-01"), recorded=window("2024-01-01"), cause=version)
