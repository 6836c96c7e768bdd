"""Facts, and the passages of a search: with their windows, and who says otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.cli.printing import SHORT, Json, moment, place, shortened, table, window

WIDE = 120


def facts(replies: Sequence[Json], *, width: int) -> Table | Group:
    """A table where `width` (columns of the terminal) leaves room for one, else two lines a fact."""
    return _wide_facts(replies) if width >= WIDE else Group(*map(_narrow_fact, replies))


def _narrow_fact(fact: Json) -> Padding:
    stated = Text.assemble((fact["subject"], "bold"), "  ", fact["predicate"], (_limits(fact["scope"]), "dim"))
    held = Text.assemble(
        (fact["object"], "bold green"),
        f"  {window(fact['valid_at'], fact['expired_at'])}",
        (f"  {place(fact['source'])}  {fact['id'][:SHORT]}", "dim"),
    )
    lines: list[Any] = [stated, Padding(held, (0, 0, 0, 4))]
    lines += [Padding(contradicted, (0, 0, 0, 4)) for contradicted in _contradictions(fact)]
    return Padding(Group(*lines), (0, 0, 1, 0))


def _wide_facts(replies: Sequence[Json]) -> Table:
    rows = table("id", "subject", "predicate", "object", "holds", "stated in")
    for fact in replies:
        rows.add_row(
            Text(fact["id"][:SHORT], style="dim"),
            Text(fact["subject"], style="bold"),
            Text.assemble(fact["predicate"], (_limits(fact["scope"]), "dim")),
            Text("\n").join([Text(fact["object"], style="bold"), *_contradictions(fact)]),
            window(fact["valid_at"], fact["expired_at"]),
            Text(place(fact["source"])),
        )
    return rows


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
    rows = table("source", "format", "recorded", "by", "lines", "new", "there already", "rejected", "reason")
    for run in replies:
        counts = run["counts"] or {}
        rows.add_row(
            Text(f"{run['source']} v{run['version']}", style="bold"),
            run["format"],
            moment(run["recorded_at"]),
            Text(run["actor"]),
            *(f"{counts[name]:,}" if counts else "-" for name in ("lines", "imported", "already_there", "rejected")),
            Text(run["reason"] or ("" if counts else run["status"])),
        )
    return rows
