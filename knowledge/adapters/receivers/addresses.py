"""Where asof may send to: which URLs a webhook may have, and which addresses may be connected to. Pure.

A name is judged by the addresses that it resolves to, at the moment of connecting: the judgement is about the very
address that is connected to, so that no second answer of a name server can slip in between.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from knowledge.errors import InvalidReceiver

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MAX_URL = 2_000
FIRST_FREE_PORT = 1024
PORTS = {"https": 443, "http": 80}
# Above 1023, where a web server may be, ports that speak something else: an HTTP request must not be read as a command.
# After the list of "bad ports" of the Fetch standard (WHATWG), and the usual ports of databases, caches and daemons.
BAD_PORTS = frozenset({
    1433, 1521, 1719, 1720, 1723, 2049, 2375, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5984,
    6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7233, 9042, 9092, 9200, 9300, 10080, 10250, 11211,
    27017,
})  # fmt: skip

_METADATA = tuple(
    ip_network(one)
    for one in (
        "169.254.0.0/16",  # link-local: the metadata of AWS, Azure, Google Cloud, OpenStack, DigitalOcean, ...
        "fe80::/10",
        "fd00:ec2::/32",  # AWS over IPv6
        "100.100.100.200/32",  # Alibaba Cloud
        "168.63.129.16/32",  # Azure's host: a public address that every machine reaches
        "192.0.0.192/32",  # Oracle Cloud
    )
)
_SPELLED = (
    # Networks of IPv6 whose addresses are ones of IPv4, in the last 32 bits.
    IPv6Network("::ffff:0:0/96"),  # mapped
    IPv6Network("64:ff9b::/96"),  # NAT64
)
_COMPATIBLE = IPv6Network("::/96")  # long deprecated
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
_SITE_LOCAL = IPv6Network("fec0::/10")
_NOWHERE = tuple(ip_network(one) for one in ("0.0.0.0/8", "192.88.99.0/24", "255.255.255.255/32", "::/128"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What the settings allow beyond the public internet over TLS."""

    networks: tuple[Network, ...] = ()  # named one by one
    private: bool = False  # private networks and this machine; never the metadata of a cloud
    plain_http: bool = False


def read_reach(private: str, *, plain_http: bool) -> Reach:
    """Of `ASOF_WEBHOOK_PRIVATE`: "" (none), "all", or networks such as "10.1.0.0/16, fd00:1::/48".

    Raises `ValueError` for anything else.
    """
    text = private.strip().lower()
    if text in ("all", "true", "yes", "1"):
        return Reach(private=True, plain_http=plain_http)
    if text in ("", "none", "false", "no", "0"):
        return Reach(plain_http=plain_http)
    return Reach(networks=tuple(ip_network(part.strip()) for part in text.split(",")), plain_http=plain_http)


def refusal(address: Address, reach: Reach) -> str | None:
    """Why nothing is sent to the address; None where it may be connected to.

    An address of IPv6 that carries one of IPv4 is judged by both: a gateway would take it there.
    """
    for judged in _meant(address):
        named = any(_within(judged, network) for network in reach.networks)
        if not named and (reason := _reason(judged, reach)) is not None:
            return f"{address} is {reason}"
    return None


def check_url(url: str, reach: Reach) -> SplitResult:
    """The parts of a URL that a webhook may have. Raises `InvalidReceiver`, which says what is wrong with it.

    A host that is an address is judged here already; a name only when it is connected to.
    """
    if len(url) > MAX_URL:
        raise InvalidReceiver(f"the URL is longer than {MAX_URL} characters")
    if not url.isascii() or any(character <= " " or character in '\\"<>^`{|}\x7f' for character in url):
        raise InvalidReceiver("the URL holds characters that must be escaped: names in Punycode, the rest with %")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidReceiver(f"{url!r} is not a URL: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise InvalidReceiver(f"{url!r} is not a full URL: write https://host/path")
    if parts.scheme == "http" and not reach.plain_http:
        raise InvalidReceiver("the URL must be https: ASOF_WEBHOOK_HTTP=true allows plain http")
    if parts.username is not None or parts.password is not None:
        raise InvalidReceiver("the URL holds a user or a password: receivers verify the signature instead")
    if parts.fragment:
        raise InvalidReceiver("the URL holds a fragment (#...), which is never sent")
    _check_port(PORTS[parts.scheme] if port is None else port)
    if (address := _literal(parts.hostname)) is not None and (reason := refusal(address, reach)) is not None:
        raise InvalidReceiver(f"{reason}. ASOF_WEBHOOK_PRIVATE can allow its network")
    return parts


def _check_port(port: int) -> None:
    if port not in PORTS.values() and (port < FIRST_FREE_PORT or port in BAD_PORTS):
        raise InvalidReceiver(f"nothing is sent to port {port}: it is one of another protocol")


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _reason(address: Address, reach: Reach) -> str | None:
    if address.is_multicast or address.is_unspecified or any(_within(address, network) for network in _NOWHERE):
        return "no address of a machine"
    if address.is_link_local or any(_within(address, network) for network in _METADATA):
        return "a link-local address, or one of a cloud's metadata"
    if address.is_loopback:
        return None if reach.private else "an address of this machine"
    if address.is_private and not address.is_reserved:
        return None if reach.private else "an address of a private network"
    public = address.is_global and not address.is_reserved and not _within(address, _SITE_LOCAL)
    return None if public else "an address that the internet does not know"


def _meant(address: Address) -> Iterator[Address]:
    """Every machine that a connection to the address may end at."""
    if isinstance(address, IPv4Address):
        yield address
        return
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in _SPELLED):
        yield last
        return
    yield address
    if address in _COMPATIBLE and not address.is_loopback:
        yield last
    if address in _SIX_TO_FOUR:
        yield IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    if address in _TEREDO:
        yield IPv4Address((int(address) >> 64) & 0xFFFFFFFF)  # the server
        yield IPv4Address(~int(address) & 0xFFFFFFFF)  # the client, its bits turned over


def _within(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network


def all_allowed(addresses: Iterable[Address], reach: Reach) -> list[Address]:
    """All of them. Raises `InvalidReceiver` where one must not be connected to: a name that points inside and outside
    at once is one that hides something.
    """
    found = list(dict.fromkeys(addresses))
    for address in found:
        if (reason := refusal(address, reach)) is not None:
            raise InvalidReceiver(f"{reason}. ASOF_WEBHOOK_PRIVATE can allow its network")
    return found
