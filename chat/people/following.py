"""Letting conversations see what is new about their questions to people."""

import anyio.to_thread

from chat.client import ConversationClient
from chat.people.questions import QuestionStore


class QuestionClient:
    """What is new stands in Postgres before this is called."""

    def __init__(self, conversations: ConversationClient, questions: QuestionStore) -> None:
        self._conversations = conversations
        self._questions = questions

    async def resume(self) -> int:
        """Wakes, or starts, the workflows that should have seen to a question by now; how many questions.

        Raises `StoreUnavailable`, `WorkflowsUnavailable`.
        """
        overdue = await anyio.to_thread.run_sync(self._questions.overdue)
        for tenant, conversation, call in overdue:
            await self._conversations.look_after(tenant, conversation, call)
        return len(overdue)
