"""An upload rehearsed: what it would change is told, what is predicted comes true, and nothing is left behind."""

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from psycopg.rows import dict_row

from infra.engine.client import EngineClient
from ingestion.extraction import RuleExtractor
from ingestion.parsing import DocumentReader
from ingestion.rehearsal import rehearsing
from ingestion.rehearsal.foresight import NEVER_YET, foreseen_points
from ingestion.rehearsal.questions import Asked, Stance, impacts
from ingestion.rehearsal.rehearsing import Rehearsal, Rehearsed
from ingestion.uploads import Upload
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.answering import Ask, answer_question, grounds_of
from knowledge.errors import EmptyDocument
from knowledge.ports import IndexFilter, IndexPoint, IndexWindows
from knowledge.time_windows import OPEN_END_SECONDS
from tests.fixtures.api import client_of, services_on
from tests.fixtures.embedded_library import UTC, EmbeddedLibrary

OLD = """# Returns policy

## Return period

Customers may return a product within 30 days of delivery.

## Refunds

Refunds are paid within 14 days.
"""
NEW = OLD.replace("30 days", "90 days").replace("## Refunds", "## Postage\n\nReturn postage costs 4 EUR.\n\n## Refunds")
TRAVEL = "# Travel policy\n\n## Hotels\n\nThe hotel limit is 120 EUR per night.\n"
PERIOD = "Within how many days may customers return a product?"
POSTAGE = "How much does return postage cost?"
HOTEL = "What is the hotel limit per night?"
NOW = dt.datetime.now(dt.UTC)
PAST, SOON = NOW - dt.timedelta(days=30), NOW + dt.timedelta(days=30)


class House(EmbeddedLibrary):
    """The library with a rehearsal, and questions that matter."""

    def __init__(self, pool: Pool, engine: EngineClient) -> None:
        super().__init__(pool, engine)
        self.golden = GoldenStore(pool)
        self.rehearsal = Rehearsal(
            pool,
            index=engine,
            search=engine,
            embedders=engine,
            parser=DocumentReader(),
            extractor=RuleExtractor(),
        )

    def ask_always(self, question: str, answer: str | None, as_of: dt.datetime | None = None) -> None:
        self.golden.put("default", "local", question=question, as_of=as_of, document=None, answer=answer)

    def rehearse(self, text: str, since: dt.datetime | None, *, document: str = "returns") -> Rehearsed:
        return self.rehearsal.rehearse(
            Upload(
                tenant="default",
                actor="local",
                document=document,
                content=text.encode(),
                file_name="returns.md",
                effective_at=since,
            ),
            UTC,
        )

    def asked(self, question: str, *, document: str | None = None) -> str | None:
        """Answered and kept as the API does it; what it was asked of."""
        now = dt.datetime.now(dt.UTC)
        ask = Ask(
            id=uuid4(), tenant="default", question=question, as_of=None, known_at=None, scope=(), document=document,
            now=now, zone=UTC, recent=(),
        )  # fmt: skip
        found = answer_question(ask, reader=self.reader, history=HistoryReader(self.pool), search=self.engine)
        AnswerStore(self.pool).save(None, "default", "local", found.as_json(), grounds_of(ask, found))
        return document

    def answer(self, asked: Asked, now: dt.datetime) -> tuple[str, str | None, str]:
        reader = PostgresReader(self.pool)
        stance = Stance(reader=reader, history=HistoryReader(self.pool), search=self.engine)
        found = stance.answer("default", asked, now, UTC)
        return found.status.value, found.answer, found.text

    def everything(self) -> dict[str, object]:
        """Every row of every table but those of the engine's own books, and every point."""
        with self.pool.connection() as connection:
            names = connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
            ).fetchall()
            rows = {
                name: connection.execute(
                    f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"  # noqa: S608
                ).fetchone()  # type: ignore[arg-type]
                for (name,) in names
            }
        generation = self.reader.live_generation("default")
        return {**rows, "points": self.engine.ids(generation, after=None, limit=1_000)}


