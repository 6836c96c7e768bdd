"""A worker in a process of its own, to be killed: its answering waits for a lock that the test holds.

Started as `python -m tests.workflows.worker_process TEMPORAL_ADDRESS POSTGRES_DSN`.
"""

import asyncio
import os
import sys

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from chat.activities import Answered, ConversationActivities
from chat.messages import AnswerTurn
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.streaming import Emitter
from chat.summaries import SummaryStore
from chat.turn_stream import TurnStreams
from chat.worker import conversation_worker
from knowledge.adapters.postgres.pool import Pool, open_pool
from tests.workflows.conversations import answered

LOCK = 4711


async def main(address: str, dsn: str) -> None:
    client = await Client.connect(address, data_converter=pydantic_data_converter)
    with open_pool(dsn) as pool:
        activities = ConversationActivities(
            transcripts=TranscriptStore(pool),
            streams=TurnStreams(StreamStore(pool), worker=f"pid {os.getpid()}"),
            summaries=SummaryStore(pool),
            answering=lambda asked, emitter: _after_the_lock(pool, asked, emitter),
        )
        await conversation_worker(client, activities).run()


def _after_the_lock(pool: Pool, asked: AnswerTurn, emitter: Emitter) -> Answered:
    emitter.token(asked.message.text[:4])
    with pool.connection() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    emitter.token(asked.message.text[4:])
    return answered(asked)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
