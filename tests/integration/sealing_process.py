"""Answers messages of one conversation in this process, which may SIGKILL itself at a checkpoint (`python -m`)."""

import os
import signal
import sys
from uuid import UUID, uuid5

from psycopg import Connection
from psycopg.rows import TupleRow

from chat.messages import RecentTurn, SendMessage
from chat.store import TranscriptStore
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import open_pool
from knowledge.audit import Link, Record

CHECKPOINTS = ["kept", "sealed", "committed"]
SENT_AT = "2026-11-23T14:00:00+00:00"


class DyingStore(AnswerStore):
    """`TranscriptStore` keeps the answer, the turn and the seal in this order, and commits."""

    checkpoint = ""

    def seal(self, connection: Connection[TupleRow], tenant: str, answer: UUID, record: Record) -> Link:
        self.reach("kept")
        link = super().seal(connection, tenant, answer, record)
        self.reach("sealed")
        return link

    def reach(self, checkpoint: str) -> None:
        if checkpoint == self.checkpoint:
            os.kill(os.getpid(), signal.SIGKILL)


def main(dsn: str, conversation: str, first: int, last: int, checkpoint: str) -> None:
    """The checkpoint is reached with the last message."""
    with open_pool(dsn) as pool:
        transcripts, answers = TranscriptStore(pool), DyingStore(pool)
        transcripts._answers = answers
        for number in range(first, last + 1):
            answers.checkpoint = checkpoint if number == last else ""
            text = f"question {number}"
            turn = RecentTurn(question=text, answer="x", as_of=SENT_AT, time_source="now", document=None)
            answer = {"id": str(uuid5(UUID(conversation), text)), "question": text, "text": f"answer {number}"}
            message = SendMessage(message_id=str(number), text=text, sent_at=SENT_AT)
            transcripts.save("default", conversation, message, answer, turn)
        answers.reach("committed")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
