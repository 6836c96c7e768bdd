"""A table's rows as blocks, each with the line of its column headings, so that one alone can be understood. Pure."""

import re
from collections.abc import Sequence

from ingestion.parsing.blocks import Block, BlockKind, one_line
from knowledge.passages import CELL_BORDER, EMPTY_CELL

_VALUE = re.compile(r"\d|[$\u20ac\u00a3\u00a5%@]|^(?:yes|no|n/a|none|-)$", re.IGNORECASE)


def table_rows(rows: Sequence[Sequence[str]], *, page: int | None = None, headed: bool | None = None) -> list[Block]:
    """Each row as "EU | 30 days", with its headings "Region | Notice period" beside it.

    `headed` says whether the first row holds headings; None: judged by its words. Rows of two cells without headings
    are key-value lines: "Notice period: 30 days".
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)] if headed is None else cells
    if headed is None:
        headed = opens_with_headings(cells)
    heads = cells.pop(0) if headed and len(cells) > 1 else []
    blocks: list[Block] = []
    for row in filter(any, cells):
        if not any(heads) and len(row) == 2 and all(row):
            kind, text = BlockKind.KEY_VALUE, f"{row[0].rstrip(':')}: {row[1]}"
        else:
            kind, text = BlockKind.TABLE_ROW, _line(row, len(heads))
        blocks.append(
            Block(
                kind=kind, text=text, page=page, joined=bool(blocks), heads=_line(heads, len(row)) if any(heads) else ""
            )
        )
    return blocks


def opens_with_headings(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row reads as headings where the format does not say so.

    Headings are short, filled and hold no values; with two columns the rows below must hold some value that the first
    row lacks, else the table is a list of pairs.
    """
    if len(rows) < 2 or not all(rows[0]) or len(rows[0]) < 2:
        return False
    if any(_VALUE.search(cell) or len(cell) > 60 or cell.endswith((".", ":")) for cell in rows[0]):
        return False
    below = [row[1] for row in rows[1:] if len(row) > 1]
    return len(rows[0]) > 2 or any(_VALUE.search(cell) for cell in below)


def _line(cells: Sequence[str], width: int) -> str:
    """The cells on one line, in their columns: an empty one is a dash."""
    padded = [*cells, *[""] * (width - len(cells))]
    return CELL_BORDER.join(cell.replace(CELL_BORDER, " / ") or EMPTY_CELL for cell in padded)