@pytest.fixture
def house(pool: Pool, engine: EngineClient) -> House:
    made = House(pool, engine)
    made.put("returns", OLD, NOW - dt.timedelta(days=400))
    made.put("travel", TRAVEL, NOW - dt.timedelta(days=400))
    made.ask_always(PERIOD, "30 days")
    made.ask_always(POSTAGE, None)
    made.ask_always(HOTEL, "120 EUR")
    made.ask_always(PERIOD, "30 days", as_of=NOW - dt.timedelta(days=200))
    return made


def test_what_it_would_change_is_told_and_nothing_is_left_behind(house: House) -> None:
    before = house.everything()
    told = house.rehearse(NEW, PAST)
    assert house.everything() == before

    assert (told.repeated, told.waits, told.effective_source) == (False, False, "given")
    changed = [one for one in told.changes if one.outcome == "superseded"]
    assert [(one.kind, one.before[0].object, one.after[-1].object) for one in changed] == [
        ("change", "30 days", "90 days")
    ]
    assert told.counts.facts_superseded == 1
    assert told.asked == 4
    assert [(one.asked.question, one.since) for one in told.impacts] == [(PERIOD, None), (POSTAGE, None)]
    period = told.impacts[0]
    assert (period.before.answer, period.after.answer) == ("30 days", "90 days")
    right, wrong = period.golden_wrong()
    assert right is None
    assert wrong is not None


@pytest.mark.parametrize("since", [PAST, SOON])
def test_the_predicted_answers_are_those_given_after_the_publication(house: House, since: dt.datetime) -> None:
    told = house.rehearse(NEW, since)
    assert [one.asked.question for one in told.impacts] == [PERIOD, POSTAGE]
    house.put("returns", NEW, since)
    for impact in told.impacts:
        at = impact.since or dt.datetime.now(dt.UTC)
        given = house.answer(impact.asked, at)
        assert given == (impact.after.status.value, impact.after.answer, impact.after.text)


def test_of_what_takes_effect_later_it_is_told_from_when(house: House) -> None:
    told = house.rehearse(NEW, SOON)
    assert (PERIOD, SOON) in [(one.asked.question, one.since) for one in told.impacts]


def test_a_rule_that_would_make_it_wait_is_named(house: House) -> None:
    with house.pool.connection() as connection:
        connection.execute("UPDATE rule SET enabled = true")
    told = house.rehearse("# Returns policy\n\n## Postage\n\nReturn postage costs 4 EUR.\n", PAST)
    assert told.waits
    assert told.rule is not None
    assert "40%" in told.rule


def test_what_is_in_already_would_do_nothing(house: House) -> None:
    told = house.rehearse(OLD, None)
    assert told.repeated
    assert (told.changes, told.impacts) == ((), ())


def test_a_new_document_is_rehearsed_as_well(house: House) -> None:
    before = house.everything()
    told = house.rehearse("# Postage\n\n## Fees\n\nReturn postage costs 4 EUR.\n", PAST, document="postage")
    assert [one.asked.question for one in told.impacts] == [POSTAGE]
    assert house.everything() == before


def test_what_would_be_refused_is_refused(house: House) -> None:
    before = house.everything()
    with pytest.raises(EmptyDocument):
        house.rehearse("   \n", PAST)
    assert house.everything() == before


def test_what_was_asked_most_of_late_is_asked_as_well(house: House) -> None:
    kept = AnswerStore(house.pool)
    for question, times in (("How long may products be returned?", 3), (PERIOD, 2), ("What is the hotel limit?", 1)):
        for _ in range(times):
            record = {
                "id": str(uuid4()),
                "question": question,
                "as_of": NOW.isoformat(),
                "time_source": "now",
                "scope": {},
            }
            kept.save(None, "default", "local", record)
    told = house.rehearse(NEW, PAST)
    assert told.asked == 6  # the golden one that was asked as well is asked once
    past = [one for one in told.impacts if one.asked.kind == "past"]
    assert [(one.asked.question, one.asked.times, one.after.answer) for one in past] == [
        ("How long may products be returned?", 3, "90 days")
    ]


