"""The real stack, up once for most of these: what it survives, and what it says."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from infra.state import PartState, ProcessMark, StackState, write_state
from tests.fixtures.stack import PARTS, Stack, eventually, stack_folder

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with stack_folder() as made:
        yield made


@pytest.fixture(scope="module")
def stack(folder: Path) -> Iterator[Stack]:
    started = Stack(folder / "stack").up()
    yield started
    started.asof("down")


def test_status_names_every_part_and_the_apis_address(stack: Stack) -> None:
    status = stack.status()
    assert status["state"] == "ready"
    assert set(status["parts"]) == set(PARTS)
    assert {part["state"] for part in status["parts"].values()} == {"ready"}
    assert all(psutil.pid_exists(part["pid"]) for part in status["parts"].values())
    assert status["api"]["url"] == stack.url
    assert stack.get("/readyz").json()["status"] == "ready"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_killed_with_sigkill_comes_back(stack: Stack, part: str) -> None:
    eventually(stack.is_ready)
    before = stack.state().parts[part].pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    eventually(lambda: stack.state().parts[part].pid not in {None, before})
    eventually(stack.is_ready)
    others = {name: state.restarts for name, state in stack.state().parts.items()}
    assert others[part] == 1


def test_a_hung_engine_is_told_and_not_called_ready(stack: Stack) -> None:
    eventually(stack.is_ready)
    engine = stack.state().parts["engine"].pid
    assert engine is not None
    os.kill(engine, signal.SIGSTOP)
    try:
        eventually(lambda: stack.state().parts["engine"].state == "unhealthy")
        assert stack.asof("status").returncode == 1
    finally:
        os.kill(engine, signal.SIGCONT)
    eventually(stack.is_ready)


def test_a_busy_backend_does_not_keep_postgres_from_coming_back(stack: Stack) -> None:
    eventually(stack.is_ready)
    before = stack.state().parts["postgres"].pid
    assert before is not None
    with ThreadPoolExecutor(1) as threads, stack.connect() as busy, stack.connect() as watching:
        backend = psutil.Process(busy.info.backend_pid)
        query = threads.submit(busy.execute, "SELECT count(*) FROM generate_series(1, 1000000000000)")
        active = "SELECT state = 'active' FROM pg_stat_activity WHERE pid = %s"
        eventually(lambda: watching.execute(active, [backend.pid]).fetchone() == (True,))
        os.kill(before, signal.SIGKILL)
        eventually(lambda: stack.state().parts["postgres"].pid not in {None, before})
        eventually(stack.is_ready)
        assert not backend.is_running()
        assert isinstance(query.exception(), psycopg.OperationalError)


def test_a_second_up_says_that_it_is_running_and_where(stack: Stack) -> None:
    eventually(stack.is_ready)
    for arguments in (("up",), ("up", "--detach")):
        second = stack.asof(*arguments)
        assert second.returncode == 3
        assert "already running" in second.stdout
        assert stack.url in second.stdout


def test_logs_are_there_for_each_part(stack: Stack) -> None:
    assert {file.stem for file in (stack.home / "logs").glob("*.log")} >= {*PARTS, "supervisor"}
    assert "worker polls" in stack.asof("logs", "worker", "-n", "1000").stdout
    unknown = stack.asof("logs", "nobody")
    assert unknown.returncode == 2
    assert "postgres" in unknown.stderr


def test_down_and_up_over_a_stale_state_keep_what_was_stored_and_replace_busy_ports(stack: Stack) -> None:
    eventually(stack.is_ready)
    with stack.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    parts = [psutil.Process(part.pid) for part in stack.state().parts.values() if part.pid]
    assert stack.asof("down").returncode == 0
    assert not any(process.is_running() for process in parts)
    assert stack.asof("status").returncode == 3
    assert "nothing is running" in stack.asof("down").stdout
    told = stack.state()
    before = ProcessMark(pid=os.getpid(), began=1.0)  # as if the supervisor had been killed: our pid, of another birth
    parts_left = {name: part.model_copy(update={"state": "ready", "mark": before}) for name, part in told.parts.items()}
    stale = told.model_copy(update={"state": "ready", "supervisor": before, "parts": parts_left})
    write_state(stack.home / "stack.json", stale)
    with socket.create_server(("127.0.0.1", 0)) as occupied, socket.create_server(("127.0.0.1", 0)) as taken:
        port, temporal_port = occupied.getsockname()[1], taken.getsockname()[1]
        busy = Stack(stack.home, ASOF_PORT=str(port), ASOF_TEMPORAL_PORT=str(temporal_port))
        done = busy.asof("up", "--detach")
        assert done.returncode == 0, done.stdout
        assert f"api       port {port} is busy" in done.stdout
        assert f"temporal  port {temporal_port} is busy" in done.stdout
        assert stack.get("/healthz").status_code == 200
    with stack.connect() as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_stale_state_file_means_that_nothing_runs(tmp_path: Path) -> None:
    stack = Stack(tmp_path)
    gone = ProcessMark(pid=os.getpid(), began=1.0)  # our own pid, of another birth
    parts = {"api": PartState(state="ready", mark=gone, pid=gone.pid, url="http://127.0.0.1:1")}
    write_state(tmp_path / "stack.json", StackState(state="ready", home=str(tmp_path), supervisor=gone, parts=parts))
    status = stack.asof("status", "--json")
    assert status.returncode == 3
    assert json.loads(status.stdout)["state"] == "stopped"
    assert stack.asof("down").returncode == 0


def test_a_folder_that_cannot_be_written_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for arguments in (("up",), ("up", "--detach")):
        refused = Stack(tmp_path / "file" / "home").asof(*arguments)
        assert refused.returncode == 1
        assert "cannot write to" in refused.stdout
        assert "ASOF_HOME" in refused.stdout
        assert len(refused.stdout.splitlines()) == 1


def test_ctrl_c_while_it_starts_leaves_nothing_behind(folder: Path) -> None:
    stack = Stack(folder / "interrupted")
    with subprocess.Popen(
        (sys.executable, "-m", "infra.main", "up"), env=stack.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert any(line.startswith("postgres  ready") for line in process.stdout)
        parts = [psutil.Process(part.pid) for part in stack.state().parts.values() if part.pid]
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 0
    assert not any(part.is_running() for part in parts)


@pytest.mark.parametrize("reader_left_first", [True, False])
def test_a_detached_stack_outlives_whoever_read_its_first_lines(folder: Path, *, reader_left_first: bool) -> None:
    stack = Stack(folder / f"unread-{reader_left_first}")
    with subprocess.Popen(
        (sys.executable, "-m", "infra.main", "up", "--detach"),
        env=stack.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any(line.startswith("postgres  ready") for line in process.stdout)
        if reader_left_first:
            process.stdout.close()  # as `head -1` does
        else:
            process.kill()
        complaints = process.stderr.read()
    try:
        assert process.returncode == (0 if reader_left_first else -signal.SIGKILL)
        assert complaints == ""
        eventually(stack.is_ready)
    finally:
        assert stack.asof("down").stdout.endswith("stopped\n")


def test_a_foreground_stack_goes_on_when_nobody_reads_any_more(folder: Path) -> None:
    stack = Stack(folder / "muted")
    with subprocess.Popen(
        (sys.executable, "-m", "infra.main", "up"), env=stack.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert any(line.startswith("postgres  ready") for line in process.stdout)
        process.stdout.close()
        try:
            eventually(stack.is_ready)
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
