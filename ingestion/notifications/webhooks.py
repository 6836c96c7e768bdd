"""Who is told of what, and how far each telling is: values between the doors, the stores and the sender. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ingestion.notifications.messages import Notify


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of each filter that is not empty one must fit. An event that is about no document fits no list of documents."""

    kinds: tuple[str, ...] = ()  # of knowledge.events.EventKind
    documents: tuple[str, ...] = ()  # slugs
    predicates: tuple[str, ...] = ()  # as `fold_predicate` gives them


def fold_predicate(text: str) -> str:
    """Predicates are compared without regard to case and white space."""
    return " ".join(text.split()).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    id: UUID
    tenant: str
    url: str
    description: str
    wanted: Wanted
    secret_number: int
    secret_digest: bytes
    previous_until: dt.datetime | None  # the secret of the number before signs too until then
    status: str  # active, disabled
    disabled_reason: str | None
    failures: int  # in a row
    failing_since: dt.datetime | None
    rests_until: dt.datetime | None
    actor: str
    created_at: dt.datetime
    changed_at: dt.datetime

    @property
    def message(self) -> Notify:
        return Notify(tenant=self.tenant, webhook=str(self.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What of a webhook is to be another; None stays as it is."""

    url: str | None = None
    description: str | None = None
    kinds: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    predicates: tuple[str, ...] | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one webhook."""

    id: UUID
    event: UUID
    kind: str
    document: str | None
    status: str  # waiting, delivered, dead
    attempts: int
    answered: int | None
    error: str | None
    excerpt: str | None
    happened_at: dt.datetime
    attempted_at: dt.datetime | None
    next_attempt_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A delivery that is to be attempted now, with what its payload is made of."""

    id: UUID
    attempts: int
    event: UUID
    kind: str
    document: str | None
    about: Mapping[str, object]
    happened_at: dt.datetime
