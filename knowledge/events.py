"""What happens that somebody may want to be told of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EventKind(StrEnum):
    """Named as receivers filter by them."""

    VERSION_PUBLISHED = "version.published"
    FACTS_CHANGED = "facts.changed"
    CONFLICT_OPENED = "conflict.opened"
    REVIEW_WAITING = "review.waiting"
    REVIEW_DECIDED = "review.decided"
    EXPIRY_REMINDER = "expiry.reminder"
    REINDEX_DONE = "reindex.done"
    REINDEX_FAILED = "reindex.failed"
    ANSWER_AFFECTED = "answer.affected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`about` names what it is about by ids, numbers and counts; it holds no words of a document.

    `key` makes the event one: what is repeated after a crash under the same key happened once.
    """

    tenant: str
    kind: EventKind
    key: str
    document: str | None = None  # slug
    about: Mapping[str, object] = field(default_factory=dict)


def entry_named(kind: str) -> str:
    """What took a number in the sequence of a document, in words: "a correction"."""
    return _NAMED.get(kind, "another entry")


_NAMED = {
    "version": "another version",
    "withdrawal": "a withdrawal",
    "correction": "a correction",
    "redating": "a version of another date",
    "retraction": "a retraction",
    "re-extraction": "another reading",
    "undo": "an edit undone",
    "import": "an import",
    "hand-fact": "a fact by hand",
    "hand-correction": "a correction by hand",
    "hand-retraction": "a retraction by hand",
    "hand-expiry": "an end by hand",
}
