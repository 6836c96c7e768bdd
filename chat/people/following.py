"""Letting conversations see what is new about their questions to people."""

import anyio.to_thread
import structlog

from chat.client import ConversationClient
from chat.people.asking import call_to
from chat.people.model import PersonQuestion
from chat.people.questions import QuestionStore
from knowledge.errors import WorkflowsUnavailable

log = structlog.get_logger(__name__)


class QuestionClient:
    """What is new stands in Postgres before this is called."""

    def __init__(self, conversations: ConversationClient, questions: QuestionStore) -> None:
        self._conversations = conversations
        self._questions = questions

    async def tell(self, question: PersonQuestion) -> None:
        """Where Temporal is out of reach, a worker tells the conversation later."""
        try:
            await self._conversations.look_after(question.tenant, str(question.conversation), call_to(question))
        except WorkflowsUnavailable as error:
            log.warning("a conversation hears later of its question", question=str(question.id), error=str(error))

    async def resume(self) -> int:
        """Wakes, or starts, the workflows that should have seen to a question by now; how many questions.

        Raises `StoreUnavailable`, `WorkflowsUnavailable`.
        """
        overdue = await anyio.to_thread.run_sync(self._questions.overdue)
        for tenant, conversation, call in overdue:
            await self._conversations.look_after(tenant, conversation, call)
        return len(overdue)
