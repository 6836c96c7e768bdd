"""What the supervisor tells others through its home folder: one lock, one small JSON file."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

PartPhase = Literal["waiting", "starting", "ready", "restarting", "unhealthy", "stopping", "stopped", "failed"]
StackPhase = Literal["starting", "ready", "degraded", "stopping", "stopped"]


class ProcessMark(BaseModel):
    """A process, told apart from a later one with the same pid by the moment it began."""

    model_config = ConfigDict(frozen=True)
    pid: int
    began: float  # seconds since the epoch, as psutil tells it

    @classmethod
    def of(cls, pid: int) -> "ProcessMark | None":
        try:
            return cls(pid=pid, began=psutil.Process(pid).create_time())
        except psutil.Error:
            return None

    def process(self) -> psutil.Process | None:
        """The process while it lives; None once it is gone, a zombie, or another has its pid."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.began) < 0.01 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return None
        return process if same else None


class PartState(BaseModel):
    model_config = ConfigDict(frozen=True)
    state: PartPhase
    mark: ProcessMark | None = None
    pid: int | None = None
    address: str | None = None
    url: str | None = None
    ui: str | None = None
    external: bool = False
    restarts: int = 0
    stop_signal: int = 15
    note: str | None = None


class StackState(BaseModel):
    model_config = ConfigDict(frozen=True)
    state: StackPhase
    home: str
    supervisor: ProcessMark
    parts: dict[str, PartState]


class LockHeldError(Exception):
    """Another supervisor holds the home folder."""


@contextmanager
def held_lock(path: Path) -> Iterator[None]:
    """Holds the home folder for as long as this process lives; raises `LockHeldError` when another one does."""
    with _locked(path, fcntl.LOCK_EX):
        yield


def is_locked(path: Path) -> bool:
    """Asks with a shared lock, so that those who ask do not stand in each other's way."""
    if not path.exists():
        return False
    try:
        with _locked(path, fcntl.LOCK_SH):
            return False
    except LockHeldError:
        return True


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, kind)
        yield
    finally:
        os.close(handle)


# Somebody may just be asking: that takes microseconds.
@retry(retry=retry_if_exception_type(LockHeldError), stop=stop_after_attempt(5), wait=wait_fixed(0.02), reraise=True)
def _lock(handle: int, kind: int) -> None:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockHeldError("another supervisor holds this folder") from error


def write_state(path: Path, state: StackState) -> None:
    """Replaces the file in one step: a reader never sees half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(state.model_dump(mode="json"), indent=1))
    fresh.replace(path)


def read_state(path: Path) -> StackState | None:
    """What the file says; None where it is missing or not ours."""
    try:
        return StackState.model_validate_json(path.read_text())
    except (OSError, ValidationError):
        return None
