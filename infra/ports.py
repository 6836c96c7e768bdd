"""Free TCP ports on loopback."""

import socket


def free_port(*wished: int) -> int:
    """The first of the wished ports that is free on loopback, else any free one. A wish of 0 is none."""
    for port in (*filter(None, wished), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on loopback")
