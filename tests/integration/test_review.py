"""A change that a rule holds back waits for a person; what was held before goes on holding until one decides."""

import datetime as dt
from typing import cast
from uuid import UUID, uuid4

import pytest

from ingestion.documents import DocumentStore
from ingestion.invalidation.messages import Begun, Decision
from ingestion.uploads import Retraction, Undo, Withdrawal
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import ChangeDecided, InvalidationNotFound
from knowledge.invalidation import Rule, Verdict
from knowledge.revision import Happening
from knowledge.time_windows import Window
from tests.fixtures.publishing import DAY, START, System
from tests.fixtures.reviewing import Reviewer, hold_back, review

WHO = {"tenant": "default", "actor": "mo", "document": "leave", "reason": "so it was decided"}
FIVE = "notice 10 days\ncarry none\nsick full pay\ntravel 32 EUR\nmeals 20 EUR"
THREE = "notice 20 days\ncarry none\nsick full pay"  # 2 of 5 go: 40%, and not more
TWO = "notice 20 days\ncarry none"  # 3 of 5 go


@pytest.fixture
def reviewer(system: System) -> Reviewer:
    hold_back(system)
    system.ingest(system.accept(FIVE, 0))
    return Reviewer(system)


def events(system: System) -> list[tuple[str, object]]:
    with system.pool.connection() as connection:
        return connection.execute(
            "SELECT kind, coalesce(about ->> 'outcome', about ->> 'asked') FROM event"
            " WHERE kind LIKE 'review.%' ORDER BY ordinal"
        ).fetchall()


def test_a_version_that_retires_no_more_than_the_rules_allow_applies_at_once(reviewer: Reviewer) -> None:
    receipt = reviewer.system.accept(THREE, 10)
    reviewer.system.ingest(receipt)
    applied = reviewer.of(receipt)
    assert (applied.status, applied.share_going, applied.opened_at) == ("applied", 0.4, applied.decided_at)
    assert reviewer.waiting() == []
    assert events(reviewer.system) == []


def test_a_first_version_and_one_that_only_adds_are_no_proposals(reviewer: Reviewer) -> None:
    reviewer.system.ingest(reviewer.system.accept(FIVE + "\nparking free", 10))
    page, _ = reviewer.shown.page("default", statuses=None, document=None, limit=5, before=None)
    assert page == []


def test_a_version_that_retires_more_waits_and_the_old_facts_hold(reviewer: Reviewer) -> None:
    before = reviewer.system.picture()
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    assert reviewer.system.picture() == before
    (waits,) = reviewer.waiting()
    assert (waits.version, waits.kind, waits.share_going, waits.facts_removed) == (2, "version", 0.6, 3)
    assert waits.rule_name == "a text that retires more than 40% of its document's facts waits"
    assert [change.goes for change in waits.changes] == [True, True, True, False]
    replaced = waits.changes[-1]
    assert [side.quote for side in replaced.before] == ["notice 10 days"]
    assert [side.quote for side in replaced.after] == ["notice 10 days", "notice 20 days"]
    progress = reviewer.system.store.progress("default", receipt.ingestion_id)
    assert (progress.status, progress.finished, progress.invalidation) == ("waiting", True, waits.id)
    assert events(reviewer.system) == [("review.waiting", "1")]


@pytest.mark.parametrize(("days_ago", "status"), [(100, "applied"), (80, "waiting")])
def test_what_has_been_in_force_for_long_waits_for_nobody(system: System, days_ago: int, status: str) -> None:
    system.gated = True
    system.ingest(system.accept(FIVE, 0))
    receipt = system.accept(TWO, (dt.datetime.now(dt.UTC) - START).days - days_ago)
    system.ingest(receipt)
    assert Reviewer(system).of(receipt).status == status


def test_approval_publishes_what_was_shown(reviewer: Reviewer, new_picture: list[tuple[str, Window]]) -> None:
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    decided = reviewer.decide(receipt, "approve")
    assert decided.status == "applied"
    assert [(one.verb, one.actor, one.outcome) for one in decided.decisions] == [("approve", "mo", "applied")]
    assert reviewer.system.picture() == new_picture
    assert reviewer.system.store.progress("default", receipt.ingestion_id).status == "done"
    assert events(reviewer.system) == [("review.waiting", "1"), ("review.decided", "applied")]


