"""The index is rebuilt while people read and write, and while parts of the stack are killed: nobody notices."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from tests.benchmarks.policies import policies
from tests.benchmarks.reading import made_up
from tests.benchmarks.reindex import lost_writes, rebuild, under_load
from tests.fixtures.stack import Stack, eventually, stack_folder

DOCUMENTS = 3
SEED = 20261128
STAGES = ("making the new index", "filling", "catching up", "examining", "going live")
KILLED = ("worker", "engine", "postgres")

pytestmark = pytest.mark.timeout(500)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """With a few documents in several versions, and a golden question."""
    with stack_folder() as folder:
        started = Stack(folder / "reindex").up()
        for versions in policies(DOCUMENTS):
            for version in versions:
                httpx.post(
                    f"{started.url}/v1/documents?wait=true",
                    files={"file": ("policy.md", version.text.encode(), "text/markdown")},
                    data={"document": version.document, "effective_at": version.effective_at},
                    timeout=120,
                ).raise_for_status()
        yield started
        started.asof("down")


def test_four_readers_and_a_writer_notice_nothing(stack: Stack) -> None:
    with under_load(stack.url, made_up(DOCUMENTS)) as load:
        eventually(lambda: len(load.before) > 40 and len(load.written) > 1)
        runs = [rebuild(load, stack.url) for _ in range(2)]
        eventually(lambda: len(load.written) > 4)
    assert [run["status"] for run in runs] == ["done", "done"], runs
    assert load.during
    assert (load.failed, load.mixed, load.failed_writes) == ([], [], [])
    assert lost_writes(load, stack.url) == []
    assert stack.get("/v1/doctor").json()["well"]


def cases() -> list[tuple[str, str]]:
    """Each stage once, each part at least once: which part is killed in which is the seed's."""
    chance = random.Random(SEED)
    parts = [*KILLED, *chance.choices(KILLED, k=len(STAGES) - len(KILLED))]
    chance.shuffle(parts)
    return list(zip(parts, STAGES, strict=True))


@pytest.mark.parametrize(("part", "stage"), cases())
def test_a_part_killed_in_any_stage_does_not_show(stack: Stack, part: str, stage: str) -> None:
    eventually(stack.is_ready)
    run = httpx.post(f"{stack.url}/v1/reindex", json={}, timeout=60).raise_for_status().json()
    pid = stack.state().parts[part].pid
    assert pid is not None
    eventually_at_once(stack, run, stage)
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: told(stack, run).get("finished_at") is not None)
    ended = told(stack, run)
    assert (ended["status"], ended["embedded"]) == ("done", 0), ended
    eventually(stack.is_ready)
    eventually(lambda: stack.get("/v1/doctor").json().get("well", False))
    found = stack.get("/v1/doctor").json()
    assert (found["generation"], found["points"]) == (run["generation"], found["rows"])


def eventually_at_once(stack: Stack, run: dict[str, Any], stage: str) -> None:
    """Until it has reached the stage, or is past it: asked again and again without a pause."""
    reached = STAGES[STAGES.index(stage) :]
    while (now := told(stack, run)).get("stage") not in (*reached, "live"):
        assert now.get("status") in ("running", None), now


def told(stack: Stack, run: dict[str, Any]) -> dict[str, Any]:
    """Nothing while the API, or what it stands on, is on its way."""
    with suppress(httpx.HTTPError):
        reply = stack.get(run["location"])
        if reply.is_success:
            found: dict[str, Any] = reply.json()
            return found
    return {}
