"""`Rehearsal`: an upload published inside one transaction, looked at from there, and rolled back."""

import datetime as dt
import threading
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from psycopg import Cursor
from psycopg.rows import dict_row

from ingestion.activities import IngestionActivities
from ingestion.fact_recording import set_keys
from ingestion.invalidation import gate
from ingestion.invalidation.proposal import proposal_of
from ingestion.invalidation.rules import rules_of_tenant
from ingestion.invalidation.shown import ShownChange, shown_changes
from ingestion.keying import Alignments
from ingestion.messages import IngestVersion, Published
from ingestion.model_extraction import ModelExtraction
from ingestion.plan import Plan, plan_publication
from ingestion.preparation import Preparation
from ingestion.publication import Publication, entry_to_publish, live_points, record
from ingestion.rehearsal.foresight import ForeseenReader, ForeseenSearch, foreseen_points
from ingestion.rehearsal.questions import Impact, Stance, impacts, questions_of
from ingestion.rehearsal.transaction import rolled_back
from ingestion.store import IngestionStore
from ingestion.uploads import Upload
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.passages import PASSAGE_LIMIT
from knowledge.ports import DocumentParser, Embedders, FactExtractor, PassageIndex, PassageSearch

sql = load_queries("ingestion.rehearsal")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What would come of an upload. `repeated`: nothing, as it is in already. `rule`: which would make it wait."""

    document: str
    repeated: bool
    effective_at: dt.datetime | None
    effective_source: str | None
    counts: Published
    changes: tuple[ShownChange, ...] = ()
    waits: bool = False
    rule: str | None = None
    share_going: float = 0.0
    asked: int = 0
    left_out: int = 0  # questions for which there was no time
    impacts: tuple[Impact, ...] = ()


NOTHING = Published(passages_new=0, passages_kept=0, facts_added=0, facts_superseded=0, facts_removed=0)


class Rehearsal:
    """One at a time in a process: it holds a connection, and the document's lock, while questions are asked."""

    def __init__(
        self,
        pool: Pool,
        *,
        index: PassageIndex,
        search: PassageSearch,
        embedders: Embedders,
        parser: DocumentParser,
        extractor: FactExtractor,
        by_model: ModelExtraction | None = None,
        passage_limit: int = PASSAGE_LIMIT,
    ) -> None:
        self._pool = pool
        self._passage_limit = passage_limit
        self._index = index
        self._search = search
        self._embedders = embedders
        self._parser = parser
        self._extractor = extractor
        self._by_model = by_model
        self._one = threading.Lock()

    def rehearse(self, upload: Upload, zone: ZoneInfo) -> Rehearsed:
        """Raises what the upload or its ingestion would be refused with. Nothing is left behind in Postgres; the engine
        may remember vectors of the text for a while.
        """
        with self._one, translated(), rolled_back(self._pool) as within:
            store = IngestionStore(within)
            receipt = store.accept(upload)
            if receipt.repeated:
                return Rehearsed(
                    document=upload.document,
                    repeated=True,
                    effective_at=receipt.effective_at,
                    effective_source=receipt.effective_source,
                    counts=NOTHING,
                )
            message = IngestVersion(
                tenant=upload.tenant,
                document=upload.document,
                version_id=receipt.version_id,
                ingestion_id=str(receipt.ingestion_id),
            )
            preparation = Preparation(
                within,
                self._parser,
                self._extractor,
                self._by_model,
                keep_readings=False,
                passage_limit=self._passage_limit,
            )
            preparation.prepare(message.version_id, stage=_unseen)
            steps = IngestionActivities(within, store, preparation, Publication(within, self._index), self._embedders)
            steps.embed_unseen(message)
            with within.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
                return self._published(within, cursor, message, zone)

    def _published(self, within: Pool, cursor: Cursor[Row], message: IngestVersion, zone: ZoneInfo) -> Rehearsed:
        entry = entry_to_publish(cursor, message.version_id)
        plan = plan_publication(cursor, entry, Alignments())
        judged = gate.judge(cursor, entry, plan)
        proposal = proposal_of(entry, plan, ()) if judged is None else judged.proposal
        changes = shown_changes(cursor, proposal.changes)
        rules = {rule.id: rule.name for rule in rules_of_tenant(cursor, message.tenant)}
        now = cast(Row, cursor.execute(sql("instant_foreseen"), entry).fetchone())["watermark"]
        generation, points = live_points(cursor, entry, plan, now)
        set_keys(cursor, entry, plan.facts)
        record(cursor, entry, plan, now)
        dated = cast(Row, cursor.execute(sql("version_dates"), entry).fetchone())
        questions = questions_of(self._pool, message.tenant, now)
        before = Stance(reader=PostgresReader(self._pool), history=HistoryReader(self._pool), search=self._search)
        after = Stance(
            reader=ForeseenReader(within, now),
            history=HistoryReader(within),
            search=ForeseenSearch(self._search),
        )
        with foreseen_points(self._index, generation, points):
            found, asked = impacts(
                message.tenant,
                questions,
                before=before,
                after=after,
                now=now,
                ahead=_ahead(plan, now),
                zone=zone,
            )
        return Rehearsed(
            document=entry["slug"],
            repeated=False,
            effective_at=dated["effective_at"],
            effective_source=dated["effective_source"],
            counts=plan.counts,
            changes=changes,
            waits=judged is not None and judged.waiting,
            rule=None if judged is None or judged.rule is None else rules.get(judged.rule),
            share_going=0.0 if judged is None else judged.share_going,
            asked=asked,
            left_out=len(questions) - asked,
            impacts=tuple(found),
        )


def _ahead(plan: Plan, now: dt.datetime) -> list[dt.datetime]:
    """Instants to come at which something that the publication records begins or ends, the next first."""
    windows = [window for _, window in (*plan.passages.record, *plan.facts.change.record)]
    windows += [row.valid for row in plan.passages.retire]
    windows += [row.valid for row in plan.facts.change.retire]
    bounds = {bound for window in windows for bound in (window.start, window.end) if bound is not None}
    return sorted(bound for bound in bounds if bound > now)


def _unseen(stage: str) -> None:
    """Nobody follows the stages of a rehearsal."""
