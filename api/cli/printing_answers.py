"""Answers as a person likes to read them: the short one, its sentence, what they rest on."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from api.cli.printing import Json, moment, shortened, spoken_row, window

SHOWN_CITATIONS = 3


def answer(reply: Json, *, every: bool = False) -> Group:
    """The short answer bold, its sentence, what it rests on, what an honest clerk adds.

    The citations that matter most alone, unless `every` one is asked for; each keeps its number.
    """
    citations, claims = reply["citations"], reply.get("claims") or []
    lines: list[Any] = [_said(reply["answer"] or "", reply["text"])]
    if claims:
        lines = [_claimed(reply, {one["id"]: place for place, one in enumerate(citations, start=1)})]
    shown = range(len(citations)) if every else _that_matter(citations, reply["answer"] or "")
    cited = {id_ for claim in claims for id_ in claim["citations"]}
    if claims and not every:
        shown = [place for place, one in enumerate(citations) if one["id"] in cited]
    lines += [_citation(place + 1, citations[place]) for place in shown]
    if len(shown) < len(citations):
        more = f"and {len(citations) - len(shown)} more: --all shows them"
        lines.append(Padding(Text(more, style="dim"), (1, 0, 0, 2)))
    notes = [*reply["coverage"], *reply["notices"]]
    if notes:
        lines.append(Text())
        lines += [Padding(Text(f"· {note}", style="yellow"), (0, 0, 0, 2)) for note in notes]
    seen = f"as of {moment(reply['as_of'])} · known at {moment(reply['known_at'])} · answer {reply['id']}"
    if claims:
        seen += f" · worded by {reply['model']}"
    return Group(*lines, Text(), Text(seen, style="dim"))


def _claimed(reply: Json, numbers: Mapping[str, int]) -> Text:
    """What a model worded: each sentence with the numbers of the citations that it was checked against."""
    opening, _, _ = reply["text"].partition(reply["claims"][0]["text"])
    text = Text.assemble((reply["answer"], "bold"), "\n", opening)
    for place, claim in enumerate(reply["claims"]):
        marks = "".join(f"[{number}]" for number in sorted({numbers[id_] for id_ in claim["citations"]}))
        text.append(f"{' ' if place else ''}{claim['text']} ").append(marks, style="dim")
    return text


def _that_matter(citations: Sequence[Json], short: str) -> Sequence[int]:
    """Places of the first one, then of those that say the short answer, then of facts; in their order."""
    said = short.casefold()

    def weight(place: int) -> tuple[bool, bool, bool]:
        citation = citations[place]
        return place > 0, not said or said not in citation["quote"].casefold(), citation["kind"] != "fact"

    return sorted(sorted(range(len(citations)), key=weight)[:SHOWN_CITATIONS])


def _said(short: str, text: str) -> Text:
    if not short or text == short:
        return Text(text, style="bold" if short else "")
    repeated = text[: len(short)].lower() == short.lower()  # a sentence begins with a capital
    sentence = text[len(short) :].lstrip(". ") if repeated else text
    return Text.assemble((short, "bold"), "\n", sentence)


def _citation(number: int, citation: Json) -> Padding:
    where = [
        citation["title"]
        if citation["title"] == citation["document"]
        else f"{citation['title']} ({citation['document']})"
    ]
    where += [f"version {citation['version']}"]
    section = [heading for heading in citation["section"] if heading != citation["title"]]
    where += [" > ".join(section)] if section else []
    where += [f"page {citation['page']}"] if citation.get("page") else []
    text = Text(f"[{number}] ", style="cyan")
    text.append(", ".join(where), style="cyan")
    text.append(f"\n    {window(citation['valid_at'], citation['expired_at'])}", style="green")
    quote = Padding(Text(f"“{shortened(spoken_row(citation['quote']))}”", style="italic"), (0, 0, 0, 4))
    return Padding(Group(text, quote), (1, 0, 0, 2))