@pytest.fixture
def new_picture(reviewer: Reviewer) -> list[tuple[str, Window]]:
    until, since = Window(START, START + 10 * DAY), Window(START + 10 * DAY, None)
    held = [("carry none", Window(START, None)), ("notice 10 days", until), ("notice 20 days", since)]
    held += [("sick full pay", until), ("travel 32 EUR", until), ("meals 20 EUR", until)]
    return sorted((f"{kind} {text}", valid) for text, valid in held for kind in ("fact", "passage"))


def test_rejection_discards_the_version_with_the_reason(reviewer: Reviewer) -> None:
    before = reviewer.system.picture()
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    decided = reviewer.decide(receipt, "reject", reason="half of it is missing")
    assert (decided.status, decided.decisions[0].outcome) == ("rejected", "rejected")
    progress = reviewer.system.store.progress("default", receipt.ingestion_id)
    assert progress.status == "failed"
    assert progress.error is not None
    assert (progress.error["type"], progress.error["detail"]) == ("change-rejected", "half of it is missing")
    assert reviewer.system.picture() == before
    assert reviewer.system.accept(TWO, 10).repeated is False  # and may be uploaded again
    assert events(reviewer.system)[-1] == ("review.decided", "rejected")


def test_an_undo_leaves_what_the_other_edits_say(reviewer: Reviewer) -> None:
    before = reviewer.system.picture()
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    reviewer.decide(receipt, "approve")
    decided = reviewer.decide(receipt, "undo", reason="approved by mistake")
    assert decided.status == "undone"
    assert [one.outcome for one in decided.decisions] == ["applied", "undone"]
    assert reviewer.system.picture() == before


def test_an_approval_of_another_outcome_than_was_shown_asks_again_and_says_what_differs(reviewer: Reviewer) -> None:
    """Another version is published meanwhile: the one that waits would now end other facts."""
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    (shown,) = reviewer.waiting()
    reviewer.system.ingest(reviewer.system.accept(FIVE.replace("10 days", "15 days"), 5))
    before = reviewer.system.picture()
    asked = reviewer.decide(receipt, "approve")
    assert (asked.status, asked.asked) == ("waiting", 2)
    assert [one.outcome for one in asked.decisions] == ["asked again"]
    assert asked.outcome_digest != shown.outcome_digest
    (notice,) = (change.key for change in shown.changes if not change.goes)
    assert [str(notice)] == list(asked.differs["otherwise"])
    assert asked.differs["come"] == asked.differs["gone"] == []
    assert reviewer.system.picture() == before
    assert events(reviewer.system) == [("review.waiting", "1"), ("review.waiting", "2")]
    assert reviewer.decide(receipt, "approve").status == "applied"


def test_an_approval_names_what_it_approves(reviewer: Reviewer) -> None:
    """What was seen before somebody else was asked again is not what stands now."""
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    asked = reviewer.decide(receipt, "approve", shown="0" * 64)
    assert (asked.status, [one.outcome for one in asked.decisions]) == ("waiting", ["asked again"])
    assert asked.differs == {"come": [], "gone": [], "otherwise": []}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_that_wait_may_be_approved_in_any_order(reviewer: Reviewer, order: tuple[int, int]) -> None:
    receipts = [reviewer.system.accept(text, at) for text, at in ((TWO, 10), ("notice 30 days", 20))]
    for receipt in receipts:
        reviewer.system.ingest(receipt)
    assert [one.version for one in reviewer.waiting()] == [2, 3]
    for i in order:
        while reviewer.of(receipts[i]).status == "waiting":
            reviewer.decide(receipts[i], "approve")
    since = {quote: window for quote, window in reviewer.system.picture() if quote.startswith("fact")}
    assert since == {
        "fact notice 10 days": Window(START, START + 10 * DAY),
        "fact notice 20 days": Window(START + 10 * DAY, START + 20 * DAY),
        "fact notice 30 days": Window(START + 20 * DAY, None),
        "fact carry none": Window(START, START + 20 * DAY),
        **{
            f"fact {line}": Window(START, START + 10 * DAY)
            for line in ("sick full pay", "travel 32 EUR", "meals 20 EUR")
        },
    }


