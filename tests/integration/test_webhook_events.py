"""What is told to whom: events of what is published, and one delivery for each webhook that wants one."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.by_hand import HandEditStore, HandFact, HandRetraction
from ingestion.imports.importing import Import
from ingestion.imports.recording import ImportRun, ImportStore
from ingestion.imports.rows import COLUMNS
from ingestion.notifications.fan_out import FanOut
from ingestion.notifications.opened import ConflictWatch
from ingestion.notifications.store import WebhookStore
from ingestion.notifications.webhooks import Change, Wanted, Webhook
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.receivers.secrets import Secrets
from knowledge.events import Event, EventKind
from knowledge.time_windows import Window
from knowledge.values import value_of
from tests.fixtures.library import Library
from tests.fixtures.notifying import KEY
from tests.fixtures.publishing import System

RETURNS = "# Returns Policy\n\n## Return window\n\nCustomers may return unworn items within 30 days of delivery.\n"
HANDBOOK = "# Support Handbook\n\n## Returns in short\n\nUnworn items can be returned within 14 days of delivery.\n"


def events(pool: Pool, kind: str | None = None) -> list[tuple[Any, ...]]:
    with pool.connection() as connection:
        return connection.execute(
            "SELECT kind, document, about FROM event WHERE %(kind)s::text IS NULL OR kind = %(kind)s ORDER BY ordinal",
            {"kind": kind},
        ).fetchall()


def webhook(pool: Pool, tenant: str = "default", **wanted: tuple[str, ...]) -> Webhook:
    return WebhookStore(pool, Secrets(KEY)).create(
        tenant=tenant, actor="local", url="https://hooks.example/", description="", wanted=Wanted(**wanted)
    )


def told(pool: Pool, one: Webhook) -> list[str]:
    """Kinds of the events on their way to it, in the order in which they happened."""
    FanOut(pool).once()
    with pool.connection() as connection:
        return [
            kind
            for (kind,) in connection.execute(
                "SELECT kind FROM delivery d JOIN event e ON e.id = d.event WHERE webhook = %s ORDER BY e.ordinal",
                [one.id],
            )
        ]


def happen(pool: Pool, key: str, *, tenant: str = "default", kind: EventKind = EventKind.REINDEX_DONE) -> None:
    with pool.connection() as connection, connection.cursor() as cursor:
        record_event(cursor, Event(tenant=tenant, kind=kind, key=key))


# -- what is recorded ---------------------------------------------------------------------------------


def test_a_version_is_told_with_what_it_did_to_facts(system: System) -> None:
    system.ingest(system.accept("notice 10 days\ncarry none", 0))
    system.ingest(system.accept("notice 20 days\nsick 80%", 10))
    published, first, _, second = events(system.pool)
    assert published[:2] == ("version.published", "leave")
    assert (published[2]["version"], published[2]["kind"]) == (1, "version")
    assert first[:2] == ("facts.changed", "leave")
    assert [first[2][name] for name in ("version", "added", "superseded", "removed")] == [1, 2, 0, 0]
    assert [second[2][name] for name in ("version", "added", "superseded", "removed")] == [2, 1, 1, 1]


def test_a_version_that_changes_no_fact_is_told_as_published_alone(system: System) -> None:
    system.ingest(system.accept("notice 10 days", 0))
    system.ingest(system.accept("notice 10 days", 0, corrects=1))
    assert [kind for kind, *_ in events(system.pool)] == ["version.published", "facts.changed", "version.published"]
    assert events(system.pool)[2][2]["kind"] == "correction"


def test_an_event_has_no_word_of_the_document(system: System) -> None:
    system.ingest(system.accept("notice sentinel days\ncarry none", 0))
    assert "sentinel" not in repr(events(system.pool))


def test_edits_by_hand_are_told(system: System) -> None:
    hand = HandEditStore(system.pool)
    stated = hand.state(
        HandFact(
            tenant="default", actor="mo", source="by-mo", subject="Berlin office", predicate="opens at",
            value=value_of("9 hours"), valid=Window(None, None), reason="told",
        )
    )  # fmt: skip
    hand.edit(HandRetraction(tenant="default", actor="mo", fact=stated.facts[0], reason="never"))
    (_, source, added), (_, _, removed) = events(system.pool, "facts.changed")
    assert (source, added["kind"], added["added"], removed["kind"], removed["removed"]) == (
        "by-mo", "hand-fact", 1, "hand-retraction", 1,
    )  # fmt: skip
    assert events(system.pool, "version.published") == []


# -- who is told --------------------------------------------------------------------------------------


def test_every_filter_admits_what_it_names_and_an_empty_one_everything(worded: System) -> None:
    pool = worded.pool
    everything = webhook(pool)
    published = webhook(pool, kinds=("version.published",))
    leave = webhook(pool, documents=("leave", "travel"))
    travel = webhook(pool, documents=("travel",))
    says = webhook(pool, predicates=("says",))
    costs = webhook(pool, predicates=("costs",))
    both = webhook(pool, kinds=("facts.changed",), documents=("leave",), predicates=("says",))
    worded.ingest(worded.accept("notice 10 days", 0))
    happen(pool, "reindexed")
    assert told(pool, everything) == ["version.published", "facts.changed", "reindex.done"]
    assert told(pool, published) == ["version.published"]
    assert told(pool, leave) == ["version.published", "facts.changed"]
    assert told(pool, travel) == []
    assert told(pool, says) == ["version.published", "facts.changed"]
    assert told(pool, costs) == []
    assert told(pool, both) == ["facts.changed"]


def bring(pool: Pool, *rows: str, chunk_rows: int = 5_000) -> None:
    run = ImportRun(tenant="default", actor="local", source="people", media_type="text/tab-separated-values")
    importing = Import(ImportStore(pool), run, "tsv", ZoneInfo("UTC"), chunk_rows=chunk_rows)
    with closing(importing):
        importing.feed("\n".join(["\t".join(COLUMNS), *rows]).encode())
        importing.finish()


def test_an_import_is_told_by_its_chunks_and_of_the_predicates_that_its_source_has(pool: Pool) -> None:
    lives, works = webhook(pool, predicates=("lives in",)), webhook(pool, predicates=("works at",))
    rows = [f"Ann {number}\tlives in\tParis\t2020-01-01\t" for number in range(4)]
    bring(pool, *rows, chunk_rows=2)
    bring(pool, *rows)  # nothing is recorded, so nothing is told
    assert [(source, about["kind"], about["recorded"]) for _, source, about in events(pool)] == [
        ("people", "import", 2)
    ] * 2
    assert told(pool, lives) == ["facts.changed"] * 2
    assert told(pool, works) == []


def test_another_tenant_is_told_nothing(pool: Pool) -> None:
    ours, theirs = webhook(pool), webhook(pool, tenant="other")
    happen(pool, "one")
    happen(pool, "two", tenant="other")
    assert (told(pool, ours), told(pool, theirs)) == (["reindex.done"], ["reindex.done"])


def test_what_happened_before_a_webhook_was_made_or_while_it_was_disabled_is_not_told(pool: Pool) -> None:
    happen(pool, "before")
    one = webhook(pool)
    assert told(pool, one) == []
    store = WebhookStore(pool, Secrets(KEY))
    store.change("default", one.id, Change(status="disabled"), actor="local")
    happen(pool, "meanwhile")
    assert told(pool, one) == []
    store.change("default", one.id, Change(status="active"), actor="local")
    happen(pool, "after")
    assert told(pool, one) == ["reindex.done"]


def test_an_event_that_commits_after_a_later_one_is_told_too(pool: Pool) -> None:
    one = webhook(pool)
    with pool.connection() as slow, slow.cursor() as cursor:
        record_event(cursor, Event(tenant="default", kind=EventKind.REINDEX_FAILED, key="slow"))
        happen(pool, "quick")
        assert told(pool, one) == ["reindex.done"]
    assert told(pool, one) == ["reindex.failed", "reindex.done"]


def test_processes_that_fan_out_together_make_one_delivery_of_each_event(pool: Pool) -> None:
    one = webhook(pool)
    for number in range(200):
        happen(pool, str(number))
    with ThreadPoolExecutor(4) as threads:
        looked = sum(threads.map(lambda _: FanOut(pool).once(limit=20).events, range(40)))
    assert looked == 200
    assert len(told(pool, one)) == 200


def test_what_others_wrote_into_an_event_stops_nobody(pool: Pool) -> None:
    one = webhook(pool, documents=("leave",), predicates=("says",))
    for number, about in enumerate(({"facts": 14}, {"version": "1.0"}, {"documents": "leave"}, {"facts": ["x"]})):
        with pool.connection() as connection, connection.cursor() as cursor:
            event = Event(
                tenant="default", kind=EventKind.REVIEW_WAITING, key=str(number), document="leave", about=about
            )
            record_event(cursor, event)
    assert told(pool, one) == []
    assert FanOut(pool).once().events == 0


# -- conflicts ----------------------------------------------------------------------------------------


def conflicts_told(pool: Pool) -> list[dict[str, Any]]:
    FanOut(pool).once()
    while ConflictWatch(pool).once():
        pass
    return [about for _, _, about in events(pool, "conflict.opened")]


def test_documents_that_begin_to_disagree_are_told_once(library: Library) -> None:
    pool = library.system.pool
    one = webhook(pool, kinds=("conflict.opened",), predicates=())
    library.put("returns", RETURNS)
    assert conflicts_told(pool) == []
    library.put("support-handbook", HANDBOOK)
    (opened,) = conflicts_told(pool)
    assert opened["documents"] == ["returns", "support-handbook"]
    assert opened["as_of"] == "2024-01-01T00:00:00+00:00"
    assert len(opened["facts"]) == 2
    library.put("returns", RETURNS.replace("30", "60"), day=10)  # they disagreed before
    assert len(conflicts_told(pool)) == 1
    assert told(pool, one) == ["conflict.opened"]


def test_a_conflict_of_a_later_date_is_told_with_that_date(library: Library) -> None:
    webhook(library.system.pool)
    library.put("returns", RETURNS)
    library.put("support-handbook", HANDBOOK.replace("14", "30"))
    library.put("support-handbook", HANDBOOK, day=10)
    (opened,) = conflicts_told(library.system.pool)
    assert opened["as_of"] == "2024-01-11T00:00:00+00:00"


def test_one_that_a_rank_decides_is_not_told(library: Library) -> None:
    webhook(library.system.pool)
    library.put("returns", RETURNS, rank=10)
    library.put("support-handbook", HANDBOOK)
    assert conflicts_told(library.system.pool) == []


def test_a_rank_that_is_taken_back_opens_the_conflict_again_though_no_fact_is_another(library: Library) -> None:
    pool = library.system.pool
    webhook(pool)
    library.put("returns", RETURNS, rank=10)
    library.put("support-handbook", HANDBOOK)
    assert conflicts_told(pool) == []
    changed = len(events(pool, "facts.changed"))
    library.put("returns", RETURNS, rank=0)
    (opened,) = conflicts_told(pool)
    assert (opened["documents"], opened["version"]) == (["returns", "support-handbook"], 2)
    assert len(events(pool, "facts.changed")) == changed
    library.put("returns", RETURNS, rank=5)  # decided
    library.put("returns", RETURNS, rank=7)  # still
    assert len(conflicts_told(pool)) == 1
    library.put("support-handbook", HANDBOOK, rank=7)
    assert [told["version"] for told in conflicts_told(pool)] == [2, 2]


def test_a_rank_that_a_third_loses_opens_the_conflict_of_the_others_of_today_however_long_its_history(
    library: Library,
) -> None:
    pool = library.system.pool
    webhook(pool)
    for version in range(6):
        library.put("law", RETURNS.replace("30", f"{31 + version}"), day=version, rank=10)
    library.put("support-handbook", HANDBOOK, day=6)
    library.put("leaflet", HANDBOOK.replace("14", "21"), day=6)
    assert conflicts_told(pool) == []
    library.put("law", RETURNS.replace("30", "36"), day=7, rank=0)
    (opened,) = conflicts_told(pool)
    assert opened["documents"] == ["law", "leaflet", "support-handbook"]


def test_one_between_two_documents_that_a_third_outranks_is_not_told(library: Library) -> None:
    webhook(library.system.pool)
    library.put("law", RETURNS, rank=10)
    library.put("support-handbook", HANDBOOK)
    library.put("leaflet", HANDBOOK.replace("14", "21"))
    assert conflicts_told(library.system.pool) == []


def test_nobody_looks_for_conflicts_that_nobody_wants_to_know_of(library: Library) -> None:
    pool = library.system.pool
    webhook(pool, kinds=("version.published",))
    library.put("returns", RETURNS)
    library.put("support-handbook", HANDBOOK)
    assert conflicts_told(pool) == []


def test_a_look_that_comes_late_sees_what_it_would_have_seen_at_once(library: Library) -> None:
    pool = library.system.pool
    webhook(pool)
    library.put("returns", RETURNS)
    library.put("support-handbook", HANDBOOK)
    library.put("support-handbook", HANDBOOK.replace("14", "30"))  # they agree again
    assert len(conflicts_told(pool)) == 1


def test_a_filter_of_predicates_reads_the_facts_that_a_conflict_names(library: Library) -> None:
    pool = library.system.pool
    library.put("returns", RETURNS)
    with pool.connection() as connection:
        predicates = tuple(row[0].lower() for row in connection.execute("SELECT predicate FROM fact_content"))
    fits, other = webhook(pool, predicates=predicates), webhook(pool, predicates=("costs",))
    library.put("support-handbook", HANDBOOK)
    conflicts_told(pool)
    assert "conflict.opened" in told(pool, fits)
    assert told(pool, other) == []
