"""What the supervisor promises, held with small stand-in parts."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from infra.launch import end_strays
from infra.places import Places
from infra.state import PartState, ProcessMark, StackState, is_locked, read_state


class Running:
    """A supervisor over stand-ins."""

    def __init__(self, home: Path, scene: str) -> None:
        self.places = Places(home)
        self.process = subprocess.Popen(
            (sys.executable, "-m", "tests.integration.stack_standin", str(home), scene),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_ready(self) -> None:
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        assert "all ready\n" in lines

    def state(self) -> StackState:
        state = read_state(self.places.state)
        assert state is not None
        return state

    def pid(self, part: str) -> int:
        pid = self.state().parts[part].pid
        assert pid is not None
        return pid

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=30)
        return self.process.returncode, output

    def child_of(self, part: str) -> psutil.Process:
        return psutil.Process(int(self.places.ready_file(part).with_suffix(".ready.child").read_text()))


Start = Callable[[str], Running]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[str], Running]]:
    started: list[Running] = []

    def start(scene: str) -> Running:
        started.append(Running(tmp_path / "home", scene))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop(signal.SIGTERM)
        assert running.process.stdout is not None
        running.process.stdout.close()


@retry(stop=stop_after_delay(20), wait=wait_fixed(0.02), retry=retry_if_result(lambda held: not held))
def eventually(condition: Callable[[], bool]) -> bool:
    return condition()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_in_reverse_order(run: Start, number: int) -> None:
    stack = run("good")
    stack.wait_ready()
    code, _ = stack.stop(number)
    assert code == 0
    assert (stack.places.home / "ends").read_text().split() == ["third", "second", "first"]
    assert stack.state().state == "stopped"
    assert not is_locked(stack.places.lock)


@pytest.mark.parametrize("part", ["first", "third"])
def test_a_killed_part_comes_back_and_its_children_do_not_stay(run: Start, part: str) -> None:
    stack = run("good")
    stack.wait_ready()
    before, child = stack.pid(part), stack.child_of(part)
    psutil.Process(before).kill()
    eventually(lambda: stack.state().parts[part].pid not in {None, before})
    eventually(lambda: stack.state().state == "ready")
    assert stack.state().parts[part].restarts == 1
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_part_that_is_silent_for_too_long_is_started_anew(run: Start) -> None:
    stack = run("silent")
    stack.wait_ready()
    before = {part: stack.pid(part) for part in ("first", "silent")}
    for part in before:
        stack.places.ready_file(part).unlink()
    eventually(lambda: stack.state().parts["silent"].restarts == 1 and stack.state().parts["silent"].state == "ready")
    assert stack.pid("silent") != before["silent"]
    assert stack.pid("first") == before["first"]  # nobody said how long it may be silent
    assert stack.state().parts["first"].state == "unhealthy"
    _, output = stack.stop()
    assert "silent    has not answered for" in output


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_part_outlives_a_killed_supervisor(run: Start) -> None:
    stack = run("good")
    stack.wait_ready()
    parts = [psutil.Process(stack.pid(part)) for part in ("first", "second", "third")]
    stack.stop(signal.SIGKILL)
    _, alive = psutil.wait_procs(parts, timeout=20)
    assert alive == []
    assert not is_locked(stack.places.lock)


def test_a_part_that_does_not_stop_in_its_time_is_ended(run: Start) -> None:
    stack = run("stubborn")
    stack.wait_ready()
    stubborn = psutil.Process(stack.pid("stubborn"))
    code, output = stack.stop()
    assert code == 0
    assert "stubborn  did not stop in time" in output
    assert not stubborn.is_running()


def test_a_part_that_cannot_start_ends_the_start_with_its_last_words(run: Start) -> None:
    stack = run("broken")
    output, _ = stack.process.communicate(timeout=30)
    assert stack.process.returncode == 1
    assert "the part cannot start" in output
    assert (stack.places.home / "ends").read_text().split() == ["first"]


def test_a_stray_is_ended_and_a_stranger_with_its_pid_is_not(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "1000"]) as process:
        mark = ProcessMark.of(process.pid)
        assert mark is not None
        own = ProcessMark(pid=1, began=0.0)

        def remembered(mark: ProcessMark) -> StackState:
            parts = {"worker": PartState(state="ready", mark=mark, pid=mark.pid)}
            return StackState(state="ready", home=str(tmp_path), supervisor=own, parts=parts)

        said: list[str] = []
        end_strays(remembered(mark.model_copy(update={"began": mark.began - 5})), said.append)
        assert process.poll() is None
        assert said == []
        end_strays(remembered(mark), said.append)
        assert mark.process() is None
