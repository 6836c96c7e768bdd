"""One connection of a process that hears what Postgres notifies, for as long as somebody waits for it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import structlog
from psycopg import AsyncConnection, sql

from knowledge.adapters.postgres.pool import session

AFTER_A_LOSS_S = 0.2
LONGEST_PAUSE_S = 2.0

log = structlog.get_logger(__name__)


class Listener:
    """Of one event loop. The connection is opened when the first begins to wait and closed after the last.

    A notification says that there is something new under a key, never what: whoever is woken looks in the tables. All
    are woken whenever the connection stands anew, as what was notified meanwhile is lost.
    """

    def __init__(self, dsn: str, channel: str) -> None:
        self._dsn = dsn
        self._channel = channel
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._hearing: asyncio.Task[None] | None = None

    @contextmanager
    def waiting(self, key: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be something new under `key`; the waiter clears it."""
        news = asyncio.Event()
        self._waiting.setdefault(key, set()).add(news)
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.get_running_loop().create_task(self._hear())
        try:
            yield news
        finally:
            self._waiting[key].discard(news)
            if not self._waiting[key]:
                del self._waiting[key]
            if not self._waiting and self._hearing is not None:
                self._hearing.cancel()
                self._hearing = None

    async def _hear(self) -> None:
        pause = AFTER_A_LOSS_S
        while True:
            try:
                connection = await AsyncConnection.connect(self._dsn, autocommit=True, **session(self._dsn))
                async with connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
                    pause = AFTER_A_LOSS_S
                    for every in self._waiting.values():
                        _set(every)
                    async for notification in connection.notifies():
                        _set(self._waiting.get(notification.payload, ()))
            except psycopg.OperationalError as error:
                log.warning("notifications of Postgres are not heard; it is tried again", error=str(error).strip())
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)


def _set(events: "set[asyncio.Event] | tuple[()]") -> None:
    for event in events:
        event.set()
