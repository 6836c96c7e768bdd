"""Why hits rank where they do, and why an answer is what it is, as a person likes to read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.cli.printing import Json, moment, place, shortened, spoken_row, window

WIDEST = 100
BAR = 20  # columns of the longest bar
EIGHTHS: tuple[str, ...] = ("", *"▏▎▍▌▋▊▉")
SIGNALS = {
    "meaning": "meaning of the statement",
    "passage_meaning": "meaning of its passage",
    "words": "words of the statement",
    "passage_words": "words of its passage",
    "headings": "words of the headings",
    "kind": "kind of value asked for",
    "named": "document named",
}
DOUBTS = {
    "bias": "to begin with",
    "meaning": "meaning of the statement",
    "kind_missing": "no value of the kind asked for",
    "elsewhen": "another time says it better",
    "ahead": "ahead of all others",
    "unsaid": "words that it does not say",
}
FILTERS = {"time": "by the date", "document": "by the document", "scope": "by the scope"}


def hits(reply: Json) -> Constrain:
    """Each hit with what its signals gave, on one scale, then what the filters left out."""
    top = max((signal["contribution"] for hit in reply["hits"] for signal in hit["explanation"]["signals"]), default=1)
    shown: list[Any] = []
    for number, hit in enumerate(reply["hits"], start=1):
        explained = hit["explanation"]
        head = Text(f"[{number}] {place(hit)}  ", style="cyan")
        head.append(window(hit["valid_at"], hit["expired_at"]), style="green")
        head.append(f"  score {explained['score']:.1f}", style="bold")
        said = Group(_quoted(explained["statement"]), _signals(explained["signals"], top))
        shown.append(Group(head, Padding(said, (0, 0, 1, 4))))
    shown.append(left_out(reply["excluded"], among="hits"))
    return Constrain(Group(*shown), WIDEST)


def answer(reply: Json) -> Constrain:
    """Each part of the question: how sure, from which statements, and what the filters left out."""
    parts = reply["explanation"]["parts"]
    if not parts:
        return Constrain(Text("No statement was ranked for this answer.", style="dim"), WIDEST)
    return Constrain(Group(*(_part(part) for part in parts)), WIDEST)


def left_out(excluded: Json, *, among: str) -> Group:
    """In plain words: what would have ranked among the hits, and which filter left it out."""
    counts = {by: number for by, number in excluded["counts"].items() if number}
    if not counts:
        return Group(Text(f"Nothing was left out that would have ranked among these {among}.", style="dim"))
    lines: list[Any] = [Text(f"Left out, though it would have ranked among these {among}", style="bold")]
    for by, number in counts.items():
        shown = [one for one in excluded["passages"] if one["by"] == by]
        more = f", the first {len(shown)} here" if number > len(shown) else ""
        lines.append(Padding(Text(f"{FILTERS[by]}: {number}{more}", style="yellow"), (0, 0, 0, 2)))
        lines += [_one_left_out(one) for one in shown]
    return Group(*lines)


def _one_left_out(one: Json) -> Padding:
    why = "" if one["by"] == "document" else f"  {one['why']}"
    head = Text.assemble((f"would be {_ordinal(one['position'])}  ", "dim"), (place(one), "cyan"), why)
    return Padding(Group(head, Padding(_quoted(one["text"]), (0, 0, 0, 4))), (0, 0, 0, 4))


def _part(part: Json) -> Group:
    confidence, least = part["confidence"], part["least_confidence"]
    style, verdict = ("green", "") if confidence >= least else ("red", "too little: ")
    sure = Text.assemble((f"{confidence:.0%} sure that it is stated", style), f" ({verdict}{least:.0%} is needed)")
    blocks: list[Any] = [Text(part["question"], style="bold"), Text(_asked_for(part), style="dim"), sure]
    blocks += [Padding(_doubts(part["doubts"]), (0, 0, 0, 4))] if part["doubts"] else []
    top = max((signal["contribution"] for one in part["statements"] for signal in one["signals"]), default=1)
    for number, one in enumerate(part["statements"], start=1):
        head = Text(f"{number}. {place(one)}  ", style="cyan")
        head.append(f"score {one['score']:.1f}", style="bold")
        signals = _signals(one["signals"], top) if number == 1 else _in_a_line(one["signals"])
        blocks += [Text(), Padding(Group(head, Padding(Group(_quoted(one["text"]), signals), (0, 0, 0, 3))))]
    return Group(*blocks, Text(), left_out(part["excluded"], among="statements"), Text())


def _asked_for(part: Json) -> str:
    """What the words were taken to ask for."""
    said = [f"asked for: {part['wanted'].replace('_', ' ')}"]
    said += [f"named: {', '.join(part['documents'])}"] if part["documents"] else []
    said += [f"for {dimension} {value}" for dimension, value in part["scope"].items()]
    return ", ".join([*said, f"as of {moment(part['as_of'])}"])


def _signals(signals: Sequence[Json], top: float) -> Group:
    """The signals that gave something, with bars; the others by name."""
    table = _table()
    for signal in signals:
        if signal["contribution"]:
            table.add_row(*_row(SIGNALS[signal["name"]], signal, top, "cyan"))
    silent = [SIGNALS[signal["name"]] for signal in signals if not signal["contribution"]]
    return Group(table, *([Text(f"nothing from: {', '.join(silent)}", style="dim")] if silent else []))


def _doubts(doubts: Mapping[str, Json]) -> Table:
    """For and against, green and red: together they are the log-odds."""
    top = max(abs(doubt["contribution"]) for doubt in doubts.values())
    table = _table()
    for name, doubt in doubts.items():
        if doubt["contribution"]:
            table.add_row(*_row(DOUBTS[name], doubt, top, "green"))
    return table


def _row(label: str, term: Json, top: float, style: str) -> tuple[Text, Text, str, Text]:
    """What speaks against is red."""
    style = style if term["contribution"] > 0 else "red"
    return (
        Text(label),
        Text(_bar(abs(term["contribution"]) / (top or 1)), style=style),
        f"{term['contribution']:.1f}",
        Text(f"{term['value']:.2f} x {term['weight']:.2f}", style="dim"),
    )


def _in_a_line(signals: Sequence[Json]) -> Text:
    said = [f"{one['name'].replace('_', ' ')} {one['contribution']:.1f}" for one in signals if one["contribution"]]
    return Text(" · ".join(said), style="dim")


def _bar(share: float) -> str:
    eighths = max(1, round(min(1.0, share) * BAR * 8))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8]


def _table() -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(width=max(map(len, (*SIGNALS.values(), *DOUBTS.values()))))
    table.add_column(width=BAR)
    table.add_column(justify="right", width=5)
    table.add_column()
    return table


def _quoted(text: str) -> Text:
    return Text(f"“{shortened(spoken_row(text))}”", style="italic")


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
