"""Which contents of a topic are worded alike, kept from question to question.

A topic may be shared by hundreds of contents, of which a few at most are alike. Neither their words nor their topic
ever change: what was read of a topic stands until contents are added to it, or something is erased.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from knowledge.adapters.postgres.queries import sql
from knowledge.values import ValueKind
from knowledge.wordings import Traits, Wording, are_alike, traits_of

_CONTENTS_KEPT = 100_000
"""About 200 MB at most, of all tenants."""


class Topic(NamedTuple):
    tenant: str
    id: UUID
    kind: str  # of value


class Said(NamedTuple):
    """One content of a topic."""

    content: UUID
    document: int


@dataclass(slots=True)
class _Kept:
    """A topic as it was when its `stamp` was read: the number and the checksum of its contents."""

    stamp: tuple[int, int]
    said: Mapping[Said, Traits]
    alike: dict[Said, tuple[Said, ...]] = field(default_factory=dict)

    def alike_to(self, asked: Said) -> tuple[Said, ...]:
        found = self.alike.get(asked)
        if found is None:
            own = self.said.get(asked)
            others = () if own is None else ((said, traits) for said, traits in self.said.items() if said != asked)
            found = self.alike[asked] = tuple(said for said, traits in others if own and are_alike(own, traits))
        return found


class TopicMemory:
    """Safe to use from several threads."""

    def __init__(self, contents_kept: int = _CONTENTS_KEPT) -> None:
        self._contents_kept = contents_kept
        self._topics: OrderedDict[Topic, _Kept] = OrderedDict()
        self._erasures: dict[str, int] = {}
        self._contents = 0
        self._lock = threading.Lock()

    def alike(
        self,
        connection: Connection[TupleRow],
        tenant: str,
        asked: Iterable[tuple[Said, Topic]],
        shared: Sequence[TupleRow],
    ) -> dict[Said, tuple[Said, ...]]:
        """Of each content that was asked for those worded alike, of any source and time. `shared`: rows of
        topics_of_facts. One round trip where a topic is not kept.
        """
        stamps = {Topic(tenant, row[0], row[1]): (row[2], row[3]) for row in shared}
        with self._lock:
            if shared and self._erasures.get(tenant) != shared[0][4]:
                self._forget(tenant)
                self._erasures[tenant] = shared[0][4]
            topics = {topic: self._topics[topic] for topic, stamp in stamps.items() if self._is_kept(topic, stamp)}
        missing = [topic for topic in stamps if topic not in topics]
        if missing:
            read = _read(connection, tenant, missing)
            topics |= {topic: _Kept(stamps[topic], read.get(topic, {})) for topic in missing}
        with self._lock:
            for topic, kept in topics.items():
                self._keep(topic, kept)
        return {said: topics[topic].alike_to(said) for said, topic in asked if topic in topics}

    def _is_kept(self, topic: Topic, stamp: tuple[int, int]) -> bool:
        return topic in self._topics and self._topics[topic].stamp == stamp

    def _keep(self, topic: Topic, kept: _Kept) -> None:
        """As the one used last; those used longest ago make room."""
        before = self._topics.pop(topic, None)
        self._topics[topic] = kept
        self._contents += len(kept.said) - (len(before.said) if before else 0)
        while self._contents > self._contents_kept and len(self._topics) > 1:
            _, oldest = self._topics.popitem(last=False)
            self._contents -= len(oldest.said)

    def _forget(self, tenant: str) -> None:
        for topic in [topic for topic in self._topics if topic.tenant == tenant]:
            self._contents -= len(self._topics.pop(topic).said)


def _read(connection: Connection[TupleRow], tenant: str, topics: Sequence[Topic]) -> Mapping[Topic, dict[Said, Traits]]:
    names = {"tenant": tenant, "topics": [topic.id for topic in topics], "kinds": [topic.kind for topic in topics]}
    found: dict[Topic, dict[Said, Traits]] = defaultdict(dict)
    for row in connection.execute(sql("wordings_of_topics"), names, binary=True).fetchall():
        found[Topic(tenant, row[0], row[1])][Said(row[2], row[3])] = traits_of(_wording(row))
    return found


def _wording(row: TupleRow) -> Wording:
    _, kind, _, _, subject, predicate, value, scope, quote, section = row
    return Wording(
        subject=subject,
        predicate=predicate,
        kind=ValueKind(kind),
        value=value,
        scope=tuple((dimension, name) for dimension, name in scope or ()),
        quote=quote,
        headings=tuple(section[-1:]),
    )
