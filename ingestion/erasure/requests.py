"""What is to be erased and what was: values between the doors, the store and the steps. Knows no database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from ingestion.erasure.messages import Erase


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequest:
    """A document, one version of it, or one fact with the statement that it rests on."""

    tenant: str
    actor: str
    document: str  # slug
    version: int | None = None
    fact: UUID | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A tombstone; as long as it is `running`, also a work order. `report` counts what was cleared, by place."""

    id: UUID
    tenant: str
    document_id: int
    document: str
    version: int | None
    fact: UUID | None
    digests: tuple[str, ...]  # SHA-256 of the uploaded bytes
    reason: str
    actor: str
    status: str  # running, done
    stage: str
    report: Mapping[str, int]
    requested_at: dt.datetime
    erased_at: dt.datetime | None  # from this recorded instant on nothing of it can be read
    finished_at: dt.datetime | None

    @property
    def message(self) -> Erase:
        return Erase(tenant=self.tenant, erasure_id=str(self.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What later steps need of what is gone from the tables: ids and salted digests, never words."""

    points: tuple[UUID, ...] = ()  # of the index, to be deleted
    workflows: tuple[str, ...] = ()  # of ingestions
    conversations: tuple[UUID, ...] = ()  # whose workflows carry what was redacted
    quotable: tuple[int, ...] = ()  # digests of runs of words: `quoting.Quotable`

    def as_json(self) -> dict[str, object]:
        return {
            "points": [str(point) for point in self.points],
            "workflows": list(self.workflows),
            "conversations": [str(conversation) for conversation in self.conversations],
            "quotable": list(self.quotable),
        }


def work_of(stored: Mapping[str, list[str]] | Mapping[str, list[int]]) -> Work:
    """From its JSON; an empty one has nothing to do."""
    return Work(
        points=tuple(UUID(str(point)) for point in stored.get("points", ())),
        workflows=tuple(str(workflow) for workflow in stored.get("workflows", ())),
        conversations=tuple(UUID(str(conversation)) for conversation in stored.get("conversations", ())),
        quotable=tuple(int(digest) for digest in stored.get("quotable", ())),
    )


@dataclass(slots=True)
class Cleared:
    """What one step cleared, counted by place as it goes."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, place: str, count: int) -> None:
        self.counts[place] = self.counts.get(place, 0) + count