def test_what_a_person_decided_applies_at_once(reviewer: Reviewer) -> None:
    withdrawal = reviewer.system.store.accept_withdrawal(Withdrawal(effective_at=START + 10 * DAY, **WHO))
    reviewer.system.publish(withdrawal)
    gone = reviewer.of(withdrawal)
    assert (gone.status, gone.share_going) == ("applied", 1.0)
    assert gone.rule_name == "what a person decided, with a reason, applies"
    undo = reviewer.system.store.accept_repair(Undo(corrects=withdrawal.version, **WHO))
    reviewer.system.publish(undo)
    retraction = reviewer.system.store.accept_repair(Retraction(corrects=1, **WHO))
    reviewer.system.publish(retraction)
    assert reviewer.of(retraction).status == "applied"
    assert reviewer.waiting() == []


def test_a_rule_may_hold_back_what_a_person_decided(reviewer: Reviewer) -> None:
    rule = Rule(
        id=uuid4(),
        name="a second pair of eyes",
        position=1,
        outcome=Verdict.WAIT,
        kinds=frozenset({Happening.WITHDRAWAL}),
    )
    reviewer.rules.add("default", rule, actor="mo")
    before = reviewer.system.picture()
    withdrawal = reviewer.system.store.accept_withdrawal(Withdrawal(effective_at=START + 10 * DAY, **WHO))
    reviewer.system.publish(withdrawal)
    assert reviewer.of(withdrawal).status == "waiting"
    assert reviewer.system.picture() == before
    assert reviewer.decide(withdrawal, "approve").status == "applied"


def test_without_rules_everything_applies(reviewer: Reviewer) -> None:
    for kept in reviewer.rules.all("default"):
        reviewer.rules.change("default", kept.rule.id, {"enabled": False}, actor="mo")
    receipt = reviewer.system.accept("parking free", 10)
    reviewer.system.ingest(receipt)
    assert (reviewer.of(receipt).status, reviewer.of(receipt).rule) == ("applied", None)


def test_what_cannot_be_published_any_more_is_refused_when_it_is_approved(reviewer: Reviewer) -> None:
    """A correction waits, and its version is retracted meanwhile."""
    correction = reviewer.system.accept(TWO, None, corrects=1)
    reviewer.system.ingest(correction)
    assert reviewer.of(correction).status == "waiting"
    reviewer.system.publish(reviewer.system.store.accept_repair(Retraction(corrects=1, **WHO)))
    decided = reviewer.decide(correction, "approve")
    assert decided.status == "rejected"
    problem = decided.decisions[0].problem
    assert problem is not None
    assert problem["type"] == "version-speaks-no-more"
    assert reviewer.system.store.progress("default", correction.ingestion_id).status == "failed"


def test_decisions_that_are_repeated_do_nothing_twice(reviewer: Reviewer) -> None:
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    invalidation = reviewer.of(receipt).id
    decision = reviewer.accept(invalidation, "approve")
    assert decision is not None
    assert reviewer.accept(invalidation, "approve") == decision  # while it is being carried out
    signal = Decision(review=review(invalidation), decision=str(decision))
    for _ in range(2):
        reviewer.carry_out(signal)
    applied = reviewer.of(receipt)
    assert reviewer.accept(invalidation, "approve") is None
    assert len(applied.decisions) == 1
    with pytest.raises(ChangeDecided, match="published already: undo it instead"):
        reviewer.accept(invalidation, "reject")
    for _ in range(2):
        reviewer.decide(receipt, "undo")
    assert [one.verb for one in reviewer.of(receipt).decisions] == ["approve", "undo"]
    assert events(reviewer.system) == [
        ("review.waiting", "1"),
        ("review.decided", "applied"),
        ("review.decided", "undone"),
    ]


