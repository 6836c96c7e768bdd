"""`Window` as Postgres' `tstzrange` and back. Assumes a session in UTC with the ISO date style."""

import datetime as dt
import re
import struct

from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.errors import DataError
from psycopg.postgres import types
from psycopg.pq import Format

from knowledge.time_windows import Window

_RANGE = types["tstzrange"].oid
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
# Flags and layout of the binary format: Postgres' src/include/utils/rangetypes.h and range_send.
_EMPTY, _START_INCLUDED, _END_INCLUDED, _START_OPEN, _END_OPEN = 0x01, 0x02, 0x04, 0x08, 0x10
_BOUND = struct.Struct("!iq")  # length, microseconds since 2000
_TEXT = re.compile(r'(?:\["?([^",]+)"?|\(),(?:"?([^",)]+)"?)?\)')


def range_text(window: Window) -> str:
    """As Postgres reads a range: for where no parameter can be one, as inside JSON."""
    start = "(" if window.start is None else f"[{window.start.isoformat()}"
    end = "" if window.end is None else window.end.isoformat()
    return f"{start},{end})"


def window_bytes(window: Window) -> bytes:
    """As Postgres' binary format spells a `tstzrange`."""
    flags = (_START_OPEN if window.start is None else _START_INCLUDED) | (_END_OPEN if window.end is None else 0)
    bounds = [_BOUND.pack(8, (at - _EPOCH) // _MICROSECOND) for at in (window.start, window.end) if at is not None]
    return bytes([flags]) + b"".join(bounds)


class _WindowDumper(Dumper):
    oid = _RANGE

    def dump(self, obj: Window) -> Buffer:
        return range_text(obj).encode()


class _WindowBinaryDumper(Dumper):
    oid = _RANGE
    format = Format.BINARY

    def dump(self, obj: Window) -> Buffer:
        return window_bytes(obj)


class _WindowLoader(Loader):
    def load(self, data: Buffer) -> Window:
        text = bytes(data).decode()
        match = _TEXT.fullmatch(text)
        if match is None:
            raise DataError(f"not a closed-open window of time: {text}")
        return Window(
            *(dt.datetime.fromisoformat(bound).astimezone(dt.UTC) if bound else None for bound in match.groups())
        )


class _WindowBinaryLoader(Loader):
    format = Format.BINARY

    def load(self, data: Buffer) -> Window:
        data = bytes(data)
        flags, offset = data[0], 1
        if flags & (_EMPTY | _END_INCLUDED) or not flags & (_START_INCLUDED | _START_OPEN):
            raise DataError(f"not a closed-open window of time: flags {flags:#x}")
        bounds: list[dt.datetime | None] = []
        for is_open in (flags & _START_OPEN, flags & _END_OPEN):
            if is_open:
                bounds.append(None)
            else:
                bounds.append(_EPOCH + dt.timedelta(microseconds=_BOUND.unpack_from(data, offset)[1]))
                offset += _BOUND.size
        return Window(*bounds)


def register_windows(context: AdaptContext) -> None:
    """Lets a connection take a `Window` as a parameter and give every `tstzrange` as one."""
    adapters = context.adapters
    adapters.register_dumper(Window, _WindowDumper)
    adapters.register_dumper(Window, _WindowBinaryDumper)
    adapters.register_loader(_RANGE, _WindowLoader)
    adapters.register_loader(_RANGE, _WindowBinaryLoader)
