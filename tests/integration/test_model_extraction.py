"""Facts read by a scripted model beside the rules, through the real steps of an ingestion."""

import datetime as dt
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from api.cli.adding import _told
from api.routes.versions import ingestion_reply
from infra.engine.client import EngineClient
from ingestion.activities import IngestionActivities
from ingestion.erasure.clearing import clear
from ingestion.extraction import RuleExtractor
from ingestion.messages import IngestVersion
from ingestion.model_extraction import ModelExtraction, ReadingStore
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.uploads import Upload
from knowledge.adapters.postgres.pool import Pool
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Viewpoint
from tests.fixtures.embedded_library import EmbeddedLibrary
from tests.fixtures.language_model import Asked, Reply, ScriptedModel
from tests.fixtures.wording import bench_on

TEXT = """# Returns Policy

## Refunds

Customers may return unworn items within {days} days of delivery at any shop.

## Gift cards

Gift cards are valid for 3 years.
"""
SINCE = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def reads(asked: Asked) -> Reply:
    """Names what stands in each statement, and makes something up."""
    shown = json.loads(asked.texts[-1])
    lines = []
    for one in shown["statements"]:
        base = {"statement": one["statement"], "quote": one["text"]}
        if "unworn" in one["text"]:
            lines.append(
                {**base, "subject": "unworn items", "predicate": "return within", "object": _days(one["text"])}
            )
            lines.append({**base, "subject": "unworn items", "predicate": "return at", "object": "any shop"})
            lines.append({**base, "subject": "unworn items", "predicate": "return within", "object": "999 days"})
    return Reply("\n".join(json.dumps(line) for line in lines) or "{}")


def _days(text: str) -> str:
    return f"{text.partition('within ')[2].split()[0]} days"


class Library(EmbeddedLibrary):
    def read_by(self, extraction: ModelExtraction) -> None:
        preparation = Preparation(self.pool, DocumentReader(), RuleExtractor(), extraction)
        self.steps = IngestionActivities(self.pool, self.store, preparation, self.publication, self.engine)

    def upload(self, document: str, text: str, since: dt.datetime = SINCE) -> dict[str, Any]:
        """The ingestion as the API shows it."""
        receipt = self.store.accept(
            Upload(
                tenant="default",
                actor="local",
                document=document,
                content=text.encode(),
                file_name=f"{document}.md",
                effective_at=since,
            )
        )
        message = IngestVersion(
            tenant="default",
            document=document,
            version_id=receipt.version_id,
            ingestion_id=str(receipt.ingestion_id),
        )
        for step in (self.steps.prepare, self.steps.embed, self.steps.publish):
            ActivityEnvironment().run(step, message)
        return self.reply(receipt.ingestion_id)

    def reply(self, ingestion: UUID) -> dict[str, Any]:
        return ingestion_reply(self.store.progress("default", ingestion)).model_dump(mode="json")

    def facts(self, document: str) -> dict[tuple[str, str, str], StoredFact]:
        viewpoint = Viewpoint(tenant="default", as_of=SINCE, known_at=self.reader.watermark("default"))
        facts, _ = self.reader.facts(viewpoint, FactQuery(document=document))
        return {(fact.subject, fact.predicate, fact.value.text): fact for fact in facts}


@contextmanager
def extraction(llm: ScriptedModel, pool: Pool, **budget: int) -> Iterator[ModelExtraction]:
    with bench_on(llm, pool, purpose="extraction", **budget) as bench:
        yield ModelExtraction(bench.metered, ReadingStore(pool), clock=time.monotonic)


@pytest.fixture
def library(pool: Pool, engine: EngineClient, llm: ScriptedModel) -> Iterator[Library]:
    llm.answer = reads
    library = Library(pool, engine)
    with extraction(llm, pool) as by_model:
        library.read_by(by_model)
        yield library


def test_facts_of_the_model_stand_beside_those_of_the_rules(library: Library) -> None:
    ingestion = library.upload("returns", TEXT.format(days=30))
    facts = library.facts("returns")

    assert ("unworn items", "return within", "30 days") in facts
    added = facts["unworn items", "return at", "any shop"]
    assert added.source.quote == "Customers may return unworn items within 30 days of delivery at any shop."
    assert any(value == "3 years" for _, _, value in facts), "what the model left out is read by the rules"
    assert not any("999" in value for _, _, value in facts)
    told = ingestion["extraction"]
    assert (told["model"], told["passages"], told["cached"], told["skipped"]) == ("scripted-1", 2, 0, 0)
    assert (told["facts_named"], told["facts_added"]) == (1, 1)
    assert told["facts_refused"] == 2  # the value made up, and the empty line
    assert (told["input_tokens"], told["output_tokens"]) == (200, 40)
    assert told["seconds"] > 0


