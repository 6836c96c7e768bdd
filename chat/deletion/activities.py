"""What a deletion does outside its workflow. Each may be killed anywhere and run again."""

from collections.abc import Callable, Sequence
from typing import Any

import anyio.to_thread
from temporalio import activity

from chat.deletion.messages import CLEAR_HISTORIES, DELETE_EXPIRED, DeletedSome, ForgetConversation
from chat.deletion.retention import RetentionStore
from chat.deletion.store import DeletionStore
from knowledge.adapters.temporal import as_application_errors, conversation_workflow_id
from knowledge.adapters.temporal_histories import Histories

AT_ONCE = 50


class DeletionActivities:
    def __init__(self, *, deletions: DeletionStore, retentions: RetentionStore, histories: Histories) -> None:
        self._deletions = deletions
        self._retentions = retentions
        self._histories = histories

    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.clear_histories, self.delete_expired]

    @activity.defn(name=CLEAR_HISTORIES)
    async def clear_histories(self, forget: ForgetConversation) -> None:
        """Ends the run under way: whoever sends a message from now on is told that there is no such conversation."""
        with as_application_errors():
            workflow = conversation_workflow_id(forget.tenant, forget.conversation)
            await self._histories.stop([workflow], "its conversation was deleted")
            await self._histories.delete([workflow])
            await anyio.to_thread.run_sync(self._deletions.cleared, forget.tenant, forget.conversation)

    @activity.defn(name=DELETE_EXPIRED)
    async def delete_expired(self) -> DeletedSome:
        with as_application_errors():
            return DeletedSome(conversations=tuple(await anyio.to_thread.run_sync(self._delete_expired)))

    def _delete_expired(self) -> list[ForgetConversation]:
        deleted: list[ForgetConversation] = []
        for tenant, kept in self._retentions.limited():
            ids = self._deletions.delete_expired(tenant, kept, limit=AT_ONCE)
            deleted += [ForgetConversation(tenant=tenant, conversation=str(id_)) for id_ in ids]
        return deleted
