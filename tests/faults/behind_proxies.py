"""`python -m tests.faults.behind_proxies VIA`: the stack of the settings, whose worker and API find their dependencies
under the addresses in VIA, a JSON object of settings.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import replace

from infra.logging import configure_logging
from infra.parts import Part
from infra.places import Places
from infra.settings import Settings
from infra.stack import build_stack
from infra.state import held_lock
from infra.supervisor import Supervisor

SENT_THROUGH = ("worker", "api")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def supervise(changed: Callable[[Part], Part]) -> int:
    """As `asof up` does, with parts that are changed before."""
    settings = Settings()
    places = Places(settings.home)
    places.prepare()
    configure_logging("supervisor", settings.log_level)
    with held_lock(places.lock):
        stack = build_stack(settings, places, before=None, say=_say)
        parts = [changed(part) for part in stack.parts]
        supervisor = Supervisor(
            parts, places, say=_say, on_ready=lambda: _say("ready"), before_stop=stack.listener.close
        )
        try:
            return supervisor.run()
        finally:
            places.clear_runtime()


def main() -> int:
    via = json.loads(sys.argv[1])

    def sent_through(part: Part) -> Part:
        return replace(part, environment={**part.environment, **via}) if part.name in SENT_THROUGH else part

    return supervise(sent_through)


if __name__ == "__main__":
    sys.exit(main())
