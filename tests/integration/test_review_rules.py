"""The rules of a tenant, and what each of their conditions lets wait."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from ingestion.uploads import Upload
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import InvalidRequest, RuleNotFound
from knowledge.facts import ExtractedFact
from knowledge.invalidation import Rule, Verdict
from knowledge.passages import ParsedDocument
from knowledge.values import value_of
from tests.fixtures.publishing import START, Lines, System, opened_index
from tests.fixtures.reviewing import Reviewer, hold_back

FIVE = "notice 10 days\ncarry none\nsick full pay\ntravel 32 EUR\nmeals 20 EUR"


@pytest.fixture
def reviewer(system: System) -> Reviewer:
    hold_back(system)
    system.ingest(system.accept(FIVE, 0))
    return Reviewer(system)


def test_a_rule_may_ask_for_predicates_likeness_and_rank(reviewer: Reviewer) -> None:
    """Each of them alone lets the same change wait, or not."""
    conditions: list[tuple[dict[str, object], str]] = [
        ({"predicate": "SAYS"}, "waiting"),
        ({"predicate": "costs"}, "applied"),
        ({"likeness_under": 1.0}, "waiting"),
        ({"likeness_under": 0.1}, "applied"),
        ({"outranked": True}, "applied"),
        ({"documents": frozenset({"leave"})}, "waiting"),
        ({"documents": frozenset({"travel"})}, "applied"),
    ]
    words = ["five", "over", "what is left", "all", "half of it", "a week", "nothing"]
    for i, (condition, status) in enumerate(conditions):
        rule = Rule(id=uuid4(), name=f"rule {i}", position=1, outcome=Verdict.WAIT, **condition)  # type: ignore[arg-type]
        reviewer.rules.add("default", rule, actor="mo")
        receipt = reviewer.system.accept(FIVE.replace("carry none", f"carry {words[i]}"), 100 + i)
        reviewer.system.ingest(receipt)
        assert reviewer.of(receipt).status == status, condition
        reviewer.rules.remove("default", rule.id)
        if status == "waiting":
            reviewer.decide(receipt, "reject")


def test_rules_of_a_tenant_are_its_own(reviewer: Reviewer) -> None:
    names = [kept.rule.name for kept in reviewer.rules.all("default")]
    assert [name.partition(" ")[0] for name in names] == ["what", "a", "a", "changes"]
    taken = Rule(id=uuid4(), name=names[0], position=1, outcome=Verdict.WAIT)
    with pytest.raises(InvalidRequest, match="already"):
        reviewer.rules.add("default", taken, actor="mo")
    with pytest.raises(RuleNotFound):
        reviewer.rules.remove("default", uuid4())
    first = reviewer.rules.all("default")[0].rule
    changed = reviewer.rules.change("default", first.id, {"position": 900}, actor="mo")
    assert (changed.rule.name, changed.rule.position, changed.actor) == (first.name, 900, "mo")
    assert [kept.rule.id for kept in reviewer.rules.all("default")][-1] == first.id
    rule = Rule(id=uuid4(), name="a rule of theirs", position=1, outcome=Verdict.WAIT)
    reviewer.rules.add("other", rule, actor="mo")
    assert [kept.rule.name for kept in reviewer.rules.all("other")] == ["a rule of theirs", *names]
    assert len(reviewer.rules.all("default")) == 4


class Durations(Lines):
    """Every line is a statement of one period, typed, so that documents may contradict each other."""

    def extract(self, document: ParsedDocument, *, title: str, zone: ZoneInfo) -> list[ExtractedFact]:
        return [
            replace(
                fact, subject="The period for returning goods", predicate="lasts", value=value_of(statement.text[-7:])
            )
            for fact, statement in zip(
                super().extract(document, title=title, zone=zone), document.statements, strict=True
            )
        ]


@pytest.mark.parametrize(("rank", "status"), [(0, "waiting"), (1, "waiting"), (-1, "applied")])
def test_a_change_that_contradicts_a_document_of_its_rank_or_a_higher_one_may_wait(
    pool: Pool, tmp_path: Path, rank: int, status: str
) -> None:
    with opened_index(pool, tmp_path / "index") as index:
        system = System(pool, index, Durations(), Durations())
        hold_back(system)
        reviewer = Reviewer(system)
        rule = Rule(id=uuid4(), name="no contradictions", position=1, outcome=Verdict.WAIT, outranked=True)
        reviewer.rules.add("default", rule, actor="mo")
        said = "the period for returning goods to the shop lasts {} days"
        system.ingest(system.accept(said.format(30), 0))
        handbook = Upload(
            tenant="default",
            actor="local",
            document="handbook",
            content=said.format(30).encode(),
            file_name="handbook.txt",
            effective_at=START,
            rank=rank,
        )
        system.ingest(system.store.accept(handbook))
        receipt = system.accept(said.format(60), 10)
        system.ingest(receipt)
        assert reviewer.of(receipt).status == status
