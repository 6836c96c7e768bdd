"""Bringing the stack up and down: what `asof up`, `down` and `status` do beneath their words."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import psutil

from infra.places import Places, SetupError
from infra.settings import Settings
from infra.state import LockHeldError, StackState, held_lock, is_locked, read_state

Say = Callable[[str], None]


class AlreadyRunningError(Exception):
    """Another supervisor has this home folder; `state` is what it last wrote."""

    def __init__(self, state: StackState | None) -> None:
        super().__init__("already running")
        self.state = state


def run_stack(settings: Settings, *, say: Say, on_ready: Callable[[StackState], None]) -> int:
    """Runs the stack until it is asked to stop; returns the exit code. Raises `AlreadyRunningError` or `SetupError`."""
    from infra.logging import configure_logging
    from infra.stack import build_stack
    from infra.supervisor import Supervisor

    places = Places(settings.home)
    places.prepare()
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(held_lock(places.lock))
        except LockHeldError as error:
            raise AlreadyRunningError(read_state(places.state)) from error
        held.callback(places.clear_runtime)
        supervisor_log = held.enter_context(places.log_of("supervisor").open("a", buffering=1))
        configure_logging("supervisor", settings.log_level, stream=supervisor_log)
        before = read_state(places.state)
        end_strays(before, say)
        stack = build_stack(settings, places, before=before, say=say)
        held.callback(stack.listener.close)
        supervisor = Supervisor(
            stack.parts,
            places,
            say=say,
            on_ready=lambda: on_ready(_known(places)),
            before_stop=stack.listener.close,
        )
        return supervisor.run()


def start_detached(settings: Settings, say: Say) -> StackState:
    """Starts a supervisor of its own session and returns when every part is ready. Raises as `run_stack` does."""
    places = Places(settings.home)
    places.prepare()
    if is_locked(places.lock):
        raise AlreadyRunningError(read_state(places.state))
    read_end, write_end = os.pipe()
    with places.log_of("up").open("ab") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", "infra.main", "up", "--report-to", str(write_end)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(write_end,),
            start_new_session=True,
        )
    os.close(write_end)
    with os.fdopen(read_end) as report:
        for line in report:  # ends when the supervisor is ready or gone
            say(line.rstrip("\n"))
    state = read_state(places.state)
    if state is None or state.state != "ready" or state.supervisor.pid != process.pid:
        raise SetupError(f"the stack did not start; {places.log_of('up')} tells more.")
    return state


def stop_stack(settings: Settings, say: Say) -> bool:
    """Stops the stack of this home folder and waits for it; False when none was running."""
    places = Places(settings.home)
    state = read_state(places.state)
    if not is_locked(places.lock):
        end_strays(state, say)
        return False
    supervisor = state.supervisor.process() if state else None
    if supervisor is None:
        raise SetupError(f"{places.lock} is held, but {places.state} does not say by which process.")
    supervisor.send_signal(signal.SIGTERM)
    try:
        supervisor.wait(timeout=settings.stop_seconds + 120)
    except psutil.TimeoutExpired as error:
        raise SetupError(f"the supervisor (pid {supervisor.pid}) does not stop; `asof logs supervisor`.") from error
    return True


def live_state(settings: Settings) -> StackState | None:
    """What runs now on this home folder; None when nothing does, whatever a stale file says."""
    places = Places(settings.home)
    state = read_state(places.state)
    if state is None or state.supervisor.process() is None or not is_locked(places.lock):
        return None
    return state


def end_strays(state: StackState | None, say: Say) -> None:
    """Ends parts that outlived a killed supervisor. Each is known by pid and birth, so no stranger is hit."""
    if state is None:
        return
    strays = []
    for name, part in reversed(state.parts.items()):
        process = part.mark.process() if part.mark else None
        if process is not None:
            say(f"{name:9} is left from an earlier run (pid {process.pid}): ended")
            with contextlib.suppress(psutil.Error):
                process.send_signal(part.stop_signal)
            strays.append(process)
    if not strays:
        return
    _, alive = psutil.wait_procs(strays, timeout=15)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=10)


def _known(places: Places) -> StackState:
    state = read_state(places.state)
    if state is None:
        raise SetupError(f"{places.state} vanished while the stack was starting.")
    return state
