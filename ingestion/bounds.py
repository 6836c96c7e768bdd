"""What statements say of their own time, and what persons made of them: read of those that are asked for."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from psycopg import Cursor

from knowledge.adapters.postgres.queries import load_queries
from knowledge.revision import Said
from knowledge.time_windows import Window

sql = load_queries("ingestion")
Row = dict[str, Any]


class Bounds:
    """Reads each fact once: the document's lock keeps it as it is."""

    def __init__(
        self, cursor: Cursor[Row], *, undone: int | None = None, made: Mapping[UUID, Said | None] | None = None
    ) -> None:
        """Without the hand edit `undone` (an id of `version`); with what a person is about to make of facts."""
        self._cursor = cursor
        self._undone = undone
        self._made = dict(made or {})
        self._own: dict[UUID, Window] = {}
        self._instead: dict[UUID, Said | None] = {}  # what is held in the place of a fact
        self._in_place_of: dict[UUID, UUID] = {}
        self._read: set[UUID] = set()

    def own(self, facts: Iterable[UUID]) -> dict[UUID, Window]:
        """The windows that some of these facts state of themselves."""
        asked = list(facts)
        self._learn(asked)
        return {fact: self._own[fact] for fact in asked if fact in self._own}

    def held(self, facts: Iterable[UUID]) -> dict[UUID, Said]:
        """What is held where a text states one of these; nothing for one that was retracted by hand."""
        asked = list(facts)
        self._learn(asked)
        found = {fact: self._instead.get(fact, Said(fact, self._own.get(fact))) for fact in asked}
        return {fact: said for fact, said in found.items() if said is not None}

    def stated(self, held: UUID) -> UUID:
        """What a text states where this is held, of what was read."""
        return self._in_place_of.get(held, held)

    def concerned(self, facts: Iterable[UUID]) -> set[UUID]:
        """Those of these facts that state their own window, or were edited by hand."""
        asked = list(facts)
        self._learn(asked)
        return {fact for fact in asked if fact in self._own or fact in self._instead}

    def _learn(self, facts: Iterable[UUID]) -> None:
        unread = sorted(set(facts) - self._read)
        if not unread:
            return
        names = {"facts": unread, "undone": self._undone}
        for row in self._cursor.execute(sql("facts_bounded"), names):
            self._own[row["id"]] = row["own_valid"]
        for row in self._cursor.execute(sql("hand_edits_held"), names):
            instead = row["instead"]
            self._instead[row["fact"]] = None if instead is None else Said(instead, row["own_valid"])
        self._instead |= {fact: said for fact, said in self._made.items() if fact in unread}
        self._in_place_of |= {said.fact: fact for fact, said in self._instead.items() if said is not None}
        self._read.update(unread)
