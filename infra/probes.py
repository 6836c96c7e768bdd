"""Whether something answers: short, synchronous looks that need no SDK."""

import http.client
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 2.0
READY_FILE = "ASOF_READY_FILE"  # names the file in which a process says that it serves


def says_ready(file: Path, pid: int | None) -> bool:
    """Whether this very process wrote its pid there, as `announce_ready` does."""
    try:
        return pid is not None and file.read_text() == str(pid)
    except OSError:
        return False


def announce_ready() -> None:
    """Called by a process once it serves; does nothing where no supervisor asked for it."""
    if target := os.environ.get(READY_FILE):
        file = Path(target)
        fresh = file.with_suffix(".new")
        fresh.write_text(str(os.getpid()))
        fresh.replace(file)


def accepts_connections(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT_SECONDS):
            return True
    except (OSError, ValueError):
        return False


def answers_http(url: str) -> bool:
    """Whether a GET is answered with 200."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
