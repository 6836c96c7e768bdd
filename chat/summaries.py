"""Summaries of conversations in Postgres: derived from the turns, so one that was cleared is written again."""

from dataclasses import dataclass

from chat.conversation_ids import found, read_id
from chat.messages import RecentTurn
from chat.summary import Summary, fitted
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries

REREAD_TURNS = 50  # at most: earlier ones would find no room in it

sql = load_queries("chat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsummarised:
    """A summary and the turns after it, in order of time; of many, the last ones."""

    summary: Summary
    following: tuple[RecentTurn, ...]
    turns: int  # of the conversation
    round: int  # of the summary, which whoever writes the next one has to name


class SummaryStore:
    """All calls raise `ConversationNotFound` and `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def unsummarised(self, tenant: str, conversation: str) -> Unsummarised:
        names = {"tenant": tenant, "conversation": read_id(conversation), "limit": REREAD_TURNS}
        with transaction(self._pool) as cursor:
            row = found(cursor.execute(sql("summary"), names).fetchone(), conversation)
            newest_first = cursor.execute(sql("turns_after_summary"), names).fetchall()
        return Unsummarised(
            summary=Summary(text=row["summary"], turns=row["summarised"]),
            following=tuple(RecentTurn.model_validate(turn["recent"]) for turn in reversed(newest_first)),
            turns=max([row["summarised"], *(turn["number"] for turn in newest_first)]),
            round=row["summary_round"],
        )

    def keep(self, tenant: str, conversation: str, text: str, before: Unsummarised) -> Summary | None:
        """The summary as it is kept; `None` where another was written, or this one cleared, since `before` was read."""
        written = Summary(text=fitted(text), turns=before.turns)
        names = {
            "tenant": tenant,
            "conversation": read_id(conversation),
            "summary": written.text,
            "summarised": written.turns,
            "round": before.round,
        }
        with transaction(self._pool) as cursor:
            return written if cursor.execute(sql("keep_summary"), names).rowcount else None
