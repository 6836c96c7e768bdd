"""Each part killed in each step of the workflows: what comes of it is what comes of it undisturbed.

Which part in which step, and when, is the seed's: every step once and every part at least once in each workflow. What
other files of this folder kill is left out; `FAULT_STEPS=all` (`make fault-steps`) kills every part in every step.
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

import httpx
import pytest

from tests.faults.struck import Strike, struck_stack, was_carried_out
from tests.faults.tales import DRY_RUN, EXPIRY, INGESTION, NOTIFYING, REINDEX, REVIEW, Case, Tale
from tests.fixtures.receiver import receiving
from tests.fixtures.stack import Stack, eventually, stack_folder

SEED = int(os.environ.get("FAULT_SEED", "20261128"))
ALL = os.environ.get("FAULT_STEPS") == "all"
OF_A_WORKFLOW = ("worker", "engine", "postgres")
OF_A_DRY_RUN = ("api", "engine", "postgres")
WHEN = ("before", "amid", "after")
AMID_MS = 40.0  # most steps last so long, or a few times that

pytestmark = pytest.mark.timeout(400)


@dataclass(frozen=True)
class Killed:
    tale: Tale
    step: str
    part: str
    when: str
    after_ms: float

    def __str__(self) -> str:
        return f"{self.tale.name}: {self.part} {self.when} {self.step}"


def drawn() -> list[Killed]:
    """The same for the same seed."""
    workflows = [(REVIEW, OF_A_WORKFLOW), (EXPIRY, OF_A_WORKFLOW), (DRY_RUN, OF_A_DRY_RUN)]
    if ALL:
        workflows += [(tales, OF_A_WORKFLOW) for tales in (INGESTION, NOTIFYING, REINDEX)]
    return [killed for tales, parts in workflows for killed in of_workflow(tales, parts)]


def of_workflow(tales: Sequence[Tale], parts: Sequence[str]) -> list[Killed]:
    chance = random.Random(f"{SEED} {tales[0].name}")
    steps = [(tale, step) for tale in tales for step in tale.steps]
    if ALL:
        pairs = [(place, part) for place in steps for part in parts]
    else:
        rounds = -(-max(len(steps), len(parts)) // len(parts))
        shuffled = [part for _ in range(rounds) for part in chance.sample(parts, len(parts))]
        number = max(len(steps), len(parts))
        pairs = [(steps[place % len(steps)], shuffled[place]) for place in range(number)]
    return [Killed(tale, step, part, chance.choice(WHEN), chance.uniform(0, AMID_MS)) for (tale, step), part in pairs]


@dataclass
class House:
    """The stack, and what comes of each tale undisturbed."""

    stack: Stack
    case: Callable[[str], Case]
    numbers: Iterator[int] = field(default_factory=count)
    undisturbed: dict[str, dict[str, str]] = field(default_factory=dict)

    def tell(self, tale: Tale, killed: Killed | None = None) -> dict[str, str]:
        case = self.case(f"Team{''.join(chr(97 + int(digit)) for digit in str(next(self.numbers)))}x")
        tale.prepare(case)
        case.until_idle()
        if killed is None:
            tale.act(case)
        else:
            self._disturbed(case, killed)
        if (rule := case.told.get("rule")) is not None:
            case.call("POST", f"/v1/expiry-rules/{rule}", json={"enabled": False})
        case.until_idle()
        return case.outcome()

    def _disturbed(self, case: Case, killed: Killed) -> None:
        pid = self.stack.state().parts[killed.part].pid
        assert pid is not None
        Strike(step=killed.step, when=killed.when, pid=pid, after_ms=killed.after_ms).order(self.stack.home)
        killed.tale.act(case)
        eventually(lambda: was_carried_out(self.stack.home))
        eventually(lambda: self.stack.state().parts[killed.part].pid not in (None, pid))
        eventually(self.stack.is_ready)

    def is_well(self) -> bool:
        with suppress(httpx.HTTPError):
            return bool(self.stack.get("/v1/doctor").json().get("well"))
        return False


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    settings = {"ASOF_WEBHOOK_PRIVATE": "127.0.0.0/8", "ASOF_WEBHOOK_HTTP": "true"}
    with stack_folder() as folder, receiving() as receiver:
        retries = ", ".join(["0.3"] * 40)
        with struck_stack(folder / "steps", **settings, ASOF_WEBHOOK_RETRIES=retries) as stack:
            yield House(stack, lambda name: Case(stack, receiver, name))


@pytest.mark.parametrize("killed", drawn(), ids=str)
def test_a_part_that_is_killed_in_a_step_changes_nothing_of_what_comes_of_it(house: House, killed: Killed) -> None:
    eventually(house.stack.is_ready)
    tale = killed.tale
    if tale.name not in house.undisturbed:
        house.undisturbed[tale.name] = house.tell(tale)
    found = house.tell(tale, killed)
    assert found == house.undisturbed[tale.name]
    if tale in DRY_RUN and killed.part == "api":  # what it put into the index stays unseen until then
        httpx.post(f"{house.stack.url}/v1/doctor/repair", timeout=120).raise_for_status()
    eventually(house.is_well)
