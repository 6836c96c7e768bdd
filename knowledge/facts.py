"""Facts as an extractor reads them from one version, and the key that makes facts rivals. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from knowledge.time_windows import Scope, Window
from knowledge.values import FoundValue, Value


class Cardinality(StrEnum):
    """How many values a key holds at a time: one, whose rivals supersede it, or many, which are companions."""

    ONE = "one"
    MANY = "many"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedFact:
    """Subject, predicate and typed object, resting on one statement of the parsed document."""

    subject: str
    predicate: str
    value: Value
    statement: int  # index into ParsedDocument.statements
    masked: str  # the statement without its own window, typed values masked out: what its key is found by
    ordinal: int  # which of the statement's values this is, from 0
    scope: Scope = ()
    valid: Window | None = None  # the window that the statement itself states; it wins over the version's date
    cardinality: Cardinality = Cardinality.ONE


def mask(text: str, found: Sequence[FoundValue]) -> str:
    """The text with every found value replaced by its kind, white space and case folded.

    "within 30 days" and "Within  ninety (90) days" both give "within <duration>". `found` is in order and disjoint.
    """
    parts = []
    end = 0
    for one in found:
        parts += [text[end : one.start], f"<{one.value.kind}>"]
        end = one.end
    parts.append(text[end:])
    return " ".join("".join(parts).casefold().split())


def form_of(fact: ExtractedFact) -> UUID:
    """What two statements have in common that say the same of another value: the masked words and its place there."""
    return digest(fact.masked, str(fact.ordinal))


def key_of(*, document: str, section: tuple[str, ...], fact: ExtractedFact) -> UUID:
    """The opaque id under which facts of one document are rivals, for a fact that inherits no other.

    The object belongs to a key that holds many.
    """
    parts = (document, *section, "", fact.subject, repr(fact.scope), fact.masked, str(fact.ordinal))
    return digest(*parts, fact.value.canonical) if fact.cardinality is Cardinality.MANY else digest(*parts)


def repeated_key(key: UUID, repeat: int) -> UUID:
    """Of statements in one section that are equal once masked, each has a key of its own: `repeat` counts from 0."""
    return key if repeat == 0 else digest(str(key), str(repeat))


def digest(*parts: str) -> UUID:
    """A 128-bit id that derives from content: the same parts give the same id, on any machine."""
    hashed = hashlib.sha256()
    for part in parts:
        data = part.encode()
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return UUID(bytes=hashed.digest()[:16])
