"""Plain text into blocks: paragraphs between blank lines, listed items, numbered, capital or underlined headings."""

import re
from collections.abc import Iterator

from ingestion.parsing.blocks import HARD_BREAK, Block, BlockKind, is_key_value, join_lists

ITEM = re.compile(
    r"(?P<indent>[ \t]*)"
    r"(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\uf0b7\u2013]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t]+(?=\S)"
)
_NUMBERED = re.compile(
    r"(?:(?:[Ss]ection|SECTION|[Aa]rticle|ARTICLE|[Pp]art|PART|[Cc]hapter|CHAPTER|[Aa]nnex|ANNEX|[Ss]chedule|SCHEDULE)\s+\w+"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?)[\s.:)\u2013-]+(?=[A-Z])"
)
_UNDERLINE = re.compile(r"[ \t]*(=|-|~|\*)\1{2,}[ \t]*")
_RULE = re.compile(r"[ \t]*([-=_*~#])(?:[ \t]*\1){2,}[ \t]*")


def read_plain(source: str) -> list[Block]:
    lines = [line.expandtabs(4).rstrip() for line in re.split(r"\r\n|\r|\n|\f", source)]
    return join_lists(_blocks(lines))


def heading_level(line: str) -> int | None:
    """The level of a line that reads as a heading ("2.1 Refunds", "REFUNDS"); None when it does not."""
    words = line.strip()
    if not words or len(words) > 80 or words.endswith((".", ";", ",", "!", ":")) or is_key_value(words):
        return None
    match = _NUMBERED.match(words)
    if match is not None and len(words.split()) <= 12:
        return 2 + (match["number"] or "").count(".")
    letters = [c for c in words if c.isalpha()]
    return 2 if len(letters) > 3 and all(c.isupper() for c in letters) and len(words.split()) <= 10 else None


def _blocks(lines: list[str]) -> Iterator[Block]:
    paragraph: list[str] = []
    first = True
    for index, line in enumerate([*lines, ""]):
        under = lines[index + 1] if index + 1 < len(lines) else ""
        if paragraph and len(paragraph) == 1 and _UNDERLINE.fullmatch(line) and len(line.strip()) >= 3:
            yield Block(kind=BlockKind.HEADING, text=paragraph.pop(), level=1 if "=" in line else 2)
            first = False
            continue
        if line.strip() and not _RULE.fullmatch(line):
            if ITEM.match(line) and not (not paragraph and not under.strip() and heading_level(line)):
                yield from _paragraph(paragraph, first=first)
                first = first and not paragraph
                paragraph = []
            paragraph.append(line)
            continue
        yield from _paragraph(paragraph, first=first)
        first = first and not paragraph
        paragraph = []


def _paragraph(lines: list[str], *, first: bool) -> Iterator[Block]:
    if not lines:
        return
    if len(lines) == 1:
        words = lines[0].strip()
        level = heading_level(words)
        is_title = first and len(words) <= 80 and not words.endswith((".", ",", ";", ":")) and not is_key_value(words)
        if level is not None or is_title:
            yield Block(kind=BlockKind.HEADING, text=words, level=1 if is_title else level or 2)
            return
    item = ITEM.match(lines[0])
    if item is not None:
        text = " ".join([lines[0][item.end() :], *(line.strip() for line in lines[1:])])
        yield Block(kind=BlockKind.LIST_ITEM, text=text, level=min(len(item["indent"]) // 2, 6))
        return
    short = len(lines) > 1 and all(len(line.split()) <= 7 and not line.strip()[0].islower() for line in lines)
    yield Block(kind=BlockKind.PARAGRAPH, text=(HARD_BREAK if short else "\n").join(line.strip() for line in lines))
