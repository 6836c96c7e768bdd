"""What each fault does to who asks through a proxy; and that all is well again when it is over."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.faults.draws import AT_ONCE, ON_THE_WAY, Fault, Kind, draw, kinds
from tests.faults.proxy import ERROR_REPLY, Address, Proxy

LINE = b"a line that is given back as it came\n"


class Asking:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def said(self) -> bytes:
        """What comes back until the end of the line, or of the connection."""
        try:
            self.writer.write(LINE)
            return await self.reader.readline()
        except ConnectionError:
            return b""


class Asked:
    """A proxy, and those who ask through it."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self._opened: list[asyncio.StreamWriter] = []

    def suffering(self, kind: Kind, **more: Any) -> AbstractAsyncContextManager[None]:
        return self.proxy.suffering(Fault(target="model", kind=kind, **more))

    async def anew(self) -> Asking:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.port)
        self._opened.append(writer)
        return Asking(reader, writer)

    async def close(self) -> None:
        for writer in self._opened:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def asked_of(upstream: Address) -> AsyncIterator[Asked]:
    proxy = Proxy(lambda: upstream)
    await proxy.listen()
    asked = Asked(proxy)
    try:
        yield asked
    finally:
        await asked.close()
        await proxy.close()


@pytest_asyncio.fixture
async def asked() -> AsyncIterator[Asked]:
    """Through a proxy, of a server that gives everything back."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(1000):
                writer.write(piece)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, asked_of(server.sockets[0].getsockname()[:2]) as asked:
        yield asked


async def test_nothing_happens_to_what_passes_through_without_a_fault(asked: Asked) -> None:
    asking = await asked.anew()
    assert [await asking.said(), await asking.said()] == [LINE, LINE]
    assert asked.proxy.links == 1


async def test_what_hangs_passes_in_the_end_whether_it_was_connected_before_or_not(asked: Asked) -> None:
    before = await asked.anew()
    await before.said()
    async with asked.suffering(Kind.HANG):
        answers = [asyncio.create_task(one.said()) for one in (before, await asked.anew())]
        done, _ = await asyncio.wait(answers, timeout=0.1)
        assert not done
    assert [await answer for answer in answers] == [LINE, LINE]


async def test_what_is_late_comes_late(asked: Asked) -> None:
    asking = await asked.anew()
    async with asked.suffering(Kind.DELAY, late=0.05):
        began = time.monotonic()
        assert await asking.said() == LINE
        assert time.monotonic() - began >= 0.09  # there and back


@pytest.mark.parametrize("of_questions", [True, False])
async def test_a_cut_lets_half_of_it_through_at_most_and_ends_the_connection(
    asked: Asked, *, of_questions: bool
) -> None:
    asking = await asked.anew()
    await asking.said()
    async with asked.suffering(Kind.CUT, of_questions=of_questions):
        assert len(await asking.said()) <= len(LINE) // 2
    assert await (await asked.anew()).said() == LINE


async def test_refusing_ends_every_connection_and_lets_none_be_made(asked: Asked) -> None:
    before = await asked.anew()
    await before.said()
    async with asked.suffering(Kind.REFUSE):
        assert await before.said() == b""
        assert await (await asked.anew()).said() == b""
    assert await (await asked.anew()).said() == LINE


async def test_an_error_is_a_whole_reply_of_http(asked: Asked) -> None:
    asking = await asked.anew()
    async with asked.suffering(Kind.ERROR):
        asking.writer.write(LINE)
        assert await asking.reader.read() == ERROR_REPLY


async def test_a_dependency_that_is_away_ends_the_connection(tmp_path: Path) -> None:
    async with asked_of(tmp_path / "nobody") as asked:
        assert await (await asked.anew()).said() == b""


def test_a_seed_gives_the_same_faults_each_kind_once_before_any_comes_again() -> None:
    every = kinds(model=True)
    volleys = draw(7, 200, model=True)
    assert volleys == draw(7, 200, model=True)
    assert volleys != draw(8, 200, model=True)
    drawn = [(one.target, one.kind) for volley in volleys for one in volley]
    assert len(drawn) == 200
    assert set(drawn[: len(every)]) == set(every)
    assert {len(volley) for volley in volleys} == {size for size, _ in AT_ONCE}


def test_without_a_model_nothing_happens_to_one() -> None:
    drawn = kinds(model=False)
    assert {target for target, _ in drawn} == {"postgres", "temporal", "engine", "worker", "api"}
    assert {kind for _, kind in drawn} == {*ON_THE_WAY, Kind.KILL}
