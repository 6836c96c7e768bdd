"""What a load is made of: one item a version or withdrawal, in the order in which its document tells them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`read` gives the file's bytes when they are needed; without it, the document is withdrawn, or a version that is
    in is read again (`again`).
    """

    document: str
    place: str  # where it comes from, as a person finds it
    read: Callable[[], bytes] | None
    file_name: str = ""
    title: str | None = None
    effective_at: str | None = None
    expires_at: str | None = None
    reason: str | None = None  # of a withdrawal, or of another reading
    again: int | None = None  # number of the version
    stands_for_now: bool = False  # the folder's text of today: in only if it is the document's newest

    @property
    def withdraws(self) -> bool:
        return self.read is None and self.again is None

    def outcome(self, state: str) -> Json:
        told = {"document": self.document, "place": self.place, "effective_at": self.effective_at}
        return {**told, "state": state, "version": None, "error": None}


@dataclass(slots=True, kw_only=True)
class Plan:
    """`known` has what is not looked for, as it is in; `refused` what could not even be described; `ignored` counts
    files that no document is made of.
    """

    items: list[Item] = field(default_factory=list)
    known: list[Json] = field(default_factory=list)
    refused: list[Json] = field(default_factory=list)
    ignored: int = 0

    def refuse(self, place: str, detail: str, *, document: str | None = None) -> None:
        error = {"title": "The entry cannot be read", "detail": detail}
        told = {"document": document, "place": place, "effective_at": None}
        self.refused.append({**told, "state": "refused", "version": None, "error": error})


def by_document(items: Sequence[Item]) -> list[list[Item]]:
    """Each document's items in order of effect where all have a date, else as they came."""
    documents: dict[str, list[Item]] = {}
    for item in items:
        documents.setdefault(item.document, []).append(item)
    return [_in_order(some) for some in documents.values()]


def _in_order(items: list[Item]) -> list[Item]:
    instants = [_instant(item.effective_at) for item in items]
    known = [instant for instant in instants if instant is not None]
    if len(known) < len(items):
        return items
    return [item for _, item in sorted(zip(known, items, strict=True), key=lambda pair: pair[0])]


def _instant(text: str | None) -> dt.datetime | None:
    """Only for an order: a bare date is the tenant's to read."""
    try:
        instant = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return instant.replace(tzinfo=dt.UTC) if instant is not None and instant.tzinfo is None else instant
