"""What the supervisor runs: one `Part` a process, as plain data."""

import contextlib
import ctypes
import math
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

MAX_LOG_BYTES = 20 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def nothing_to_prepare() -> None:
    """Most parts need nothing done before they start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process of the stack. Without a command it runs elsewhere and is only checked."""

    name: str
    log: Path
    ready: Callable[[int | None], bool]  # given the pid; must come back within a few seconds
    command: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()  # names of the parts that must be ready first
    prepare: Callable[[], None] = nothing_to_prepare  # before every start; may raise SetupError
    once: bool = False  # ends by itself; ready when it has ended well
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    start_seconds: float = 180.0  # a busy machine imports a model for a minute
    silent_seconds: float = math.inf  # without an answer after it was ready, until it is killed and started anew
    user: str | None = None
    pass_fds: tuple[int, ...] = ()
    address: str | None = None
    url: str | None = None
    ui: str | None = None

    @property
    def external(self) -> bool:
        return not self.command


def spawn(part: Part) -> subprocess.Popen[bytes]:
    """Starts the part in a process group of its own, its output appended to its log file.

    On Linux it gets its stop signal when the supervisor dies, however that happens. Call it from the main thread of a
    process without other threads: that signal is tied to the thread, and the hook runs between fork and exec.
    """
    rotate(part.log)
    parent = os.getpid()
    with part.log.open("ab") as log:
        return subprocess.Popen(
            part.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **part.environment},
            process_group=0,
            **identity(part.user),
            pass_fds=part.pass_fds,
            preexec_fn=lambda: _die_with(parent, part.stop_signal),  # noqa: PLW1509 - one thread only, see above
        )


class Identity(TypedDict, total=False):
    """Arguments of `subprocess`: whom a process runs as."""

    user: int
    group: int
    extra_groups: list[int]


def identity(user: str | None) -> Identity:
    """Nothing for ourselves. The groups change too: a member of root's group may be shut out where others pass."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _die_with(parent: int, stop_signal: int) -> None:
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def rotate(log: Path) -> None:
    """Keeps a copy of a log that grew large and begins it anew. Its writers append and go on in the same file; what
    they write between the copy and the cut is lost.
    """
    with contextlib.suppress(OSError):  # a full disk, or a folder being removed: logging goes on
        if log.stat().st_size > MAX_LOG_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
