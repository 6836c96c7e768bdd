"""What stays with webhooks, and for how long: after an erasure no words of a document, after a month no deliveries."""

import pytest
from temporalio.client import Client

from ingestion.erasure.redaction import note
from ingestion.notifications.fan_out import FanOut
from ingestion.notifications.payload import body_of
from ingestion.notifications.webhooks import Wanted, Webhook
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import Backoff
from tests.fixtures.erasing import Eraser, found_in_postgres
from tests.fixtures.notifying import Notifying
from tests.fixtures.publishing import System

SENTINEL = "XYZZY-SENTINEL"
SECRET = f"bonus {SENTINEL} of Ann Lee is 41 gold coins a year"


@pytest.fixture
def eraser(system: System, temporal: Client) -> Eraser:
    return Eraser(system, temporal)


def fail(notifying: Notifying, webhook: Webhook, excerpt: str) -> None:
    """Every delivery that is due fails with this answer."""
    for due in notifying.deliveries.due(webhook.id, 100):
        outcome = Outcome(answered=500, error="answered 500", excerpt=excerpt)
        notifying.deliveries.attempted(webhook, due, outcome, Backoff((9e5,)), failures=1)


async def test_filters_that_quote_it_and_answers_to_its_events_are_cleared(
    eraser: Eraser, notifying: Notifying
) -> None:
    system = eraser.system
    wanted = Wanted(predicates=("says", SECRET.lower()))
    quoting = notifying.webhooks.create(
        tenant="default", actor="local", url="https://hooks.example/", description=f"about {SECRET}", wanted=wanted
    )
    plain = notifying.webhook("https://hooks.example/")
    system.ingest(system.accept(SECRET, 0))
    notifying.happen("another")
    FanOut(system.pool).once()
    bodies = [body_of(due, []) for due in notifying.deliveries.due(plain.id, 100)]
    assert all(SENTINEL.encode() not in body for body in bodies)
    fail(notifying, plain, f"cannot read {SENTINEL}"[:200])
    fail(notifying, quoting, "an answer")

    erasure = await eraser.erase()

    assert found_in_postgres(system.pool, SENTINEL) == {"delivery.excerpt (text)"}  # to an event of nothing erased
    assert erasure.report["webhooks"] == 1
    assert erasure.report["excerpts"] == 4
    left, _ = notifying.webhooks.get("default", quoting.id)
    assert left.wanted.predicates == ("says", note(erasure.id))
    assert left.description == note(erasure.id)
    assert {delivery.kind: delivery.excerpt for delivery in notifying.listed(plain)} == {
        "version.published": None, "facts.changed": None, "reindex.done": f"cannot read {SENTINEL}",
    }  # fmt: skip


async def test_an_answer_to_another_event_that_quotes_it_is_cleared_too(eraser: Eraser, notifying: Notifying) -> None:
    system = eraser.system
    plain = notifying.webhook("https://hooks.example/")
    system.ingest(system.accept(SECRET, 0))
    notifying.happen("another")
    notifying.happen("of two", document="travel", about={"documents": ["leave", "travel"]})
    FanOut(system.pool).once()
    fail(notifying, plain, f"so: {SECRET}")
    await eraser.erase()
    assert found_in_postgres(system.pool, SENTINEL) == set()


def test_what_waits_holds_ids_alone(system: System, notifying: Notifying) -> None:
    notifying.webhook("https://hooks.example/")
    system.ingest(system.accept(SECRET, 0))
    FanOut(system.pool).once()
    with system.pool.connection() as connection:
        held = connection.execute("SELECT e::text || d::text FROM delivery d JOIN event e ON e.id = d.event").fetchall()
    assert held
    assert SENTINEL not in repr(held)


def test_what_was_delivered_is_forgotten_after_a_month_and_a_dead_letter_is_not(notifying: Notifying) -> None:
    webhook = notifying.webhook("https://hooks.example/")
    for number in range(3):
        notifying.happen(str(number))
    notifying.fan_out()
    outcomes = (Outcome(answered=204), Outcome(answered=204), Outcome(answered=500, error="answered 500"))
    for due, outcome in zip(notifying.deliveries.due(webhook.id, 3), outcomes, strict=True):
        notifying.deliveries.attempted(webhook, due, outcome, Backoff(()), failures=1)
    assert notifying.deliveries.forget_delivered() == 0
    with notifying.pool.connection() as connection:
        connection.execute(
            "UPDATE delivery SET attempted_at = attempted_at - interval '31 days' "
            "WHERE ordinal <> (SELECT min(ordinal) FROM delivery)"
        )
    assert notifying.deliveries.forget_delivered() == 1
    assert sorted(notifying.statuses(webhook)) == ["dead", "delivered"]
