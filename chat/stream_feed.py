"""What readers of a stream stand on, whichever process serves them: they are woken by Postgres and read its table.

A reader holds one page at a time and is given the next when it has taken that: a slow one costs nobody anything.
"""

import asyncio
from collections.abc import AsyncGenerator

import anyio.to_thread

from chat.stream_store import StreamStore
from chat.streaming import StreamEvent
from knowledge.adapters.postgres.listening import Listener
from knowledge.errors import StoreUnavailable

CHANNEL = "conversation_stream"  # what the triggers of migration 0017 notify
PAGE = 50  # events, an answer of some ten kilobytes among them now and then
LOOK_AGAIN_S = 15.0  # though nothing was heard: a proxy may have swallowed it


class StreamFeed:
    """Of one process."""

    def __init__(self, store: StreamStore, listener: Listener) -> None:
        self._store = store
        self._listener = listener

    async def start_after(self, tenant: str, conversation: str, given: int | None) -> int:
        """The number after which a reader begins: the one given, else where what is under way began.

        Raises `ConversationNotFound`, `StoreUnavailable`.
        """
        position = await anyio.to_thread.run_sync(self._store.position, tenant, conversation)
        return position.done if given is None else min(given, position.last)

    async def before_message(self, tenant: str, conversation: str, message_id: str) -> int:
        return await anyio.to_thread.run_sync(self._store.before_message, tenant, conversation, message_id)

    async def follow(self, tenant: str, conversation: str, after: int) -> AsyncGenerator[StreamEvent, None]:
        """Every event after that number, in order, each once, without end. An outage of Postgres is waited out."""
        with self._listener.waiting(conversation) as news:
            while True:
                news.clear()
                page = await self._page(tenant, conversation, after)
                for event in page or ():
                    yield event
                    after = event.number
                if page is None or len(page) < PAGE:
                    await _heard(news)

    async def _page(self, tenant: str, conversation: str, after: int) -> list[StreamEvent] | None:
        def read() -> list[StreamEvent]:
            return self._store.page(tenant, conversation, after=after, limit=PAGE)

        try:
            return await anyio.to_thread.run_sync(read)
        except StoreUnavailable:
            return None


async def _heard(news: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(LOOK_AGAIN_S):
            await news.wait()
    except TimeoutError:
        return