def test_a_past_question_is_asked_again_of_the_document_that_it_was_asked_of(house: House) -> None:
    handbook = TRAVEL.replace("120", "150").replace("Travel policy", "Handbook")
    house.put("handbook", handbook, NOW - dt.timedelta(days=400))
    of_all, of_travel = house.asked(HOTEL), house.asked(HOTEL, document="travel")
    told = house.rehearse(TRAVEL.replace("120", "90"), PAST, document="travel")
    past = {one.asked.document: one for one in told.impacts if one.asked.kind == "past"}
    assert "120 EUR" in past[of_travel].before.text
    assert "90 EUR" in past[of_travel].after.text
    assert {one.document for one in past[of_travel].after.citations} == {"travel"}
    assert of_all not in past  # a golden one, asked of all
    house.asked(HOTEL, document="handbook")
    told = house.rehearse(TRAVEL.replace("120", "90"), PAST, document="travel")
    assert {one.asked.document for one in told.impacts if one.asked.kind == "past"} == {"travel"}


def test_a_question_whose_words_were_erased_is_not_asked(house: House) -> None:
    house.asked(HOTEL, document="travel")
    house.asked("What is the limit of Ann Lee?", document="travel")
    before = house.rehearse(NEW, PAST).asked
    with house.pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor, as_eraser(cursor):
        cursor.execute(
            "UPDATE answer SET record = record || '{\"question\": \"erased\"}' WHERE record ->> 'question' LIKE '%Ann%'"
        )
    assert house.rehearse(NEW, PAST).asked == before - 1


async def test_a_dry_run_over_http_keeps_no_document(house: House, tmp_path: Path) -> None:
    services = await services_on(house.pool, temporal_address="127.0.0.1:1", folder=tmp_path)
    sent: dict[str, Any] = {
        "params": {"dry_run": True},
        "data": {"document": "postage", "effective_at": PAST.isoformat()},
        "files": {"file": ("postage.md", b"# Postage\n\n## Fees\n\nReturn postage costs 4 EUR.\n")},
        "headers": {"Idempotency-Key": "once"},
    }
    async with client_of(replace(services, rehearsal=house.rehearsal)) as client:
        reply = await client.post("/v1/documents", **sent)
        again = await client.post("/v1/documents", **sent)
        there = await client.get("/v1/documents/postage")
    assert reply.status_code == 200, reply.text
    assert (reply.json()["status"], reply.json()["facts_added"]) == ("dry_run", 1)
    assert [one["question"] for one in reply.json()["impacts"]] == [POSTAGE]
    assert again.json() == reply.json()
    assert "Idempotency-Replayed" not in again.headers
    with house.pool.connection() as connection:  # what it quotes may be erased later
        assert connection.execute("SELECT count(*) FROM idempotent_reply").fetchone() == (0,)
    assert there.status_code == 404


def test_no_other_search_finds_the_points_of_a_rehearsal(house: House) -> None:
    generation = house.reader.live_generation("default")
    point = IndexPoint(
        id=uuid4(),
        tenant="default",
        document="postage",
        text="Postage: Return postage costs 4 EUR.",
        vector=house.engine.embed_question(POSTAGE),
        windows=IndexWindows(valid_from=0, valid_to=OPEN_END_SECONDS, recorded_from=0, recorded_to=OPEN_END_SECONDS),
    )

    def found(known_at: int) -> bool:
        where = IndexFilter(tenant="default", as_of=None, known_at=known_at)
        hits = house.engine.search_text(generation, question=POSTAGE, where=where, limit=10)
        return point.id in {hit.id for hit in (*hits.dense, *hits.sparse)}

    with foreseen_points(house.engine, generation, [point]):
        assert not found(int(NOW.timestamp()))
        assert found(NEVER_YET)
    assert not found(NEVER_YET)


def test_questions_for_which_there_is_no_time_are_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsing, "impacts", partial(impacts, seconds=0.0))
    told = house.rehearse(NEW, PAST)
    assert (told.asked, told.left_out, told.impacts) == (0, 4, ())
    assert told.counts.facts_superseded == 1
