"""Table rows and key-value lines, which say their predicate themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.passages import CELL_BORDER, EMPTY_CELL

_KEY_VALUE = re.compile(r"\s*[*•-]?\s*(?P<name>[^:.!?;]{1,60}):\s+(?P<cell>\S.*?)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One heading and what stands under it; the span is that of the cell in the statement."""

    name: str
    start: int
    end: int


def table_cells(text: str, headings: str) -> Iterator[Cell]:
    """The cells of "Germany | 50 EUR" under "Country | Per diem", in order; empty and unheaded ones are left out."""
    start = 0
    for name, cell in zip(headings.split(CELL_BORDER), text.split(CELL_BORDER), strict=False):
        if cell != EMPTY_CELL and name not in ("", EMPTY_CELL):
            yield Cell(name=name.strip("*_: "), start=start, end=start + len(cell))
        start += len(cell) + len(CELL_BORDER)


def key_value(text: str) -> Cell | None:
    """ "Notice period: 30 days" as its one cell; None where no short key stands before a colon."""
    match = _KEY_VALUE.match(text)
    if match is None:
        return None
    start, end = _trimmed(text, *match.span("cell"))
    name = " ".join(match["name"].split()).strip("*_-• ")
    return Cell(name=name, start=start, end=end) if name and start < end else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n*_":
        start += 1
    while end > start and text[end - 1] in " \t\n*_;":
        end -= 1
    return start, end
