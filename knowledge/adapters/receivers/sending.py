"""One attempt to send: connected to an address that was judged, within a deadline, and read no further than needed."""

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ipaddress import ip_address

import httpcore
import httpx
from httpcore import SOCKET_OPTION

from knowledge.adapters.receivers.addresses import Address, Reach, all_allowed, check_url
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import read_retry_after
from knowledge.errors import InvalidReceiver

DEADLINE_S = 15.0  # of a whole attempt, name and TLS included
RESOLVE_S = 5.0
EXCERPT_S = 2.0
READ_BYTES = 2_048
EXCERPT = 200  # characters
ADDRESSES_TRIED = 3
RESOLVING_AT_ONCE = 32
OK = range(200, 300)
REDIRECT = range(300, 400)
GONE = 410


class Sender:
    """Sends nowhere but where `reach` allows, follows no redirect and uses no proxy. `agent` names us."""

    def __init__(self, reach: Reach, *, agent: str = "asof", deadline_s: float = DEADLINE_S) -> None:
        self.reach = reach
        self._agent = agent
        self._deadline_s = deadline_s
        self._tls: ssl.SSLContext = httpx.create_ssl_context()
        # A name server that does not answer holds a thread for as long as the system waits: not one that others need.
        self._resolving = ThreadPoolExecutor(RESOLVING_AT_ONCE, thread_name_prefix="resolving")

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Raises nothing for whatever a receiver does: that is told in the outcome."""
        try:
            check_url(url, self.reach)
            async with asyncio.timeout(self._deadline_s):
                return await self._sent(url, headers, body)
        except InvalidReceiver as error:
            return Outcome(error=f"not sent: {error}")
        except TimeoutError:
            return Outcome(error=f"no answer within {self._deadline_s:g} s")
        except httpcore.TimeoutException:
            return Outcome(error="the connection stalled")
        except socket.gaierror as error:
            return Outcome(error=f"the name of the host does not resolve: {error.strerror}")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return Outcome(error=f"the connection failed: {str(error) or type(error).__name__}"[:500])

    async def _sent(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        # A connection for each attempt: none is kept that somebody else could have taken over since it was judged.
        async with httpcore.AsyncConnectionPool(
            ssl_context=self._tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_JudgedAddresses(self.reach, self._resolving),
        ) as connections:
            own = {
                "content-type": "application/json",
                "user-agent": self._agent,
                "accept-encoding": "identity",
                "connection": "close",
            }
            async with connections.stream("POST", url, headers=list({**own, **headers}.items()), content=body) as reply:
                return await _outcome(reply)


class _JudgedAddresses(httpcore.AsyncNetworkBackend):
    """Resolves a name itself, judges what it got, and connects to that and nothing else."""

    def __init__(self, reach: Reach, resolving: ThreadPoolExecutor) -> None:
        self._reach = reach
        self._resolving = resolving
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (what httpcore calls it)
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = all_allowed(await self._addresses(host, port), self._reach)[:ADDRESSES_TRIED]
        for address in addresses[:-1]:
            try:
                return await self._sockets.connect_tcp(str(address), port, timeout=timeout)
            except httpcore.ConnectError:
                continue  # the next one may answer
        return await self._sockets.connect_tcp(
            str(addresses[-1]), port, timeout, local_address=local_address, socket_options=socket_options
        )

    async def _addresses(self, host: str, port: int) -> Sequence[Address]:
        def resolve() -> list[Address]:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
            return [ip_address(str(address[0])) for *_, address in found]

        resolving = asyncio.get_running_loop().run_in_executor(self._resolving, resolve)
        try:
            return await asyncio.wait_for(resolving, RESOLVE_S)
        except TimeoutError as error:
            raise socket.gaierror(socket.EAI_AGAIN, "no name server answers") from error


async def _outcome(reply: httpcore.Response) -> Outcome:
    """A failure is told with a few words of the answer; of a success nothing is read."""
    if reply.status in OK:
        return Outcome(answered=reply.status)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reply.headers}
    error = f"answered {reply.status}"
    if reply.status in REDIRECT:
        error += ": redirects are not followed, give the webhook the address that answers"
    return Outcome(
        answered=reply.status,
        error=error,
        excerpt=await _excerpt(reply, headers.get("content-type", "")),
        wish=read_retry_after(headers.get("retry-after"), dt.datetime.now(dt.UTC)),
        gone=reply.status == GONE,
    )


async def _excerpt(reply: httpcore.Response, content_type: str) -> str | None:
    if not content_type.startswith(("text/", "application/json", "application/problem+json")):
        return None
    read = b""
    with suppress(TimeoutError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        async with asyncio.timeout(EXCERPT_S):
            async for part in reply.aiter_stream():
                read += part
                if len(read) >= READ_BYTES:
                    break
    text = " ".join(read[:READ_BYTES].decode("utf-8", "replace").split())
    return "".join(character for character in text if character.isprintable())[:EXCERPT] or None