def test_the_command_line_tells_what_it_took(library: Library) -> None:
    ingestion = library.upload("returns", TEXT.format(days=30))
    told = _told(ingestion)
    assert "read by scripted-1: 2 passages, 0 of them before; facts: 1 named, 1 added, 2 refused; 240 tokens" in told


def test_the_same_text_is_read_once(library: Library, llm: ScriptedModel) -> None:
    library.upload("returns", TEXT.format(days=30))
    first, asked = library.facts("returns"), len(llm.asked)
    llm.answer = lambda _: Reply("the model would say something else now")
    again = library.upload("copy", TEXT.format(days=30))

    assert len(llm.asked) == asked
    assert set(library.facts("copy")) == set(first)
    assert (again["extraction"]["cached"], again["extraction"]["input_tokens"]) == (2, 0)


def test_a_new_version_has_only_what_changed_read(library: Library, llm: ScriptedModel) -> None:
    library.upload("returns", TEXT.format(days=30))
    before = library.facts("returns")["unworn items", "return within", "30 days"]
    asked = len(llm.asked)
    second = library.upload("returns", TEXT.format(days=60), dt.datetime(2024, 6, 1, tzinfo=dt.UTC))

    assert len(llm.asked) == asked + 1
    assert second["extraction"]["cached"] == 1
    assert second["facts_superseded"] == 1, "the model's name for it is another key"
    viewpoint = Viewpoint(
        tenant="default", as_of=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), known_at=library.reader.watermark("default")
    )
    (after,), _ = library.reader.facts(viewpoint, FactQuery(key=before.key))
    assert after.value.text == "60 days"


def test_after_an_outage_only_the_rest_is_asked(library: Library, llm: ScriptedModel) -> None:
    down = True

    def answer(asked: Asked) -> Reply:
        return Reply(status=503) if down and "Gift" in asked.said else reads(asked)

    llm.answer = answer
    with pytest.raises(ApplicationError) as failed:
        library.upload("returns", TEXT.format(days=30))
    assert not failed.value.non_retryable
    down, asked = False, len(llm.asked)
    repeated = library.upload("other", TEXT.format(days=30))
    assert len(llm.asked) == asked + 1
    assert repeated["extraction"]["cached"] == 1


@pytest.mark.parametrize(
    ("reply", "skipped"),
    [
        (Reply("no", finish="content_filter"), 2),
        (Reply(status=401), 2),
        (Reply(status=400, code="context_length_exceeded"), 2),
    ],
    ids=["refusal", "key", "context"],
)
def test_what_the_model_will_not_read_is_read_by_the_rules(
    library: Library, llm: ScriptedModel, reply: Reply, skipped: int
) -> None:
    llm.script(reply)
    ingestion = library.upload("returns", TEXT.format(days=30))
    assert ingestion["status"] == "done"
    assert ingestion["extraction"]["skipped"] == skipped
    assert {value for _, _, value in library.facts("returns")} >= {"30 days", "3 years"}
    assert f"{skipped} passages have the rules' facts alone" in _told(ingestion)


def test_a_spent_budget_leaves_the_rules_and_says_so(library: Library, llm: ScriptedModel, pool: Pool) -> None:
    with extraction(llm, pool, tenant_most=100) as by_model:
        library.read_by(by_model)
        ingestion = library.upload("returns", TEXT.format(days=30))
    assert llm.asked == []
    assert "ASOF_MODEL_TENANT_TOKENS" in ingestion["extraction"]["problem"]
    assert {value for _, _, value in library.facts("returns")} >= {"30 days", "3 years"}


def test_an_erasure_clears_what_was_read(library: Library, pool: Pool) -> None:
    library.upload("returns", TEXT.format(days=30))
    library.upload("other", "# Other\n\nA borrowed camera must be returned within 5 days.\n")
    assert erased(pool, "returns")["readings"] == 2
    with pool.connection() as connection:
        outputs = [row[0] for row in connection.execute("SELECT output FROM model_reading")]
    assert outputs == ["{}"]


def erased(pool: Pool, document: str) -> dict[str, int]:
    from ingestion.erasure.targets import find_target
    from knowledge.adapters.postgres.pool import transaction

    with transaction(pool) as cursor:
        row = cursor.execute("SELECT id FROM document WHERE slug = %s", [document]).fetchone()
        assert row is not None
        names = {"tenant": "default", "document": document, "document_id": row["id"], "version": None, "fact": None}
        outcome = clear(cursor, find_target(cursor, names), uuid4(), lambda *_: None)
        return dict(outcome.cleared.counts)