def test_a_signal_that_comes_late_carries_out_no_later_decision(reviewer: Reviewer) -> None:
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    invalidation = reviewer.of(receipt).id
    late = Decision(review=review(invalidation), decision=str(reviewer.accept(invalidation, "approve")))
    reviewer.carry_out(late)
    undo = reviewer.accept(invalidation, "undo")
    assert reviewer.carry_out(late) == Begun()
    assert reviewer.decisions.settled("default", invalidation, cast("UUID", undo)) is False
    reviewer.carry_out(Decision(review=review(invalidation), decision=str(undo)))
    assert reviewer.decisions.settled("default", invalidation, cast("UUID", undo)) is True


def test_a_decision_waits_for_the_one_before_it(reviewer: Reviewer) -> None:
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    invalidation = reviewer.of(receipt).id
    reviewer.accept(invalidation, "reject")
    with pytest.raises(ChangeDecided, match="mo decided to reject it"):
        reviewer.accept(invalidation, "approve")
    with pytest.raises(ChangeDecided):
        reviewer.accept(invalidation, "undo")
    with pytest.raises(InvalidationNotFound):
        reviewer.accept(uuid4(), "approve")


def test_under_review_is_a_thing_of_recorded_time(reviewer: Reviewer) -> None:
    """Both instants are watermarks, so a reply at an earlier `known_at` stays the same."""
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    opened = reviewer.of(receipt)
    assert opened.opened_at == watermark(reviewer.system)
    decided = reviewer.decide(receipt, "reject")
    assert decided.opened_at == opened.opened_at
    assert decided.decided_at == watermark(reviewer.system)


def watermark(system: System) -> dt.datetime:
    with system.pool.connection() as connection:
        row = connection.execute("SELECT watermark FROM tenant WHERE name = 'default'").fetchone()
    assert row is not None
    return cast(dt.datetime, row[0])


def test_an_answer_tells_that_a_change_is_under_review_as_known_then(reviewer: Reviewer) -> None:
    reader = PostgresReader(reviewer.system.pool)
    before = reader.watermark("default")
    receipt = reviewer.system.accept(TWO, 10)
    reviewer.system.ingest(receipt)
    opened = reader.watermark("default")
    assert reader.under_review("default", before) == frozenset()
    assert reader.under_review("default", opened) == {"leave"}
    documents = DocumentStore(reviewer.system.pool)
    assert documents.document("default", "leave").under_review is True
    reviewer.decide(receipt, "approve")
    assert reader.under_review("default", reader.watermark("default")) == frozenset()
    assert reader.under_review("default", opened) == {"leave"}  # so it was, and stays
    assert documents.document("default", "leave").under_review is False


def test_what_applied_at_once_was_never_under_review(reviewer: Reviewer) -> None:
    reader = PostgresReader(reviewer.system.pool)
    reviewer.system.ingest(reviewer.system.accept(THREE, 10))
    assert reader.under_review("default", reader.watermark("default")) == frozenset()


def test_the_evidence_names_the_answers_that_rest_on_what_would_go(reviewer: Reviewer) -> None:
    system = reviewer.system
    with system.pool.connection() as connection:
        rows = connection.execute(
            "SELECT c.quote, f.id FROM fact f JOIN fact_content c ON c.id = f.content WHERE upper_inf(f.recorded)"
        ).fetchall()
        for quote, fact in rows:
            cited = {"kind": "fact", "id": str(fact), "document": "leave", "version": 1}
            record = {"id": str(uuid4()), "question": f"about {quote}", "citations": [cited]}
            AnswerStore(system.pool).save(None, "default", "mo", record)
    receipt = system.accept(TWO, 10)
    system.ingest(receipt)
    told = sorted(one.question for one in reviewer.of(receipt).answers)
    gone = ("meals 20 EUR", "notice 10 days", "sick full pay", "travel 32 EUR")
    assert told == [f"about {quote}" for quote in gone]
