"""A stack whose worker and API kill a part of it on order: before a named step of theirs, in its midst, or after it.

`python -m tests.faults.struck up` is the supervisor; it runs `... worker` and `... api`. An order is a file in the home
folder, and is carried out once.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from infra import api_process, worker_process
from infra.activity_log import ActivityLog
from infra.parts import Part
from ingestion.preparation import Preparation
from ingestion.rehearsal import rehearsing
from tests.faults.behind_proxies import supervise
from tests.fixtures.stack import Stack, eventually

STRUCK = ("worker", "api")
PREPARING, ASKING = "prepare a rehearsal", "ask in a rehearsal"
"""The steps of a dry run, which is no workflow: the API does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """`after_ms` counts from the beginning of the step, where it strikes `amid` it."""

    step: str
    when: str  # before, amid, after
    pid: int
    after_ms: float = 0.0

    def order(self, home: Path) -> None:
        draft = home / "strike.draft"
        draft.write_text(json.dumps(asdict(self)))
        draft.rename(home / "strike")


def was_carried_out(home: Path) -> bool:
    return not (home / "strike").exists()


def reach(step: str, when: str) -> None:
    """Kills whom the order names, where it is of this step."""
    home = Path(os.environ["ASOF_HOME"])
    try:
        strike = Strike(**json.loads((home / "strike").read_text()))
        if (strike.step, strike.when) != (step, when):
            return
        (home / "strike").rename(home / "strike.done")  # of two that reach it at once one goes on
    except FileNotFoundError:
        return
    if when == "amid":
        threading.Timer(strike.after_ms / 1000, kill, [strike.pid]).start()
    else:
        kill(strike.pid)


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def within(step: str) -> Iterator[None]:
    reach(step, "before")
    reach(step, "amid")
    yield
    reach(step, "after")


class Striking(ActivityLog):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _Struck(super().intercept_activity(next))


class _Struck(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        with within(activity.info().activity_type):
            return await super().execute_activity(input)


def struck(step: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def done(*arguments: Any, **named: Any) -> Any:
        with within(step):
            return work(*arguments, **named)

    return done


def _as_struck(part: Part) -> Part:
    if part.name not in STRUCK:
        return part
    return replace(part, command=(sys.executable, "-m", "tests.faults.struck", part.name))


def main(what: str) -> int:
    if what == "up":
        return supervise(_as_struck)
    if what == "worker":
        worker_process.ActivityLog = Striking  # type: ignore[misc, attr-defined]
        worker_process.main()
    else:
        rehearsing.impacts = struck(ASKING, rehearsing.impacts)
        Preparation.prepare = struck(PREPARING, Preparation.prepare)  # type: ignore[method-assign]
        api_process.main()
    return 0


@contextmanager
def struck_stack(home: Path, **settings: str) -> Iterator[Stack]:
    """Ready; stopped in the end."""
    stack = Stack(home, **settings)
    home.mkdir()
    environment = {**stack.environment, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with (home / "up.log").open("wb") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", "tests.faults.struck", "up"), cwd=home, env=environment, stdout=log, stderr=log
        )
    try:
        eventually(lambda: process.poll() is not None or ((home / "stack.json").exists() and stack.is_ready()))
        assert process.poll() is None, (home / "up.log").read_text()
        yield stack
    finally:
        process.terminate()
        process.wait(120)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
