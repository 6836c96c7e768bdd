"""Facts lapse so long after they were last confirmed, with a reminder before; a confirmation takes that back."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from ingestion.by_hand import HandEditStore
from ingestion.expiry.messages import Expire, Sweep, Swept
from ingestion.expiry.rules import Confirmation, ExpiryStore
from ingestion.expiry.sweeping import Sweeper
from ingestion.uploads import Undo
from knowledge.errors import FactNotFound, InvalidRequest, RuleNotFound
from knowledge.expiry import ExpiryRule
from knowledge.time_windows import Window
from tests.fixtures.publishing import DAY, START, System

TEXT = "notice 10 days\ncarry none"
RULE = ExpiryRule(
    id=UUID(int=1), name="looked at once a year", months=12, remind_days=30, documents=frozenset({"leave"})
)
LAPSES = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


@dataclass
class Clock:
    """A rule, and what it does as time goes on."""

    system: System

    @property
    def store(self) -> ExpiryStore:
        return ExpiryStore(self.system.pool)

    def sweep(self, now: dt.datetime) -> Swept:
        sweeper = Sweeper(self.system.pool, self.system.store, HandEditStore(self.system.pool))
        expire = Expire(tenant="default", rule=str(RULE.id))
        swept = sweeper.sweep(Sweep(expire=expire, now=now.isoformat()))
        for taken_back in swept.taken_back:
            version = taken_back.version
            self.system.publication.publish(version.version_id, version.ingestion_id, stage=lambda _: None)
        return swept

    def facts(self) -> dict[str, Window]:
        return {text.removeprefix("fact "): valid for text, valid in self.system.picture() if text.startswith("fact ")}

    def fact(self, quote: str) -> UUID:
        with self.system.pool.connection() as connection:
            row = connection.execute(
                "SELECT f.id FROM fact f JOIN fact_content c ON c.id = f.content"
                " WHERE upper_inf(f.recorded) AND c.quote = %s",
                [quote],
            ).fetchone()
        assert row is not None
        found: UUID = row[0]
        return found

    def reminders(self) -> list[tuple[str, str]]:
        with self.system.pool.connection() as connection:
            return connection.execute(
                "SELECT document, about ->> 'lapses_at' FROM event WHERE kind = 'expiry.reminder' ORDER BY ordinal"
            ).fetchall()


@pytest.fixture
def clock(system: System) -> Clock:
    system.ingest(system.accept(TEXT, 0))
    clock = Clock(system)
    clock.store.add("default", RULE, actor="mo")
    return clock


def test_nothing_happens_before_it_is_due(clock: Clock) -> None:
    swept = clock.sweep(LAPSES - 31 * DAY)
    assert (swept.reminded, swept.lapsed, swept.next_at) == (0, 0, (LAPSES - 30 * DAY).isoformat())
    assert clock.reminders() == []


def test_a_reminder_goes_out_once_and_the_fact_holds_on(clock: Clock) -> None:
    before = clock.facts()
    swept = clock.sweep(LAPSES - 30 * DAY)
    assert (swept.reminded, swept.lapsed, swept.next_at) == (2, 0, LAPSES.isoformat())
    assert clock.sweep(LAPSES - 29 * DAY).reminded == 0
    assert clock.reminders() == [("leave", LAPSES.isoformat())] * 2
    assert clock.facts() == before


def test_a_fact_that_nobody_confirms_ends_where_it_lapses(clock: Clock) -> None:
    swept = clock.sweep(LAPSES + 5 * DAY)
    assert (swept.lapsed, swept.next_at) == (2, None)
    assert clock.facts() == dict.fromkeys(TEXT.split("\n"), Window(START, LAPSES))
    assert clock.sweep(LAPSES + 6 * DAY).lapsed == 0


def test_a_version_that_states_it_confirms_it_from_its_date_on(clock: Clock) -> None:
    clock.system.ingest(clock.system.accept("notice 10 days\nsick full pay", 100))
    swept = clock.sweep(LAPSES)
    assert (swept.lapsed, swept.reminded) == (0, 0)
    assert swept.next_at is not None
    assert dt.datetime.fromisoformat(swept.next_at) == dt.datetime(2025, 4, 10, tzinfo=dt.UTC) - 30 * DAY


def test_a_person_confirms_it_and_it_is_due_anew(clock: Clock) -> None:
    at = confirm(clock, "notice 10 days")
    later = at + dt.timedelta(days=100)
    swept = clock.sweep(later)
    assert swept.lapsed == 1
    assert clock.facts() == {"notice 10 days": Window(START, None), "carry none": Window(START, LAPSES)}
    with pytest.raises(FactNotFound):
        clock.store.confirm(Confirmation(id=uuid4(), tenant="default", fact=uuid4(), actor="mo", reason="it holds"))


def test_what_is_confirmed_after_it_lapsed_holds_as_if_it_never_had(clock: Clock) -> None:
    fact = clock.fact("notice 10 days")
    clock.sweep(LAPSES + DAY)
    confirm(clock, "notice 10 days")
    swept = clock.sweep(dt.datetime.now(dt.UTC) + DAY)
    assert len(swept.taken_back) == 1
    assert clock.facts() == {"notice 10 days": Window(START, None), "carry none": Window(START, LAPSES)}
    assert clock.sweep(dt.datetime.now(dt.UTC) + 2 * DAY).taken_back == ()
    assert fact != clock.fact("notice 10 days")  # what was believed meanwhile stays readable


def test_a_later_version_that_states_it_takes_a_lapse_back(clock: Clock) -> None:
    clock.sweep(LAPSES + DAY)
    clock.system.ingest(clock.system.accept("notice 10 days", 500))
    assert len(clock.sweep(START + 501 * DAY).taken_back) == 1
    assert clock.facts()["notice 10 days"] == Window(START, None)


def test_a_lapse_that_a_person_undid_does_not_come_again(clock: Clock) -> None:
    clock.sweep(LAPSES + DAY)
    for edit in (2, 3):
        undo = clock.system.store.accept_repair(
            Undo(tenant="default", actor="mo", document="leave", corrects=edit, reason="they hold")
        )
        clock.system.publish(undo)
    held = dict.fromkeys(TEXT.split("\n"), Window(START, None))
    assert clock.facts() == held
    assert clock.sweep(LAPSES + 2 * DAY).lapsed == 0
    assert clock.facts() == held


def test_a_fact_that_ends_by_itself_before_is_let_be(clock: Clock) -> None:
    clock.system.ingest(clock.system.accept(f"{TEXT}\npark free until 200", 0))
    swept = clock.sweep(LAPSES - 30 * DAY)
    assert swept.reminded == 2


def test_a_rule_of_other_facts_and_one_that_is_off_do_nothing(clock: Clock) -> None:
    clock.store.change("default", RULE.id, {"documents": frozenset({"travel"})}, actor="mo")
    assert clock.sweep(LAPSES).lapsed == 0
    clock.store.change("default", RULE.id, {"documents": None, "predicate": "SAYS"}, actor="mo")
    assert clock.sweep(LAPSES - DAY).reminded == 2
    clock.store.change("default", RULE.id, {"enabled": False}, actor="mo")
    assert clock.sweep(LAPSES) == Swept(ended=True)
    assert clock.store.enabled() == []
    with pytest.raises(InvalidRequest):
        clock.store.change("default", RULE.id, {"predicate": None}, actor="mo")
    clock.store.remove("default", RULE.id)
    with pytest.raises(RuleNotFound):
        clock.store.remove("default", RULE.id)


def confirm(clock: Clock, quote: str) -> dt.datetime:
    said = Confirmation(id=uuid4(), tenant="default", fact=clock.fact(quote), actor="mo", reason="it still holds")
    return clock.store.confirm(said)
