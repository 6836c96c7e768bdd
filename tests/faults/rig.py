"""A whole stack with a proxy before each of its dependencies, and a hand that does harm to it."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from temporalio.client import Client

from infra.isolation import isolated_environment
from infra.places import Places
from infra.postgres import DATABASE, SUPERUSER, dsn
from infra.state import StackState, read_state
from knowledge.adapters.temporal import conversation_workflow_id
from tests.faults.draws import Fault, Kind
from tests.faults.proxy import Address, Proxy
from tests.fixtures.language_model import Asked, Reply, ScriptedModel, scripted_model

START_SECONDS = 300
LOOK_SECONDS = 0.1
TURN_DEADLINE = 4.0  # seconds: shorter than some faults, so that messages are accepted and answered later


@dataclass(slots=True)
class Rig:
    places: Places
    proxies: dict[str, Proxy] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def state(self) -> StackState:
        state = read_state(self.places.state)
        assert state is not None, "no stack on this folder"
        return state

    @property
    def api(self) -> str:
        url = self.state.parts["api"].url
        assert url is not None
        return url

    @property
    def postgres(self) -> str:
        """Past the proxy."""
        return dsn(self.places)

    async def inflict(self, fault: Fault) -> None:
        """Returns when it is over; what it did is not yet mended then."""
        if fault.kind is Kind.KILL:
            os.kill(await self._pid(fault.target), signal.SIGKILL)
            return
        async with self.proxies[fault.target].suffering(fault):
            await asyncio.sleep(fault.seconds)

    async def _pid(self, part: str) -> int:
        """Waits for the part where it is being started."""
        while True:
            mark = self.state.parts[part].mark
            if mark is not None and mark.process() is not None:
                return mark.pid
            await asyncio.sleep(LOOK_SECONDS)

    def memory(self) -> dict[str, float]:
        """MiB of each part that runs, with what it started, counted once where it is shared."""
        found = {}
        for name, part in self.state.parts.items():
            if part.pid is not None:
                with suppress(psutil.Error):
                    process = psutil.Process(part.pid)
                    every = (process, *process.children(recursive=True))
                    found[name] = sum(one.memory_full_info().pss for one in every) / 2**20
        return found

    async def history(self, conversation: str) -> str:
        """Of the conversation's last run, as Temporal tells it and a `Replayer` reads it."""
        temporal = await Client.connect(str(self.state.parts["temporal"].address))
        handle = temporal.get_workflow_handle(conversation_workflow_id("default", conversation))
        return (await handle.fetch_history()).to_json()

    def log_lines(self) -> str:
        return "\n".join(self.places.log_of("up").read_text(errors="replace").splitlines()[-30:])


@asynccontextmanager
async def faulty_stack(*, model: bool) -> AsyncIterator[Rig]:
    """Ready, with every proxy passing everything on; stopped and removed in the end."""
    async with AsyncExitStack() as held:
        folder = Path(tempfile.mkdtemp(prefix="asof-faults-"))
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        rig = Rig(Places(folder / "home"))
        rig.places.prepare()
        via = await _through_proxies(rig, folder, held, model=model)
        rig.process = _start(rig, folder, via)
        try:
            await _ready(rig)
            yield rig
        finally:
            rig.process.terminate()
            await asyncio.to_thread(rig.process.wait, START_SECONDS)


def _start(rig: Rig, folder: Path, via: dict[str, str]) -> subprocess.Popen[bytes]:
    environment = isolated_environment(rig.places.home, os.environ)
    environment |= {"ASOF_TURN_DEADLINE": str(TURN_DEADLINE), "ASOF_TEMPORAL_UI": "0", "ASOF_MODEL_KEY": "none"}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    with rig.places.log_of("up").open("wb") as log:
        return subprocess.Popen(
            (sys.executable, "-m", "tests.faults.behind_proxies", json.dumps(via)),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


async def _through_proxies(rig: Rig, folder: Path, held: AsyncExitStack, *, model: bool) -> dict[str, str]:
    """The settings under which worker and API find the proxies."""

    async def proxy(name: str, upstream: "Address | None" = None, path: Path | None = None) -> Proxy:
        made = Proxy(lambda: upstream or _temporal_of(rig))
        await made.listen(path)
        held.push_async_callback(made.close)
        rig.proxies[name] = made
        return made

    postgres = await proxy("postgres", rig.places.postgres_socket / ".s.PGSQL.5432")
    temporal = await proxy("temporal")
    engine_socket = folder / "engine"
    await proxy("engine", rig.places.engine_socket, engine_socket)
    via = {
        "ASOF_POSTGRES_DSN": f"postgresql://{SUPERUSER}@127.0.0.1:{postgres.port}/{DATABASE}?sslmode=disable",
        "ASOF_TEMPORAL_ADDRESS": f"127.0.0.1:{temporal.port}",
        "ASOF_ENGINE_SOCKET": str(engine_socket),
    }
    if model:
        scripted = held.enter_context(scripted_model())
        scripted.answer = lambda asked: _quoting(scripted, asked)
        url = scripted.url.removesuffix("/v1")
        host, port = url.removeprefix("http://").split(":")
        before = await proxy("model", (host, int(port)))
        via |= {"ASOF_MODEL": "scripted-1", "ASOF_MODEL_URL": f"http://127.0.0.1:{before.port}/v1"}
    return via


def _temporal_of(rig: Rig) -> Address:
    host, _, port = str(rig.state.parts["temporal"].address).rpartition(":")
    return host, int(port)


def _quoting(model: ScriptedModel, asked: Asked) -> Reply:
    """Words an answer as its first evidence does."""
    model.asked.clear()  # thousands come
    opening = next(text for text in asked.texts if text.startswith("{"))
    first = json.loads(opening)["evidence"][0]
    return Reply(f"{first['quote'].rstrip('.')} [{first['id']}].")


async def _ready(rig: Rig) -> None:
    assert rig.process is not None
    began = time.monotonic()
    while time.monotonic() - began < START_SECONDS:
        assert rig.process.poll() is None, rig.log_lines()
        state = read_state(rig.places.state)
        if state is not None and state.state == "ready":
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"not ready within {START_SECONDS} s:\n{rig.log_lines()}")
