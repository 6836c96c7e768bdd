"""Replies as a person likes to read them, at 80 columns and more."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

Json = Mapping[str, Any]
QUOTE_LENGTH = 400
SHOWN_CITATIONS = 3
WIDE = 120
DAY = dt.timedelta(days=1)
NUMBERS = {"versions", "facts", "passages", "lines", "new", "there already", "rejected"}


def console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201 (stdout is for programs here)


def print_json_line(value: object) -> None:
    """One line, at once: for whoever reads while it comes."""
    print(json.dumps(value, ensure_ascii=False), flush=True)  # noqa: T201


def window(valid_at: str | None, expired_at: str | None) -> str:
    """`2024-03-01 to 2024-12-31`: the last day is included, where the window ends at a midnight."""
    start = moment(valid_at) if valid_at else None
    end = last_moment(expired_at) if expired_at else None
    if start and end:
        return f"{start} to {end}"
    if start:
        return f"since {start}"
    return f"until {end}" if end else "always"


def moment(text: str) -> str:
    """A date where the instant is a midnight in UTC, else the minute too."""
    instant = dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    midnight = (instant.hour, instant.minute, instant.second, instant.microsecond) == (0, 0, 0, 0)
    return instant.date().isoformat() if midnight else instant.strftime("%Y-%m-%d %H:%MZ")


def last_moment(text: str) -> str:
    instant = dt.datetime.fromisoformat(text)
    return moment((instant - DAY).isoformat()) if len(moment(text)) == 10 else f"before {moment(text)}"


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


def spoken_row(quote: str) -> str:
    """`Country | Per diem` above `Germany | 32 EUR` -> `Country: Germany; Per diem: 32 EUR`; other quotes unchanged."""
    lines = [[cell.strip() for cell in line.split("|")] for line in quote.strip().splitlines()]
    if len(lines) != 2 or len(lines[0]) < 2 or len(lines[0]) != len(lines[1]):
        return quote
    pairs = zip(*lines, strict=True)
    return "; ".join(f"{heading}: {cell}" if heading else cell for heading, cell in pairs if cell)


def facts(replies: Sequence[Json], *, width: int) -> Table | Group:
    """A table where `width` (columns of the terminal) leaves room for one, else two lines a fact."""
    return _wide_facts(replies) if width >= WIDE else Group(*map(_narrow_fact, replies))


def _narrow_fact(fact: Json) -> Padding:
    stated = Text.assemble((fact["subject"], "bold"), "  ", fact["predicate"], (_limits(fact["scope"]), "dim"))
    held = Text.assemble(
        (fact["object"], "bold green"),
        f"  {window(fact['valid_at'], fact['expired_at'])}",
        (f"  {place(fact['source'])}", "dim"),
    )
    lines: list[Any] = [stated, Padding(held, (0, 0, 0, 4))]
    lines += [Padding(contradicted, (0, 0, 0, 4)) for contradicted in _contradictions(fact)]
    return Padding(Group(*lines), (0, 0, 1, 0))


def _wide_facts(replies: Sequence[Json]) -> Table:
    table = _table("subject", "predicate", "object", "holds", "stated in")
    for fact in replies:
        table.add_row(
            Text(fact["subject"], style="bold"),
            Text.assemble(fact["predicate"], (_limits(fact["scope"]), "dim")),
            Text("\n").join([Text(fact["object"], style="bold"), *_contradictions(fact)]),
            window(fact["valid_at"], fact["expired_at"]),
            Text(place(fact["source"])),
        )
    return table


def _limits(scope: Mapping[str, str]) -> str:
    """What a fact holds for alone: " (region germany)"."""
    return f" ({', '.join(f'{dimension} {value}' for dimension, value in scope.items())})" if scope else ""


def _contradictions(held: Json) -> list[Text]:
    """Of a fact, or of the facts in a hit: who says otherwise."""
    higher = held["outranked_by"] or []
    return [
        Text(f"{said}: {one['object']} ({one['document']})", style="red")
        for said, some in (
            ("outranked", [higher] if isinstance(higher, dict) else higher),
            ("otherwise", held["conflicts"]),
        )
        for one in some
    ]


def hits(replies: Sequence[Json]) -> Group:
    shown = []
    for number, hit in enumerate(replies, start=1):
        head = Text(f"[{number}] {place(hit)}  ", style="cyan")
        head.append(window(hit["valid_at"], hit["expired_at"]), style="green")
        said = [Text(shortened(hit["text"])), *_contradictions(hit)]
        shown.append(Group(head, Padding(Group(*said), (0, 0, 1, 4))))
    return Group(*shown)


def documents(replies: Sequence[Json]) -> Table:
    table = _table("document", "title", "versions", "first", "last")
    for document in replies:
        table.add_row(
            Text(document["document"], style="bold"),
            Text(document["title"]),
            str(document["versions"]),
            _date(document["first_effective_at"]),
            _date(document["last_effective_at"]),
        )
    return table


def imports(replies: Sequence[Json], *, width: int) -> Table | Group:
    """A table where `width` (columns of the terminal) leaves room for one, else two lines a run."""
    return _wide_imports(replies) if width >= WIDE else Group(*map(_narrow_import, replies))


def _narrow_import(run: Json) -> Padding:
    said = f"  {run['format']}, {moment(run['recorded_at'])} by {run['actor']}"
    head = Text.assemble((f"{run['source']} v{run['version']}", "bold"), said, (f"  {run['reason'] or ''}", "dim"))
    counts = run["counts"]
    told = (
        f"{counts['lines']:,} lines: {counts['imported']:,} new, {counts['already_there']:,} there already, "
        f"{counts['rejected']:,} rejected"
        if counts
        else run["status"]
    )
    return Padding(Group(head, Padding(Text(told), (0, 0, 0, 4))), (0, 0, 1, 0))


def _wide_imports(replies: Sequence[Json]) -> Table:
    table = _table("source", "format", "recorded", "by", "lines", "new", "there already", "rejected", "reason")
    for run in replies:
        counts = run["counts"] or {}
        table.add_row(
            Text(f"{run['source']} v{run['version']}", style="bold"),
            run["format"],
            moment(run["recorded_at"]),
            Text(run["actor"]),
            *(f"{counts[name]:,}" if counts else "-" for name in ("lines", "imported", "already_there", "rejected")),
            Text(run["reason"] or ("" if counts else run["status"])),
        )
    return table


def history(document: Json) -> Group:
    table = _table("version", "in force", "status", "facts", "passages", "file")
    done = [version for version in document["versions"] if version["status"] == "done"]
    undone = {version["corrects"] for version in done if version["kind"] == "undo"}
    silenced = {
        edit["corrects"]: "retracted" if edit["kind"] == "retraction" else f"replaced by {edit['version']}"
        for edit in done
        if edit["kind"] in ("retraction", "correction") and edit["version"] not in undone
    } | dict.fromkeys(undone, "undone")
    for version in document["versions"]:
        edit = version["file_name"] is None
        table.add_row(
            _numbered(version),
            silenced.get(version["version"]) or governs(version),
            version["status"],
            str(version["facts"]),
            str(version["passages"]),
            Text((version["reason"] if edit else version["file_name"]) or ""),
        )
    title = Text.assemble((document["title"], "bold"), f"  ({document['document']})")
    return Group(title, Text(), table)


def _numbered(version: Json) -> str:
    said = {
        "withdrawal": " withdrawn",
        "correction": f" in the place of {version['corrects']}",
        "redating": f" redates {version['corrects']}",
        "retraction": f" retracts {version['corrects']}",
        "re-extraction": f" reads {version['corrects']} again",
        "undo": f" undoes {version['corrects']}",
        "hand-correction": " corrects a fact",
        "hand-retraction": " retracts a fact",
        "hand-expiry": " ends a fact",
    }
    return f"{version['version']}{said.get(version['kind'], '')}"


def version_text(version: Json, *, uploaded: bool) -> Group:
    text = version["uploaded_text"] if uploaded else version["parsed_text"]
    if text is None:
        missing = version["reason"] or "this file is not text: its bytes are at " + str(version["content_location"])
        text = missing if uploaded or version["file_name"] is None else "(not read yet)"
    head = f"{version['document']} version {version['version']}, in force: {governs(version)}"
    return Group(Text(head, style="bold"), Text(), Text(text))


def governs(version: Json) -> str:
    """A version that is not published, was replaced, or that another of the same date follows, governs nothing."""
    if version["kind"] not in ("version", "withdrawal", "correction"):
        return ""
    return window(version["valid_at"], version["expired_at"]) if version["valid_at"] else "never"


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= QUOTE_LENGTH else words[: QUOTE_LENGTH - 1].rstrip() + "…"


def place(source: Json) -> str:
    page = f" p. {source['page']}" if source.get("page") else ""
    return f"{source['document']} v{source['version']}{page}"


def _date(text: str | None) -> str:
    return moment(text) if text else "-"


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold", justify="right" if name in NUMBERS else "left")
    return table
