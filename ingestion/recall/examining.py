"""One round: recordings in their order, each with the answers that it may concern, until time is up or none waits."""

import datetime as dt
import time
from collections.abc import Callable
from uuid import UUID

import structlog

from ingestion.recall.asking import AskingAgain, asks_about_time
from ingestion.recall.finding import Finding
from ingestion.recall.messages import Examined, Recall
from ingestion.recall.store import RecallStore, Recording
from ingestion.recall.telling import Outcome
from knowledge.answering import tell_the_same
from knowledge.errors import ServiceError

ROUND_S = 10.0
MOMENT = dt.timedelta(microseconds=1)

log = structlog.get_logger(__name__)


class Examining:
    """May be killed anywhere and run again: an answer goes from the candidates with what came of it."""

    def __init__(self, store: RecallStore, finding: Finding, again: AskingAgain) -> None:
        self._store = store
        self._finding = finding
        self._again = again

    def round(
        self, message: Recall, *, seconds: float = ROUND_S, stopped: Callable[[], bool] = lambda: False
    ) -> Examined:
        """Raises a `ServiceError` where a store is out of reach."""
        until = time.monotonic() + seconds
        answers = marked = 0

        def over() -> bool:
            return time.monotonic() >= until or stopped()

        while (recording := self._store.next_unfound(message.tenant)) is not None:
            if over():
                return Examined(more=True)
            self._finding.find(recording)
        self._take_wanted(message.tenant)
        while (recording := self._store.next_found(message.tenant)) is not None:
            if over():
                return Examined(answers=answers, marked=marked, more=True)
            candidate = self._store.next_candidate(recording)
            if candidate is None:
                self._store.done(recording)
                continue
            marked += self._store.examined(recording, candidate, self._outcome_or_none(recording, candidate))
            answers += 1
        return Examined(answers=answers, marked=marked, more=self._store.next_unfound(message.tenant) is not None)

    def _outcome_or_none(self, recording: Recording, answer: UUID) -> Outcome | None:
        try:
            return self._outcome(recording, answer)
        except ServiceError:
            raise
        except Exception:  # a fault of ours over one answer must not keep all others waiting
            log.exception("an answer could not be asked again", answer=str(answer), recall=str(recording.id))
            return None

    def _outcome(self, recording: Recording, answer: UUID) -> Outcome | None:
        """Compared by today's program, a moment before the recording and at it: what differs is the recording's doing.
        Whether that is another than was given then is compared with the answer's own instant.
        """
        ask = self._again.question(recording.tenant, answer)
        standpoint = self._store.standpoint(answer)
        if ask is None or standpoint is None:
            return None
        before = self._again.at(ask, recording.recorded_at - MOMENT)
        after = self._again.at(ask, recording.recorded_at)
        if tell_the_same(before, after):
            return None
        given = before if standpoint[0] == recording.recorded_at - MOMENT else self._again.at(ask, standpoint[0])
        return Outcome(before=before, after=after, affected=not tell_the_same(given, after))

    def _take_wanted(self, tenant: str) -> None:
        for answer in self._store.wanted(tenant):
            ask = self._again.question(tenant, answer)
            standpoint = self._store.standpoint(answer)
            another = about_time = False
            if ask is not None and standpoint is not None and standpoint[1] is not None:
                given, now = (self._again.at(ask, instant) for instant in standpoint if instant is not None)
                another, about_time = not tell_the_same(given, now), asks_about_time(ask)
            self._store.take_wanted(answer, another=another, about_time=about_time)
