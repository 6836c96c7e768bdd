"""Workbooks and CSV into blocks: a sheet is a section, each run of rows between blank ones a table.

Read with openpyxl and `csv` and not through `unstructured`, whose data frames turn 80 into "80.0", an empty cell
into "NaT" and 15% into "0.15".
"""

import csv
import datetime as dt
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import openpyxl
from openpyxl.cell import Cell, MergedCell

from ingestion.parsing.blocks import Block, BlockKind
from ingestion.parsing.tables import table_rows
from knowledge.errors import UnreadableDocument

_DEFAULT_SHEET = re.compile(r"(?:sheet|tabelle|feuil|hoja)\s*\d+", re.IGNORECASE)
_SYMBOL = re.compile(r"\[\$([^\-\]]+)|([$\u20ac\u00a3\u00a5])")
_QUOTED = re.compile(r"\\.|_.|\*.")
MOST_ROWS = 100_000

csv.field_size_limit(2**31 - 1)  # of the whole process; uploads are bounded, a cell need not be


def read_xlsx(content: bytes) -> tuple[list[Block], dict[str, str]]:
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    blocks: list[Block] = []
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        rows = [[_shown(cell) for cell in row] for row in itertools.islice(sheet.iter_rows(), MOST_ROWS)]
        if not any(any(row) for row in rows):
            continue
        if len(sheets) > 1 or not _DEFAULT_SHEET.fullmatch(sheet.title):
            blocks.append(Block(kind=BlockKind.HEADING, text=sheet.title, level=2))
        blocks.extend(_tables(rows))
    title = workbook.properties.title
    workbook.close()
    return blocks, {"title": title} if title else {}


def read_csv(source: str, *, file_name: str) -> list[Block]:
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(source[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        return list(_tables(list(csv.reader(io.StringIO(source, newline=""), dialect))))
    except csv.Error as error:
        raise UnreadableDocument(f"{file_name} is broken as CSV ({error}): save it again and upload that") from error


def _tables(rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    for empty, run in itertools.groupby(rows, key=lambda row: not any(cell.strip() for cell in row)):
        if empty:
            continue
        grid = _without_empty_columns(list(run))
        while grid and len(grid[0]) > 1 and sum(map(bool, grid[0])) == 1:  # a caption above the headings
            yield Block(kind=BlockKind.PARAGRAPH, text="".join(grid.pop(0)))
        if max(map(len, grid), default=0) == 1:
            yield from (Block(kind=BlockKind.PARAGRAPH, text=row[0]) for row in grid)
        else:
            yield from table_rows(grid)


def _without_empty_columns(rows: list[Sequence[str]]) -> list[list[str]]:
    width = max(map(len, rows))
    padded = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in padded)]
    return [[row[column] for column in kept] for row in padded]


def _shown(cell: Cell | MergedCell) -> str:
    """The value as a person sees it: 15%, EUR 80, 2024-03-01."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or "General"))
    return str(value)


def _number(value: float, number_format: str) -> str:
    shown = number_format.partition(";")[0]
    if "%" in shown:
        return f"{value * 100:.10g}%"
    symbol = _SYMBOL.search(_QUOTED.sub("", shown))
    text = f"{value:,.2f}" if ".00" in shown else f"{value:.15g}"
    if symbol is None:
        return text
    sign = symbol[1] or symbol[2]
    return f"{sign} {text}" if sign.isalpha() else f"{sign}{text}"
