"""Where asof may send to: a table of addresses, and of URLs."""

from ipaddress import ip_address

import pytest

from knowledge.adapters.receivers.addresses import Reach, all_allowed, check_url, read_reach, refusal
from knowledge.errors import InvalidReceiver

INTERNET = read_reach("", plain_http=False)
ALL = read_reach("all", plain_http=True)
OFFICE = read_reach("10.1.0.0/16, fd00:1::/48", plain_http=False)

PUBLIC = ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
PRIVATE = ["10.0.0.7", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd00:1::7", "fc00::1"]
THIS_MACHINE = ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
NEVER = [
    "169.254.169.254",  # metadata of most clouds
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fe80::1",
    "fe80::1%eth0",
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "::",
    "224.0.0.1",
    "239.255.255.250",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
]
UNROUTED = [
    "100.64.0.1",  # between a provider and its customers
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.9",
    "2001:db8::1",
    "fec0::1",
    "64:ff9b:1::1",
    "100::1",
]
CARRYING = [  # addresses of IPv6 that a gateway takes to one of IPv4
    "2002:7f00:1::1",  # 6to4 of 127.0.0.1
    "2002:a9fe:a9fe::1",
    "2002:a00:7::1",
    "::127.0.0.1",
    "::10.0.0.7",
    "2001:0:a00:7::1",  # Teredo by way of 10.0.0.7
    "2001:0:102:304:0:0:f5ff:fff8",  # Teredo to 10.0.0.7
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_may_be_reached(address: str) -> None:
    assert refusal(ip_address(address), INTERNET) is None
    assert refusal(ip_address(address), ALL) is None


@pytest.mark.parametrize("address", [*PRIVATE, *THIS_MACHINE, *NEVER, *UNROUTED, *CARRYING])
def test_nothing_else_is_reached_unless_the_settings_allow_it(address: str) -> None:
    assert refusal(ip_address(address), INTERNET) is not None


@pytest.mark.parametrize("address", [*PRIVATE, *THIS_MACHINE])
def test_the_settings_may_allow_private_networks_and_this_machine(address: str) -> None:
    assert refusal(ip_address(address), ALL) is None


@pytest.mark.parametrize("address", NEVER)
def test_allowing_private_networks_allows_no_metadata_and_no_multicast(address: str) -> None:
    assert refusal(ip_address(address), ALL) is not None


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("fd00:1::7", True),
        ("10.2.0.1", False),
        ("::ffff:10.2.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("fd00:2::7", False),
        ("2002:a01:203::1", True),  # carries 10.1.2.3
        ("2002:a02:1::1", False),
    ],
)
def test_the_settings_may_name_networks_one_by_one(address: str, *, reached: bool) -> None:
    assert (refusal(ip_address(address), OFFICE) is None) == reached


def test_a_network_that_is_named_may_be_a_link_local_one() -> None:
    assert refusal(ip_address("169.254.7.7"), read_reach("169.254.7.0/24", plain_http=False)) is None


def test_a_name_that_points_inside_and_outside_at_once_is_refused() -> None:
    outside, inside = ip_address("93.184.216.34"), ip_address("10.0.0.7")
    assert all_allowed([outside, outside], INTERNET) == [outside]
    with pytest.raises(InvalidReceiver, match=r"10\.0\.0\.7"):
        all_allowed([outside, inside], INTERNET)


@pytest.mark.parametrize("text", ["10.0.0.0/33", "here", "10.1.2.3/8", ","])
def test_networks_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear|host bits"):
        read_reach(text, plain_http=False)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/asof",
        "https://hooks.example.org:8443/asof?key=1",
        "https://93.184.216.34/",
        "https://[2606:4700::1111]/x",
        "https://xn--bcher-kva.example/hook",
    ],
)
def test_a_url_of_the_internet_over_tls_may_be_given(url: str) -> None:
    assert check_url(url, INTERNET).hostname


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://hooks.example.org/", "must be https"),
        ("ftp://hooks.example.org/", "not a full URL"),
        ("file:///etc/passwd", "not a full URL"),
        ("gopher://127.0.0.1:70/", "not a full URL"),
        ("hooks.example.org/asof", "not a full URL"),
        ("https:///asof", "not a full URL"),
        ("https://ada:secret@hooks.example.org/", "a user or a password"),
        ("https://hooks.example.org@10.0.0.7/", "a user or a password"),
        ("https://hooks.example.org/#part", "fragment"),
        ("https://hooks.example.org:22/", "port 22"),
        ("https://hooks.example.org:25/", "port 25"),
        ("https://hooks.example.org:0/", "port 0"),
        ("https://hooks.example.org:6379/", "port 6379"),
        ("https://hooks.example.org:5432/", "port 5432"),
        ("https://hooks.example.org:99999/", "not a URL"),
        ("https://bücher.example/", "must be escaped"),
        ("https://hooks.example.org/ a", "must be escaped"),
        ("https://hooks.example.org/\r\nHost: x", "must be escaped"),
        ("https://10.0.0.7\\@hooks.example.org/", "must be escaped"),
        ("https://[::1/", "not a URL"),
        ("https://127.0.0.1/", "this machine"),
        ("https://[::ffff:10.0.0.7]/", "private network"),
        ("https://169.254.169.254/latest/meta-data", "metadata"),
        ("https://hooks.example.org/" + "a" * 2000, "longer"),
    ],
)
def test_other_urls_are_refused_and_told_why(url: str, says: str) -> None:
    with pytest.raises(InvalidReceiver, match=says):
        check_url(url, INTERNET)


def test_plain_http_may_be_allowed() -> None:
    assert check_url("http://hooks.example.org/", Reach(plain_http=True)).scheme == "http"
