"""`python -m tests.faults.campaign [--seed N] [--faults N] [--people N] [--no-model]`: faults on purpose, under load.

People talk and one uploads while faults come, drawn from the seed that is printed; then everything is looked at.
"""

import argparse
import asyncio
import math
import random
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table
from temporalio.service import RPCError

from tests.faults.accounts import Broken, broken_promises
from tests.faults.draws import Fault, draw
from tests.faults.people import REQUEST_SECONDS, BrokenPromiseError, Person, Uploader, upload_policies
from tests.faults.rig import Rig, faulty_stack

RECOVERS_SECONDS = 120.0
ENDS_SECONDS = 180.0  # for what was accepted when the last fault is over
LOOK_SECONDS = 0.05
UPLOAD_EVERY = 4.0
TOLD_EVERY = 25
MEMORY_EVERY = 10  # volleys
MEMORY_GROWS = 1.25  # at most, from the second tenth of a campaign to its last
MEMORY_SPARE = 64.0  # MiB: what a process may grow besides
LEAST_FOR_MEMORY = 200  # faults: a shorter campaign says nothing of it

console = Console(highlight=False)


@dataclass(slots=True)
class Campaign:
    seed: int
    model: bool
    faults: int
    longest: float = math.inf  # seconds of faults: what is still to be drawn then does not come
    people: list[Person] = field(default_factory=list)
    inflicted: list[tuple[float, tuple[Fault, ...]]] = field(default_factory=list)  # when each volley began
    recovered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # seconds, by kind
    memory: list[dict[str, float]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    seconds: float = 0.0
    uploads: int = 0

    async def run(self, people: int) -> None:
        began = time.monotonic()
        async with faulty_stack(model=self.model) as rig:
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=2 * people)
            async with httpx.AsyncClient(base_url=rig.api, timeout=REQUEST_SECONDS, limits=limits) as client:
                await upload_policies(client)
                self.people = [Person(n, client, random.Random(f"{self.seed} {n}")) for n in range(people)]
                uploader = Uploader(client, random.Random(f"{self.seed} uploads"), UPLOAD_EVERY)
                for person in self.people:
                    await person.open()
                try:
                    await self._under_load(rig, uploader)
                    self.broken += await broken_promises(rig, self.people, uploader, client)
                except* BrokenPromiseError as errors:
                    await self._keep_evidence(rig, client)
                    self.broken += [Broken(promise=str(error), at=time.monotonic()) for error in errors.exceptions]
                except* TimeoutError:
                    self.broken.append(Broken(promise=self._unanswered()))
                self.uploads = len(uploader.uploaded)
        self.broken += self._memory_grown()
        self.seconds = time.monotonic() - began

    async def _under_load(self, rig: Rig, uploader: Uploader) -> None:
        """Ends when whatever was accepted is answered. Raises a group of `BrokenPromiseError`."""
        stop = asyncio.Event()
        async with asyncio.timeout(None) as ending, asyncio.TaskGroup() as load:
            for person in self.people:
                load.create_task(person.talk(stop))
            load.create_task(uploader.upload(stop))
            try:
                await self._everyone_was_answered(time.monotonic())
                await self._inflict_all(rig)
            finally:
                stop.set()
                ending.reschedule(asyncio.get_running_loop().time() + ENDS_SECONDS)

    async def _inflict_all(self, rig: Rig) -> None:
        done, until = 0, time.monotonic() + self.longest
        for number, volley in enumerate(draw(self.seed, self.faults, model=self.model)):
            if time.monotonic() > until:
                return
            if number % MEMORY_EVERY == 0:
                self.memory.append(await asyncio.to_thread(rig.memory))
            self.inflicted.append((time.monotonic(), volley))
            await asyncio.gather(*(rig.inflict(fault) for fault in volley))
            over = time.monotonic()
            await self._everyone_was_answered(over)
            name = f"{volley[0].kind} {volley[0].target}" if len(volley) == 1 else "several at once"
            self.recovered[name].append(time.monotonic() - over)
            before, done = done, done + len(volley)
            if done // TOLD_EVERY > before // TOLD_EVERY:
                console.print(f"[dim]{done} faults, {self.answered()} messages answered[/]")

    async def _everyone_was_answered(self, since: float) -> None:
        while waiting := [person for person in self.people if person.answered_at < since]:
            if time.monotonic() - since > RECOVERS_SECONDS:
                raise BrokenPromiseError(
                    f"conversation {waiting[0].conversation} and {len(waiting) - 1} more got no answer within "
                    f"{RECOVERS_SECONDS:.0f} s"
                )
            await asyncio.sleep(LOOK_SECONDS)

    async def _keep_evidence(self, rig: Rig, client: httpx.AsyncClient) -> None:
        """The logs, and of the conversations that wait for an answer traces and histories, in a folder that stays."""
        kept = Path(tempfile.mkdtemp(prefix="asof-faults-kept-"))
        shutil.copytree(rig.places.logs, kept, dirs_exist_ok=True)
        for person in self.people:
            if any(message.answer is None for message in person.messages):
                with suppress(httpx.HTTPError, RPCError):  # what is out of reach is not kept
                    trace = await client.get(f"/v1/conversations/{person.conversation}/trace")
                    (kept / f"{person.conversation}.json").write_text(trace.text)
                    (kept / f"{person.conversation}.history.json").write_text(await rig.history(person.conversation))
                waiting = [repr(message) for message in person.messages if message.answer is None]
                (kept / f"{person.conversation}.waiting").write_text("\n".join(waiting))
        console.print(f"logs and traces are kept in {kept}")

    # -- what came of it ----------------------------------------------------------------------------

    def answered(self) -> int:
        return sum(message.answer is not None for person in self.people for message in person.messages)

    def _unanswered(self) -> str:
        waiting = [
            f"{person.name(message)}" for person in self.people for message in person.messages if message.answer is None
        ]
        return f"not over within {ENDS_SECONDS:.0f} s of the last fault: {', '.join(waiting) or 'the looking'}"

    def before(self, at: float | None) -> str:
        """The last volley that began before that moment, or the last of all."""
        earlier = [volley for began, volley in self.inflicted if at is None or began <= at]
        return " with ".join(str(fault) for fault in earlier[-1]) if earlier else "no fault yet"

    def _memory_grown(self) -> list[Broken]:
        if self.faults < LEAST_FOR_MEMORY:
            return []
        return [
            Broken(promise=f"{part} grew from {early:.0f} to {late:.0f} MiB")
            for part, (early, late) in self.memory_early_and_late().items()
            if late > early * MEMORY_GROWS + MEMORY_SPARE
        ]

    def memory_early_and_late(self) -> dict[str, tuple[float, float]]:
        """MiB (median) in the second tenth and in the last."""
        tenth = max(1, len(self.memory) // 10)
        early, late = self.memory[tenth : 2 * tenth] or self.memory[:1], self.memory[-tenth:]
        parts = sorted({part for sample in self.memory for part in sample})
        return {part: (_median(early, part), _median(late, part)) for part in parts}

    def show(self) -> None:
        table = Table("fault", "times", "recovered p50", "p95", "longest", title="after a fault until all are answered")
        for name, seconds in sorted(self.recovered.items()):
            shown = (statistics.median(seconds), sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1], max(seconds))
            table.add_row(name, str(len(seconds)), *(f"{one:.1f} s" for one in shown))
        console.print(table)
        memory = ", ".join(f"{part} {a:.0f} -> {b:.0f}" for part, (a, b) in self.memory_early_and_late().items())
        console.print(f"memory, MiB, early -> late: {memory}")
        told = "with a language model" if self.model else "without a language model"
        came = sum(len(volley) for _, volley in self.inflicted)
        console.print(
            f"{came} faults {told} under {len(self.people)} conversations: {self.answered()} messages answered, "
            f"{self.uploads} versions uploaded, {self.seconds:.0f} s; seed {self.seed}"
        )
        for told in self.told():
            console.print(told, style="red", markup=False)

    def told(self) -> list[str]:
        """Each broken promise, with what somebody needs to find out why."""
        return [
            f"broken: {one.promise} (conversation {one.conversation or 'of none'}; before it: {self.before(one.at)}; "
            f"seed {self.seed})"
            for one in self.broken
        ]


def _median(samples: Sequence[dict[str, float]], part: str) -> float:
    held = [sample[part] for sample in samples if part in sample]
    return statistics.median(held) if held else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--faults", type=int, default=1_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=math.inf, help="no more faults after so many")
    parser.add_argument("--no-model", action="store_true", help="answers in the documents' own words, inside the task")
    arguments = parser.parse_args()
    console.print(f"seed {arguments.seed}: {arguments.faults} faults under {arguments.people} conversations")
    campaign = Campaign(
        arguments.seed, model=not arguments.no_model, faults=arguments.faults, longest=60 * arguments.minutes
    )
    asyncio.run(campaign.run(arguments.people))
    campaign.show()
    return 1 if campaign.broken else 0


if __name__ == "__main__":
    sys.exit(main())
