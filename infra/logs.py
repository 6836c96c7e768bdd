"""Reading the parts' log files back, as lines for a person."""

import json
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from infra.places import Places

Say = Callable[[str], None]
FOLLOW_SECONDS = 0.25


class NoSuchLogError(Exception):
    """No such part, or nothing logged yet; the message names those there are."""


def show_logs(places: Places, part: str | None, *, lines: int, follow: bool, say: Say) -> None:
    """The last lines of one part's log or of all, then whatever is added, for ever, where asked to follow."""
    files = _files(places, part)
    opened = [(file.stem, file.open(errors="replace")) for file in files]
    several = len(opened) > 1
    for name, log in opened:
        for line in deque(log, maxlen=lines):
            say(_shown(name, line, named=several))
    while follow:
        quiet = True
        for name, log in opened:
            for line in _whole_lines(log):
                quiet = False
                say(_shown(name, line, named=several))
        if quiet:
            time.sleep(FOLLOW_SECONDS)


def _files(places: Places, part: str | None) -> list[Path]:
    there = sorted(places.logs.glob("*.log"))
    if part is None and there:
        return there
    wanted = [file for file in there if file.stem == part]
    if not wanted:
        names = ", ".join(file.stem for file in there) or "none yet"
        raise NoSuchLogError(f"no log of {part or 'any part'} in {places.logs}; there are: {names}")
    return wanted


def _whole_lines(log: TextIO) -> list[str]:
    found: list[str] = []
    if os.fstat(log.fileno()).st_size < log.tell():  # it was cut: it grew too large
        log.seek(0)
    while True:
        at = log.tell()
        line = log.readline()
        if not line.endswith("\n"):
            log.seek(at)
            return found
        found.append(line)


def _shown(name: str, line: str, *, named: bool) -> str:
    start = f"{name:10} " if named else ""
    line = line.rstrip("\n")
    try:
        entry = json.loads(line)
        when = entry.pop("timestamp", None) or entry.pop("time", "")
        level = entry.pop("level", "")
        what = entry.pop("event", None) or entry.pop("msg", "")
    except (ValueError, AttributeError):
        return start + line
    trace = entry.pop("exception", None)
    rest = " ".join(f"{key}={value}" for key, value in entry.items() if key not in {"process", "logger"})
    shown = f"{start}{when} {level:7} {what} {rest}".rstrip()
    return f"{shown}\n{trace}" if trace else shown
