"""What a model may cite: quotes of documents under short ids, each with the window in which it holds. Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.answering import Answer, Citation
from knowledge.answering.evidence import cite, cite_fact
from knowledge.answering.spans import spoken
from knowledge.ports import StoredFact
from knowledge.retrieval import RankedStatement

AS_RELEVANT = 0.5  # of the best statement's score: what is less so is not shown
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A quote that may be cited by its id."""

    id: str
    citation: Citation
    fact: UUID | None  # whose key has a history

    @property
    def words(self) -> str:
        """All that a claim on it may say: the quote, and where it stands."""
        return " ".join((spoken(self.citation.quote), self.citation.title, *self.citation.section))

    def shown(self, zone: ZoneInfo) -> dict[str, object]:
        return {
            "id": self.id,
            "quote": spoken(self.citation.quote),
            "document": self.citation.title,
            "section": " > ".join(self.citation.section),
            "holds_from": _day(self.citation.valid.start, zone),
            "holds_until": _day(self.citation.valid.end, zone),
        }


class Exhibits:
    """In the order in which they came: a quote that comes twice keeps its id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Exhibit] = {}
        self._ids: dict[tuple[str, UUID, str], str] = {}

    @classmethod
    def of(cls, answer: Answer) -> "Exhibits":
        """What the extractive answer rests on, then what else bears on the question nearly as much."""
        exhibits = cls()
        for citation in answer.citations:
            exhibits.add(citation)
        for statement in _relevant(answer):
            if len(exhibits.all()) >= MOST_SHOWN:
                break
            exhibits.add(cite(statement))
        return exhibits

    def add(self, citation: Citation) -> Exhibit:
        seen = (citation.kind, citation.id, citation.quote)
        id_ = self._ids.setdefault(seen, f"e{len(self._ids) + 1}")
        fact = citation.id if citation.kind == "fact" else None
        return self._by_id.setdefault(id_, Exhibit(id=id_, citation=citation, fact=fact))

    def add_fact(self, fact: StoredFact) -> Exhibit:
        return self.add(cite_fact(fact))

    def all(self) -> list[Exhibit]:
        return list(self._by_id.values())

    def by_id(self) -> Mapping[str, Exhibit]:
        return self._by_id


def shown(exhibits: Iterable[Exhibit], zone: ZoneInfo) -> list[dict[str, object]]:
    return [exhibit.shown(zone) for exhibit in exhibits]


def _relevant(answer: Answer) -> Iterator[RankedStatement]:
    for part in answer.parts:
        statements = [one for one in part.statements if one.facts]
        yield from (one for one in statements if one.score >= AS_RELEVANT * statements[0].score)


def _day(instant: dt.datetime | None, zone: ZoneInfo) -> str | None:
    return None if instant is None else instant.astimezone(zone).date().isoformat()
