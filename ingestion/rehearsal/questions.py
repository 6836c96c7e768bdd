"""The questions that a rehearsal asks before and after: golden ones, and those that were asked most of late."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.answering import Answer, Ask, answer_question, told
from knowledge.facts import digest
from knowledge.golden import GoldenQuestion, judge
from knowledge.ports import FactHistory, KnowledgeReader, PassageSearch
from knowledge.time_windows import Scope

sql = load_queries("ingestion.rehearsal")

SECONDS = 20.0
PAST_ASKED = 20
PAST_DAYS = 90
AHEAD = 3  # instants to come at which what would change takes effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    question: str
    as_of: dt.datetime | None  # none: as of the moment it is asked
    kind: Literal["golden", "past"]
    golden: GoldenQuestion | None = None
    times: int | None = None  # of a past one
    scope: Scope = ()  # of a past one: for whom it was answered
    document: str | None = None  # of a past one: slug of the only one that was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """`since`: when the question must be asked to get the other answer; none: from the publication on."""

    asked: Asked
    since: dt.datetime | None
    before: Answer
    after: Answer

    def golden_wrong(self) -> tuple[str | None, str | None]:
        """What is wrong with the answer to a golden question, before and after."""
        if self.asked.golden is None:
            return None, None
        return judge(self.asked.golden, self.before).wrong, judge(self.asked.golden, self.after).wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """Where questions are answered: by what is recorded, or by what would be."""

    reader: KnowledgeReader
    history: FactHistory
    search: PassageSearch

    def answer(
        self, tenant: str, asked: Asked, now: dt.datetime, zone: ZoneInfo, *, known_at: dt.datetime | None = None
    ) -> Answer:
        ask = Ask(
            id=digest("rehearsal", tenant, asked.question, str(asked.as_of), str(asked.document), str(now)),
            tenant=tenant,
            question=asked.question,
            as_of=asked.as_of,
            known_at=known_at,
            scope=asked.scope,
            document=asked.document,
            now=now,
            zone=zone,
            recent=(),
        )
        return answer_question(ask, reader=self.reader, history=self.history, search=self.search)


def questions_of(pool: Pool, tenant: str, now: dt.datetime) -> list[Asked]:
    golden = GoldenStore(pool).of_tenant(tenant)
    names = {"tenant": tenant, "since": now - dt.timedelta(days=PAST_DAYS), "limit": PAST_ASKED}
    with transaction(pool) as cursor:
        past = cursor.execute(sql("questions_frequent"), names).fetchall()
    known = {(one.question, one.as_of, None) for one in golden}
    return [Asked(question=one.question, as_of=one.as_of, kind="golden", golden=one) for one in golden] + [
        Asked(kind="past", **row | {"scope": tuple(sorted(row["scope"].items()))})
        for row in past
        if (row["question"], row["as_of"], row["document"]) not in known
    ]


def impacts(
    tenant: str,
    questions: Sequence[Asked],
    *,
    before: Stance,
    after: Stance,
    now: dt.datetime,
    ahead: Sequence[dt.datetime],
    zone: ZoneInfo,
    seconds: float = SECONDS,
) -> tuple[list[Impact], int]:
    """Those that would be answered otherwise, each at the first of the moments: now, then those `ahead`; and how many
    questions were asked. None is begun after so many `seconds`: locks are held meanwhile.

    What others record meanwhile is on neither side: both answer as known `now`.
    """
    found: list[Impact] = []
    until = time.monotonic() + seconds
    for place, asked in enumerate(questions):
        if time.monotonic() >= until:
            return found, place
        for moment in [now] if asked.as_of is not None else [now, *ahead[:AHEAD]]:
            old, new = (stance.answer(tenant, asked, moment, zone, known_at=now) for stance in (before, after))
            if told(old) != told(new):
                found.append(Impact(asked=asked, since=None if moment == now else moment, before=old, after=new))
                break
    return found, len(questions)
