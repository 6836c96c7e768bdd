"""Asks people in a process of its own, which SIGKILLs itself at a named point.

Started as `python -m tests.workflows.asking_process TEMPORAL_ADDRESS POSTGRES_DSN POINT`.
"""

import asyncio
import datetime as dt
import os
import signal
import sys
from typing import Any
from uuid import UUID

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from chat.activities import ConversationActivities
from chat.messages import TurnResult
from chat.people.activities import AskingActivities
from chat.people.model import BY_MESSAGE, Asking
from chat.people.people import PersonStore
from chat.people.questions import QuestionStore
from chat.people.worker import asking_worker
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.summaries import SummaryStore
from chat.turn_stream import TurnStreams
from chat.worker import conversation_worker
from knowledge.adapters.postgres.pool import open_pool
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import Backoff
from knowledge.adapters.receivers.secrets import Secrets
from knowledge.adapters.receivers.sending import Sender
from tests.fixtures.asking import LEASE, PUBLIC_URL
from tests.fixtures.notifying import HERE, KEY
from tests.workflows.conversations import TENANT, ScriptedAnswering

POINTS = (
    "the turn that asks is kept, not told",
    "about to send",
    "sent, not kept",
    "the answer's turn is kept, not told",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingTranscripts(TranscriptStore):
    """After the commit of a turn; `of_answer`: of a person's answer."""

    of_answer = False

    def save(self, *arguments: Any, **named: Any) -> TurnResult:
        result = super().save(*arguments, **named)
        if (named.get("answers") is not None) is self.of_answer:
            die()
        return result


class DyingSender(Sender):
    async def send(self, *_: object, **__: object) -> Outcome:
        die()
        raise AssertionError


class DyingQuestions(QuestionStore):
    def delivered(self, question: UUID) -> None:
        die()


async def main(address: str, dsn: str, point: str) -> None:
    temporal = await Client.connect(address, data_converter=pydantic_data_converter)
    with open_pool(dsn) as pool:
        people = PersonStore(pool, Secrets(KEY))
        transcripts = TranscriptStore(pool) if "kept, not told" not in point else DyingTranscripts(pool)
        DyingTranscripts.of_answer = point == POINTS[-1]
        answering = ScriptedAnswering()
        person = people.to_ask(TENANT, None)
        answering.asking = Asking(
            call=BY_MESSAGE, person=person.id, name=person.name, question="Is it?", wait=dt.timedelta(days=7)
        )
        activities = ConversationActivities(
            transcripts=transcripts,
            streams=TurnStreams(StreamStore(pool), worker="dying"),
            summaries=SummaryStore(pool),
            answering=answering,
        )
        asking = AskingActivities(
            people=people,
            questions=DyingQuestions(pool) if point == "sent, not kept" else QuestionStore(pool),
            transcripts=transcripts,
            sender=DyingSender(HERE) if point == "about to send" else Sender(HERE),
            backoff=Backoff((0.05,)),
            public_url=PUBLIC_URL,
            lease=LEASE,
        )
        async with conversation_worker(temporal, activities, asking=asking), asking_worker(temporal, asking):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
