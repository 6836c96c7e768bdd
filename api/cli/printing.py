"""What all replies that a person reads have in common, at 80 columns and more; and JSON for programs."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

Json = Mapping[str, Any]
QUOTE_LENGTH = 400
SHORT = 8  # characters of an id
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


def spoken_row(quote: str) -> str:
    """`Country | Per diem` above `Germany | 32 EUR` -> `Country: Germany; Per diem: 32 EUR`; other quotes unchanged."""
    lines = [[cell.strip() for cell in line.split("|")] for line in quote.strip().splitlines()]
    if len(lines) != 2 or len(lines[0]) < 2 or len(lines[0]) != len(lines[1]):
        return quote
    pairs = zip(*lines, strict=True)
    return "; ".join(f"{heading}: {cell}" if heading else cell for heading, cell in pairs if cell)


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= QUOTE_LENGTH else words[: QUOTE_LENGTH - 1].rstrip() + "…"


def place(source: Json) -> str:
    page = f" p. {source['page']}" if source.get("page") else ""
    return f"{source['document']} v{source['version']}{page}"


def date_or_dash(text: str | None) -> str:
    return moment(text) if text else "-"


def table(*columns: str) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        made.add_column(name, overflow="fold", justify="right" if name in NUMBERS else "left")
    return made
