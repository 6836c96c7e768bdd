"""What a person says of facts, as values. Knows no database."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from knowledge.facts import Cardinality, digest
from knowledge.time_windows import Scope, Window
from knowledge.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class HandFact:
    """A fact of a person's own. It is rival to what the same source says of the same subject, predicate and scope,
    unless it is one of many.
    """

    tenant: str
    actor: str
    source: str  # slug
    subject: str
    predicate: str
    value: Value
    valid: Window
    reason: str
    scope: Scope = ()
    cardinality: Cardinality = Cardinality.ONE
    kind = "hand-fact"

    @property
    def key(self) -> UUID:
        companions = (self.value.kind.value, self.value.canonical) if self.cardinality is Cardinality.MANY else ()
        return digest(f"{self.tenant}/{self.source}", self.subject, self.predicate, repr(self.scope), *companions)

    @property
    def content(self) -> UUID:
        return digest(str(self.key), self.value.kind.value, self.value.canonical, self.value.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCorrection:
    """We were wrong: another value, another window, or both; what is not given stays as it is."""

    tenant: str
    actor: str
    fact: UUID
    reason: str
    value: Value | None = None
    valid_at: dt.datetime | None = None
    expired_at: dt.datetime | None = None
    kind = "hand-correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRetraction:
    """It never held, whatever the text says."""

    tenant: str
    actor: str
    fact: UUID
    reason: str
    kind = "hand-retraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandExpiry:
    """From an instant on it holds no more, though the text still says it."""

    tenant: str
    actor: str
    fact: UUID
    reason: str
    expired_at: dt.datetime
    kind = "hand-expiry"


HandEdit = HandCorrection | HandRetraction | HandExpiry


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReceipt:
    """`number` is the edit's in the sequence of its source; `facts` are the rows recorded, as they hold now."""

    source: str
    number: int
    kind: str
    key: UUID
    recorded_at: dt.datetime
    facts: tuple[UUID, ...]
