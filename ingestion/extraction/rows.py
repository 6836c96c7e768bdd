"""Table rows and key-value lines, which say their predicate themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAIR = re.compile(r"(?P<name>[^:;]{1,80}):[ \t\n]+(?P<cell>.*?)(?=;\s+[^:;]{1,80}:\s|;?\s*$)", re.DOTALL)
_KEY_VALUE = re.compile(r"\s*[*•-]?\s*(?P<name>[^:.!?;]{1,60}):\s+(?P<cell>\S.*?)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One heading and what stands under it; the span is that of the cell in the statement."""

    name: str
    start: int
    end: int


def table_cells(text: str) -> Iterator[Cell]:
    """The cells of "Country: Germany; Per diem: 50 EUR", in order; empty ones are left out."""
    for match in _PAIR.finditer(text):
        start, end = _trimmed(text, *match.span("cell"))
        if start < end:
            yield Cell(name=" ".join(match["name"].split()).strip("*_ "), start=start, end=end)


def key_value(text: str) -> Cell | None:
    """ "Notice period: 30 days" as its one cell; None where no short key stands before a colon."""
    match = _KEY_VALUE.match(text)
    if match is None:
        return None
    start, end = _trimmed(text, *match.span("cell"))
    return Cell(name=" ".join(match["name"].split()).strip("*_ "), start=start, end=end) if start < end else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n*_":
        start += 1
    while end > start and text[end - 1] in " \t\n*_;":
        end -= 1
    return start, end
