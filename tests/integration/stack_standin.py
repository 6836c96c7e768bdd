"""A supervisor over small stand-in parts, run as a process of its own: `python -m tests.integration.stack_standin`.

Arguments: the home folder, and the name of a scene. A part says that it is ready, and notes its end in `ends`.
"""

import math
import sys
from collections.abc import Callable
from pathlib import Path

from infra import probes, supervisor
from infra.parts import Part
from infra.places import Places
from infra.state import held_lock

GOOD = """
import os, pathlib, signal, subprocess, sys
name, ends, ready = sys.argv[1:4]
def end(*_):
    with open(ends, "a") as file:
        file.write(name + "\\n")
    os._exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(ready + ".child").write_text(str(subprocess.Popen(["sleep", "1000"]).pid))
pathlib.Path(ready).write_text(str(os.getpid()))
while True:
    signal.pause()
"""
STUBBORN = GOOD.replace("os._exit(0)", "return")
CHECK_SECONDS = 0.1
BROKEN = "import sys; sys.exit('the part cannot start')"


def part(
    places: Places,
    name: str,
    code: str = GOOD,
    *,
    after: tuple[str, ...] = (),
    stop_seconds: float = 20,
    silent_seconds: float = math.inf,
) -> Part:
    ready = places.ready_file(name)
    return Part(
        name=name,
        command=(sys.executable, "-S", "-c", code, name, str(places.home / "ends"), str(ready)),
        log=places.log_of(name),
        ready=lambda pid: probes.says_ready(ready, pid),
        after=after,
        stop_seconds=stop_seconds,
        silent_seconds=silent_seconds,
    )


SCENES: dict[str, Callable[[Places], list[Part]]] = {
    "good": lambda at: [part(at, "first"), part(at, "second", after=("first",)), part(at, "third", after=("second",))],
    "stubborn": lambda at: [part(at, "first"), part(at, "stubborn", STUBBORN, stop_seconds=0.5)],
    "silent": lambda at: [part(at, "first"), part(at, "silent", silent_seconds=0.5)],
    "broken": lambda at: [part(at, "first"), part(at, "broken", BROKEN, after=("first",))],
}


def main(home: str, scene: str) -> int:
    places = Places(Path(home))
    places.prepare()

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    supervisor.CHECK_SECONDS = CHECK_SECONDS
    with held_lock(places.lock):
        return supervisor.Supervisor(SCENES[scene](places), places, say=say, on_ready=lambda: say("all ready")).run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
