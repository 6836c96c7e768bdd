"""Starts the parts in order, restarts one that dies, stops them in reverse. One thread, woken by signals."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from infra.parts import Part, rotate, spawn
from infra.places import Places, SetupError
from infra.state import PartPhase, PartState, ProcessMark, StackPhase, StackState, write_state

FIRST_STARTS = 3  # deaths before a part was ever ready, until the whole start is given up
CHECK_SECONDS = 10.0  # between two looks at the health of parts that are up
LONGEST_BACKOFF = 30.0
SETTLED_SECONDS = 30.0  # a part that was ready for so long starts again without delay
POLL_SECONDS = 0.05  # between two looks at a part that is starting
LAST_LINES = 12

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Run:
    """A part and what became of it so far."""

    part: Part
    phase: PartPhase = "waiting"
    process: subprocess.Popen[bytes] | None = None
    mark: ProcessMark | None = None
    started: float = 0.0
    ready_since: float | None = None
    silent_since: float = 0.0  # while it is unhealthy
    was_ready: bool = False
    not_before: float = 0.0
    quick_deaths: int = 0
    restarts: int = 0
    note: str | None = None

    @property
    def settled(self) -> bool:
        return self.phase == "ready" or (self.part.once and self.was_ready)


class Supervisor:
    """`say` gets one line for each thing a person should see; `on_ready` is called once, when every part is up."""

    def __init__(
        self,
        parts: Sequence[Part],
        places: Places,
        *,
        say: Callable[[str], None],
        on_ready: Callable[[], None],
        before_stop: Callable[[], None] = lambda: None,
    ) -> None:
        self._runs = {part.name: _Run(part) for part in parts}
        self._places = places
        self._say = say
        self._on_ready = on_ready
        self._before_stop = before_stop
        self._stops = 0  # how often we were asked to stop
        self._phase: StackPhase = "starting"
        own = ProcessMark.of(os.getpid())
        if own is None:
            raise SetupError("this process cannot be found in the process table")
        self._own = own
        self._next_check = 0.0

    def run(self) -> int:
        """Returns the exit code: 0 after a stop that was asked for, 1 when the stack could not start."""
        with self._signals() as wake:
            failed = False
            try:
                while not self._stops and not failed:
                    failed = not self._step()
                    if not failed and not self._stops:
                        self._sleep(wake)
            except SetupError as error:
                self._say(str(error))
                failed = True
            finally:
                self._stop_all(wake)
        return 1 if failed else 0

    # -- one turn of the loop -----------------------------------------------------------------------

    def _step(self) -> bool:
        """False when the start has to be given up."""
        now = time.monotonic()
        for run in self._runs.values():
            if not self._look_for_death(run, now):
                return False
            if run.phase in {"waiting", "restarting"} and now >= run.not_before and self._may_start(run):
                self._start(run)
            if run.phase in {"starting", "unhealthy"}:
                self._look_for_ready(run)
                self._look_for_silence(run)
                if (
                    run.phase == "starting"
                    and not run.was_ready
                    and time.monotonic() - run.started > run.part.start_seconds
                ):
                    self._give_up(run, f"was not ready within {run.part.start_seconds:.0f} s")
                    return False
        self._check_health(now)
        self._announce()
        return True

    def _may_start(self, run: _Run) -> bool:
        return all(self._runs[name].settled for name in run.part.after if name in self._runs) or run.was_ready

    def _start(self, run: _Run) -> None:
        run.phase = "starting"
        if not run.part.external:
            run.part.prepare()
        run.started = time.monotonic()
        if run.part.external:
            return
        run.process = spawn(run.part)
        run.mark = ProcessMark.of(run.process.pid)
        log.info("part started", part=run.part.name, pid=run.process.pid)
        self._write()

    def _look_for_ready(self, run: _Run) -> None:
        pid = run.process.pid if run.process else None
        if run.part.once or not run.part.ready(pid):
            return
        self._became_ready(run)

    def _look_for_silence(self, run: _Run) -> None:
        """What has been silent for too long is killed; its death is found as any other is."""
        silent = time.monotonic() - run.silent_since
        if run.phase == "unhealthy" and run.process is not None and silent > run.part.silent_seconds:
            self._say(f"{run.part.name:9} has not answered for {silent:.0f} s: it is started anew")
            log.warning("part is silent", part=run.part.name, pid=run.process.pid, seconds=round(silent))
            run.process.kill()
            run.process.wait()

    def _became_ready(self, run: _Run) -> None:
        again = "again " if run.was_ready else ""
        now = time.monotonic()
        run.phase, run.ready_since, run.was_ready, run.note = "ready", now, True, None
        shown = run.part.url or run.part.address
        self._say(f"{run.part.name:9} ready {again}after {now - run.started:.1f} s{f'   {shown}' if shown else ''}")
        log.info("part ready", part=run.part.name, seconds=round(now - run.started, 2))
        self._write()

    def _look_for_death(self, run: _Run, now: float) -> bool:
        """False when a part died that the start cannot do without."""
        if run.process is None or (code := run.process.poll()) is None:
            return True
        pid = run.process.pid
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)  # what it has started itself
        run.process = run.mark = None
        if run.part.once and code == 0:
            self._became_ready(run)
            return True
        reason = _reason(code)
        log.warning("part died", part=run.part.name, pid=pid, reason=reason)
        settled = run.ready_since is not None and now - run.ready_since >= SETTLED_SECONDS
        run.quick_deaths = 1 if settled else run.quick_deaths + 1
        if not run.was_ready and run.quick_deaths >= (1 if run.part.once else FIRST_STARTS):
            self._give_up(run, f"ended with {reason}")
            return False
        backoff = 0.0 if run.quick_deaths == 1 else min(0.25 * 2**run.quick_deaths, LONGEST_BACKOFF)
        run.phase, run.ready_since, run.not_before, run.note = "restarting", None, now + backoff, reason
        run.restarts += 1
        self._say(f"{run.part.name:9} ended with {reason}; starts again{f' in {backoff:.1f} s' if backoff else ''}")
        self._write()
        return True

    def _give_up(self, run: _Run, why: str) -> None:
        run.phase, run.note = "failed", why
        self._say(f"{run.part.name:9} {why}. {run.part.log} ends with:")
        if run.part.log.exists():
            for line in run.part.log.read_text(errors="replace").splitlines()[-LAST_LINES:]:
                self._say(f"    {line}")

    def _check_health(self, now: float) -> None:
        if now < self._next_check:
            return
        self._next_check = now + CHECK_SECONDS
        for file in self._places.logs.glob("*.log"):
            rotate(file)
        for run in self._runs.values():
            if run.phase != "ready" or run.part.once:
                continue
            if not run.part.ready(run.process.pid if run.process else None):
                run.phase, run.note, run.silent_since = "unhealthy", "does not answer", now
                self._say(f"{run.part.name:9} does not answer")
                self._write()

    def _announce(self) -> None:
        settled = all(run.settled for run in self._runs.values())
        if self._phase == "starting" and settled:
            self._phase = "ready"
            self._write()
            self._on_ready()
        elif self._phase in {"ready", "degraded"}:
            phase: StackPhase = "ready" if settled else "degraded"
            if phase != self._phase:
                self._phase = phase
                self._write()

    # -- stopping -----------------------------------------------------------------------------------

    def _stop_all(self, wake: int) -> None:
        self._phase = "stopping"
        self._write()
        self._before_stop()
        for run in reversed(self._runs.values()):
            if run.process is not None:
                self._stop(run, wake)
            if run.phase != "failed":
                run.phase = "stopped"
        self._phase = "stopped"
        self._write()

    def _stop(self, run: _Run, wake: int) -> None:
        process = run.process
        if process is None:
            return
        run.phase = "stopping"
        self._write()
        began = time.monotonic()
        asked = self._stops
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(run.part.stop_signal)
        while process.poll() is None:
            late = time.monotonic() - began > run.part.stop_seconds
            if late or self._stops > max(asked, 1):  # out of time, or a second Ctrl-C
                self._say(f"{run.part.name:9} {'did not stop in time' if late else 'is ended at once'}")
                process.kill()
                process.wait()
                break
            self._sleep(wake, 0.2)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        self._say(f"{run.part.name:9} stopped after {time.monotonic() - began:.1f} s")
        run.process = run.mark = None

    # -- waiting and telling ------------------------------------------------------------------------

    def _sleep(self, wake: int, longest: float | None = None) -> None:
        """Until a signal comes (a child's death is one) or something is due."""
        select.select([wake], [], [], self._due_in() if longest is None else longest)
        with contextlib.suppress(BlockingIOError):
            os.read(wake, 4096)

    def _due_in(self) -> float:
        now = time.monotonic()
        due = self._next_check - now
        for run in self._runs.values():
            if run.phase == "starting" and not run.part.once:
                due = min(due, POLL_SECONDS)
            elif run.phase == "unhealthy":
                due = min(due, 1.0)
            elif run.phase in {"waiting", "restarting"} and self._may_start(run):
                due = min(due, run.not_before - now)
        return max(due, 0.0)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[int]:
        """Yields a descriptor that becomes readable with every signal."""
        read_end, write_end = os.pipe()
        os.set_blocking(read_end, False)
        os.set_blocking(write_end, False)
        before = signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        handlers = {number: signal.signal(number, self._asked_to_stop) for number in _STOPPING}
        handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield read_end
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(before)
            os.close(read_end)
            os.close(write_end)

    def _asked_to_stop(self, *_: object) -> None:
        self._stops += 1

    def _write(self) -> None:
        parts = {
            name: PartState(
                state=run.phase,
                mark=run.mark,
                pid=run.process.pid if run.process else None,
                address=run.part.address,
                url=run.part.url,
                ui=run.part.ui,
                external=run.part.external,
                restarts=run.restarts,
                stop_signal=run.part.stop_signal,
                note=run.note,
            )
            for name, run in self._runs.items()
            if not run.part.once
        }
        state = StackState(state=self._phase, home=str(self._places.home), supervisor=self._own, parts=parts)
        write_state(self._places.state, state)


_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _reason(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
