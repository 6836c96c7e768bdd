"""An answer that was given, asked again as it was asked then, of what was recorded up to another instant."""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from knowledge.adapters.postgres.sealed import SealedStore
from knowledge.answering import Answer, Ask, answer_question, ask_of
from knowledge.errors import AnswerNotSealed
from knowledge.ports import FactHistory, KnowledgeReader, PassageSearch
from knowledge.questions import read_question


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingAgain:
    """Raises a `ServiceError` where a store is out of reach. No language model is asked: what it would word is."""

    sealed: SealedStore
    reader: KnowledgeReader
    history: FactHistory
    search: PassageSearch

    def question(self, tenant: str, answer: UUID) -> Ask | None:
        """As known at whatever instant it is asked at; None where it was not sealed, or its words were erased."""
        try:
            ask = ask_of(self.sealed.of_answer(tenant, answer).sealed)
        except AnswerNotSealed:
            return None
        return None if ask is None else replace(ask, known_at=None)

    def at(self, ask: Ask, known_at: dt.datetime) -> Answer:
        return answer_question(ask, reader=self.reader, history=self.history, search=self.search, watermark=known_at)


def asks_about_time(ask: Ask) -> bool:
    """Whether what held at other times than its own may be what is asked: since when, until when, what changed."""
    reading = read_question(ask.question, now=ask.now, zone=ask.zone, history=(), recent=ask.recent)
    return reading.asks_when is not None or reading.comparison is not None or reading.of_any_change
