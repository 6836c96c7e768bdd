"""Stands before a dependency and passes bytes on, as a fault lets it. Knows no protocol, but how HTTP says 500."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.draws import Fault, Kind

PIECE = 64 * 1024
SORRY = b"the proxy was told to fail"
ERROR_REPLY = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(SORRY), SORRY)
)

Address = tuple[str, int] | Path
"""Host and port, or the path of a Unix socket."""


@dataclass(slots=True, eq=False)
class _Link:
    """One connection: whoever asks on the one side, the dependency on the other."""

    asking: asyncio.StreamWriter
    answering: asyncio.StreamWriter | None = None

    def break_off(self) -> None:
        for side in (self.asking, self.answering):
            if side is not None:
                side.transport.abort()


class _BrokenOffError(Exception):
    """The connection is to end now."""


@dataclass(slots=True)
class Proxy:
    """`upstream` is asked at each connection: a dependency may come back elsewhere."""

    upstream: Callable[[], Address]
    _server: asyncio.Server | None = None
    _links: dict[_Link, "asyncio.Task[object] | None"] = field(default_factory=dict)
    _faults: list[Fault] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def links(self) -> int:
        return len(self._links)

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def listen(self, path: Path | None = None) -> None:
        """On that Unix socket, else on a free port of loopback."""
        if path is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        else:
            self._server = await asyncio.start_unix_server(self._serve, path)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for link in list(self._links):
            link.break_off()
        if serving := [task for task in self._links.values() if task]:
            await asyncio.wait(serving)

    @asynccontextmanager
    async def suffering(self, fault: Fault) -> AsyncIterator[None]:
        """Several may be suffered at once."""
        self._faults.append(fault)
        if fault.kind is Kind.REFUSE:
            for link in list(self._links):
                link.break_off()
        try:
            yield
        finally:
            self._faults.remove(fault)
            async with self._changed:
                self._changed.notify_all()

    def _fault(self, kind: Kind) -> Fault | None:
        return next((fault for fault in self._faults if fault.kind is kind), None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(writer)
        self._links[link] = asyncio.current_task()
        try:
            await self._join(link, reader)
        except (OSError, _BrokenOffError):
            link.break_off()
        finally:
            for side in (link.asking, link.answering):
                if side is not None:
                    side.close()
                    with suppress(OSError):
                        await side.wait_closed()
            del self._links[link]

    async def _join(self, link: _Link, reader: asyncio.StreamReader) -> None:
        if self._fault(Kind.REFUSE):
            raise _BrokenOffError
        await self._may_pass()
        address = self.upstream()
        connecting = (
            asyncio.open_unix_connection(address) if isinstance(address, Path) else asyncio.open_connection(*address)
        )
        answers, link.answering = await connecting
        async with asyncio.TaskGroup() as ways:
            there = ways.create_task(self._pass_on(link, reader, link.answering, asking=True))
            back = ways.create_task(self._pass_on(link, answers, link.asking, asking=False))
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
            there.cancel()
            back.cancel()

    async def _pass_on(
        self, link: _Link, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, asking: bool
    ) -> None:
        """Until one side ends or breaks off."""
        with suppress(OSError, _BrokenOffError):
            while (piece := await source.read(PIECE)) and await self._pass(link, piece, target, asking=asking):
                pass
            await self._may_pass()
            with suppress(OSError):
                await target.drain()
            return
        link.break_off()

    async def _pass(self, link: _Link, piece: bytes, target: asyncio.StreamWriter, *, asking: bool) -> bool:
        """Whether the connection goes on."""
        await self._may_pass()
        if delay := self._fault(Kind.DELAY):
            await asyncio.sleep(delay.late)
        if asking and self._fault(Kind.ERROR):
            link.asking.write(ERROR_REPLY)
            await link.asking.drain()
            return False
        cut = self._fault(Kind.CUT)
        if cut and cut.of_questions is asking:
            target.write(piece[: len(piece) // 2])
            await target.drain()
            raise _BrokenOffError
        target.write(piece)
        await target.drain()
        return True

    async def _may_pass(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._fault(Kind.HANG) is None)
