"""Which ports the dev server takes: those of the settings, and another only where they are busy."""

import socket
from collections.abc import Iterator

import pytest

from infra.stack import _take_port


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_the_first_run_takes_the_port_of_the_settings_and_says_nothing(free: int, said: list[str]) -> None:
    assert _take_port("port", free, None, said.append) == free
    assert said == []


def test_a_changed_setting_wins_over_a_remembered_port(free: int, said: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        remembered = other.getsockname()[1]
    assert _take_port("port", free, f"127.0.0.1:{remembered}", said.append) == free
    assert said == []


def test_a_busy_port_is_replaced_by_the_remembered_one_and_said(free: int, busy: int, said: list[str]) -> None:
    assert _take_port("port", busy, f"http://127.0.0.1:{free}", said.append) == free
    assert said == [f"temporal  port {busy} is busy: it takes {free}"]


def test_any_port_means_the_remembered_one_first(free: int, said: list[str]) -> None:
    assert _take_port("port", 0, f"127.0.0.1:{free}", said.append) == free
    assert _take_port("port", 0, None, said.append) > 0
    assert said == []
