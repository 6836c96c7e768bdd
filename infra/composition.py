"""Builds the adapters from the settings: the one place that knows which class stands behind which port."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from temporalio.client import Client

from chat.activities import Answered, Answering
from chat.deletion.client import RetentionSchedule
from chat.messages import AnswerTurn, RecentTurn
from chat.recalled import sentences
from chat.stream_feed import CHANNEL, StreamFeed
from chat.stream_store import StreamStore
from chat.streaming import Emitter
from infra import postgres
from infra.asking import AskingPeople
from infra.engine.client import EngineClient
from infra.language_models import ModelBench
from infra.places import Places
from infra.settings import Settings
from infra.side_by_side import SideBySide
from infra.unfinished import unfinished_work
from ingestion.model_extraction import ModelExtraction, ReadingStore
from ingestion.publication import Publication
from ingestion.recall.asking import AskingAgain
from ingestion.reindex.doctor import Doctor
from ingestion.reindex.schedule_client import ScheduleClient
from ingestion.reindex.schedules import ScheduleStore
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.listening import Listener
from knowledge.adapters.postgres.pool import Pool, open_pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.adapters.postgres.recalls import RecalledTurn
from knowledge.adapters.postgres.sealed import SealedStore
from knowledge.answering import Answer, Ask, answer_question
from knowledge.facts import digest
from knowledge.generating import Telling, Worded, Wording, as_it_is, grounds_of_worded, word_answer
from knowledge.ports import FactHistory, PassageSearch
from knowledge.questions import RecentQuestion
from knowledge.retrieval import Stores

if TYPE_CHECKING:
    from collections.abc import Iterator

STATEMENT_SECONDS = 30.0  # of one request; an ingestion's statements may take longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """What worker and API both stand on."""

    pool: Pool
    reader: PostgresReader
    history: HistoryReader
    engine: EngineClient


@contextmanager
def open_engines(settings: Settings, *, statement_timeout_s: float | None) -> "Iterator[Engines]":
    """Opens lazily: nothing has to be reachable yet."""
    places = Places(settings.home)
    pool = open_pool(
        postgres.address_of(settings), max_size=settings.postgres_connections, statement_timeout_s=statement_timeout_s
    )
    reader = PostgresReader(pool)
    engine = EngineClient(settings.engine_socket or places.engine_socket, places.engine_key, model_of=reader.model_of)
    try:
        yield Engines(pool=pool, reader=reader, history=HistoryReader(pool), engine=engine)
    finally:
        engine.close()
        pool.close()


def doctor_on(pool: Pool, engine: EngineClient, temporal: Client) -> Doctor:
    schedules, retention = ScheduleClient(temporal, ScheduleStore(pool)), RetentionSchedule(temporal)

    async def lost_schedules() -> list[str]:
        return [*await schedules.lost(), *await retention.lost()]

    async def restore_schedules() -> None:
        await schedules.restore()
        await retention.restore()

    return Doctor(
        pool=pool,
        index=engine,
        embedders=engine,
        publication=Publication(pool, engine),
        temporal=temporal,
        unfinished=unfinished_work(pool, temporal),
        lost_schedules=lost_schedules,
        restore_schedules=restore_schedules,
    )


def asking_again(engines: Engines) -> AskingAgain:
    return AskingAgain(
        sealed=SealedStore(engines.pool), reader=engines.reader, history=engines.history, search=engines.engine
    )


def stream_feed(pool: Pool, dsn: str) -> StreamFeed:
    return StreamFeed(StreamStore(pool), Listener(dsn, CHANNEL))


def wording_by(bench: ModelBench | None, engines: Engines) -> Wording:
    """Answers in the words of a model, where one is configured."""
    if bench is None:
        return as_it_is

    def word(ask: Ask, answer: Answer, telling: Telling) -> Worded:
        stores = Stores(
            reader=engines.reader, history=engines.history, search=engines.engine, generation=answer.generation
        )
        return word_answer(answer, ask, stores=stores, model=bench.metered(ask.tenant), telling=telling)

    return word


def extraction_by(bench: ModelBench | None, pool: Pool) -> ModelExtraction | None:
    """What reads facts by a model beside the rules, where one is configured."""
    return None if bench is None else ModelExtraction(bench.metered, ReadingStore(pool), clock=time.monotonic)


def turn_answering(
    reader: PostgresReader,
    history: FactHistory,
    search: PassageSearch,
    zone_of: Callable[[str], ZoneInfo],
    wording: Wording = as_it_is,
    *,
    asking: AskingPeople | None = None,
    recalled: Callable[[str, UUID], Sequence[RecalledTurn]] = lambda _tenant, _conversation: (),
) -> Answering:
    """Joins the chat's turns to the answering of `knowledge`, which knows no conversations.

    `asking`: where people can be asked. It raises `PersonNotFound` where a message asks for nobody who is there.
    """
    aside = SideBySide()

    def answer(turn: AnswerTurn, emitter: Emitter) -> Answered:
        said, zone = turn.message, zone_of(turn.tenant)
        others = recalled(turn.tenant, UUID(turn.conversation))
        of_model = asking if asking is not None and asking.offered_to_model(turn) else None
        ask = Ask(
            id=digest("turn", turn.tenant, turn.conversation, said.message_id),  # a retried attempt gives the same
            tenant=turn.tenant,
            question=said.text,
            as_of=_instant(said.as_of),
            known_at=_instant(said.known_at),
            scope=said.scope,
            document=said.document,
            now=dt.datetime.fromisoformat(said.sent_at),
            zone=zone,
            recent=tuple(_recent(earlier) for earlier in turn.recent),
            may_ask_person=of_model is not None,
            asks_no_more=None if of_model is None else of_model.refused_to_model(turn),
            summary=turn.summary,
            beside=sentences(others, zone),
        )
        found = answer_question(ask, reader=reader, history=history, search=search, aside=aside, tell=emitter.stage)
        worded = wording(ask, found, Telling(stage=emitter.stage, text=emitter.token, again=emitter.again))
        answered = worded.answer
        if not answered.claims:  # a model's own were told as they came
            emitter.token(answered.text)
        kept = RecentTurn(
            question=answered.question,
            answer=answered.answer or answered.text,
            as_of=answered.as_of.isoformat(),
            time_source=answered.time_source.value,
            document=answered.citations[0].document if answered.citations else said.document,
        )
        return Answered(
            answer=answered.as_json(),
            turn=kept,
            grounds=grounds_of_worded(ask, worded),
            recalled=others,
            asking=None if asking is None else asking.by(turn, answered.question, of_model=worded.asks),
        )

    return answer


def _recent(turn: RecentTurn) -> RecentQuestion:
    return RecentQuestion(
        question=turn.question,
        answer=turn.answer,
        as_of=dt.datetime.fromisoformat(turn.as_of),
        time_source=turn.time_source,
        document=turn.document,
    )


def _instant(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
