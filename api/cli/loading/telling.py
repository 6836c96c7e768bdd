"""What a load shows: its progress on stderr with rate and time left, and in the end what became of what."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from api.cli import printing
from api.cli.loading.items import Json

REFUSALS_SHOWN = 20
REFUSED, UNREACHED = "refused", "left"
STATES = ("added", "withdrawn", "read_again", "known", "waiting", REFUSED, UNREACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`seconds` from the first look at the folder to the last outcome; `interrupted`: not all was sent."""

    outcomes: Sequence[Json]
    ignored: int
    seconds: float
    interrupted: bool = False

    def counts(self) -> Counter[str]:
        return Counter(outcome["state"] for outcome in self.outcomes)

    def as_json(self) -> Json:
        counts = self.counts()
        return {
            "entries": len(self.outcomes),
            "documents": len({outcome["document"] for outcome in self.outcomes if outcome["document"]}),
            **{state: counts[state] for state in STATES},
            "ignored": self.ignored,
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "refusals": [outcome for outcome in self.outcomes if outcome["state"] == REFUSED],
        }


class Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="dim")


def progress(*, hidden: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[refused]}", style="red"),
        console=Console(stderr=True),
        disable=hidden,
        transient=True,
        speed_estimate_period=60,
    )


def tell(report: Report, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(report.as_json())
        return
    console = printing.console()
    refused = [outcome for outcome in report.outcomes if outcome["state"] == REFUSED]
    for outcome in refused[:REFUSALS_SHOWN]:
        problem = outcome["error"]
        line = f"\n         {problem.get('title')}: {problem.get('detail')}"
        console.print(Text.assemble(("refused  ", "bold red"), outcome["place"], line))
    if len(refused) > REFUSALS_SHOWN:
        console.print(Text(f"and {len(refused) - REFUSALS_SHOWN:,} refused more: --json has them all", style="red"))
    console.print(_sentence(report))
    if report.counts()["waiting"]:
        console.print("those that wait for review are decided about with `asof review`")
    if report.interrupted:
        console.print("[yellow]stopped[/yellow]: the same command goes on from there")


def _sentence(report: Report) -> Text:
    counts, told = report.counts(), report.as_json()
    new = counts["added"] + counts["withdrawn"] + counts["read_again"]
    words = {
        "added": ("version added", "versions added"),
        "withdrawn": ("withdrawal", "withdrawals"),
        "read_again": ("version read again", "versions read again"),
        "waiting": ("waits for review", "wait for review"),
        "known": ("known already", "known already"),
        REFUSED: ("refused", "refused"),
        UNREACHED: ("not reached", "not reached"),
    }
    parts = [f"{counts[state]:,} {name[counts[state] > 1]}" for state, name in words.items() if counts[state]]
    if report.ignored:
        kind = "file of another kind" if report.ignored == 1 else "files of other kinds"
        parts.append(f"{report.ignored:,} {kind} left out")
    rate = f", {new / report.seconds:.1f} a second" if new > 1 and report.seconds else ""
    nothing = "nothing to do: " if not new and not counts["waiting"] and not counts[REFUSED] else ""
    documents = f"{told['documents']:,} document{'' if told['documents'] == 1 else 's'}"
    return Text(f"{nothing}{documents}: {', '.join(parts) or 'nothing'} in {report.seconds:.1f} s{rate}")


class Stopwatch:
    def __init__(self) -> None:
        self._began = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._began
