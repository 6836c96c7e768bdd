"""What every format is read into, and how blocks become a `ParsedDocument`. Pure; knows no format."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from ingestion.parsing.sentences import sentence_spans
from knowledge.passages import ParsedDocument, Statement, StatementKind

HARD_BREAK = "\v"
"""In a block's text: a line break that the author asked for. A plain "\\n" is only where a source line was wrapped."""

WHOLE_ITEM = 160  # characters: a list item up to here is one statement even when it holds several sentences

BOLD_LEVEL = 7  # of a bold line that stands for a heading: below every real one

_KEY_VALUE = re.compile(r"[^\W_][^.:;!?|]{1,59}:\s+\S[^|]{0,199}")
_ENDED = tuple(".,:;!?\u2026")
_ENDS_IN_ABBREVIATION = re.compile(r"\b(?:Inc|Ltd|Co|Corp|LLC|Pty|[A-Z]\.[A-Z]|St|Ave|Rd|Blvd)\.$")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = {ord(c): None for c in "\u00ad\u200b\u200c\u200d\u2060\ufeff\x00"} | {0xA0: " ", 0x202F: " ", 0x2007: " "}


class BlockKind(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    LIST_ITEM = auto()
    TABLE_ROW = auto()
    KEY_VALUE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, list item or table row, in reading order."""

    kind: BlockKind
    text: str  # words only, without markup
    level: int = 0  # of a heading from 1, of a list item from 0
    page: int | None = None
    joined: bool = False  # stands in the same list or table as the block before it
    bullet: bool = True  # false: a later paragraph of the same list item
    heads: str = ""  # of a table row: the line of its column headings


@dataclass(slots=True)
class _Writer:
    """The text so far and the statements in it; appended to, never changed behind."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    statements: list[Statement] = field(default_factory=list)
    block: int = -1

    def write(self, text: str) -> int:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start


def assemble(
    blocks: Iterable[Block], *, title: str | None = None, metadata: dict[str, str] | None = None
) -> ParsedDocument:
    """Blocks as one text with the statements' exact spans.

    A single heading of level 1 is the document's title and does not stand in the section paths; else `title`,
    the format's own, is; else the first heading, when it stands above all others.
    """
    blocks = [block for block in blocks if _words(block.text)]
    only_top = _title_heading(blocks, named=bool(title))
    writer = _Writer()
    path: list[tuple[int, str]] = []
    for index, block in enumerate(blocks):
        if index:
            writer.write("\n" if block.joined else "\n\n")
        if block.kind is BlockKind.HEADING:
            heading = one_line(block.text)
            writer.write(heading)
            path = [(level, name) for level, name in path if level < block.level]
            if block is not only_top:
                path.append((block.level, heading))
            continue
        writer.block += not block.joined or writer.block < 0
        _write_statements(writer, block, tuple(name for _, name in path))
    return ParsedDocument(
        title=one_line(only_top.text) if only_top else _words(title or "") or None,
        text="".join(writer.parts),
        metadata={_words(name): _words(value) for name, value in (metadata or {}).items() if _words(name)},
        statements=tuple(writer.statements),
    )


def _title_heading(blocks: Sequence[Block], *, named: bool) -> Block | None:
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    top = min((heading.level for heading in headings), default=0)
    at_top = [heading for heading in headings if heading.level == top]
    if len(at_top) != 1 or at_top[0] is not headings[0]:
        return None
    return at_top[0] if top == 1 or not named else None


def _write_statements(writer: _Writer, block: Block, section: tuple[str, ...]) -> None:
    if block.kind is BlockKind.LIST_ITEM:
        writer.write("  " * block.level + ("- " if block.bullet else "  "))
    if block.heads and not block.joined:
        writer.write(f"{block.heads}\n")
    for number, line in enumerate(_lines(block)):
        if number:
            writer.write("\n" + ("  " * (block.level + 1) if block.kind is BlockKind.LIST_ITEM else ""))
        kind, spans = _statements_of(block.kind, line)
        offset = writer.write(line)
        for start, end in spans:
            writer.statements.append(
                Statement(
                    kind=kind,
                    text=line[start:end],
                    section=section,
                    page=block.page,
                    start=offset + start,
                    end=offset + end,
                    block=writer.block,
                    headings=block.heads,
                )
            )


def _statements_of(kind: BlockKind, line: str) -> tuple[StatementKind, Iterable[tuple[int, int]]]:
    whole = ((0, len(line)),)
    if kind is BlockKind.TABLE_ROW:
        return StatementKind.TABLE_ROW, whole
    if kind is BlockKind.LIST_ITEM:
        return StatementKind.LIST_ITEM, whole if len(line) <= WHOLE_ITEM else sentence_spans(line)
    spans = sentence_spans(line)
    if kind is BlockKind.KEY_VALUE or (len(spans) == 1 and is_key_value(line)):
        return StatementKind.KEY_VALUE, whole
    return StatementKind.SENTENCE, spans


def join_lists(blocks: Iterable[Block]) -> list[Block]:
    """List items that follow each other as one list, for formats that know items only."""
    joined: list[Block] = []
    for block in blocks:
        follows = bool(joined) and joined[-1].kind is block.kind is BlockKind.LIST_ITEM
        joined.append(replace(block, joined=True) if follows else block)
    return joined


def is_key_value(line: str) -> bool:
    """ "Notice period: 30 days", but neither "Note: you must ask." nor "The rules are: ..."."""
    return bool(_KEY_VALUE.fullmatch(line)) and not (line.endswith(".") and len(line.split(":", 1)[1].split()) > 6)


def reads_as_heading(line: str) -> bool:
    """Whether a bold line of its own is a heading rather than a sentence said loudly or a date."""
    words = one_line(line)
    return (
        len(words) <= 80
        and HARD_BREAK not in line
        and not words.endswith((".", ";", ",", "!"))
        and not is_key_value(words)
    )


def _lines(block: Block) -> list[str]:
    """The lines that stand alone: those of an address become one ("1 High Street, London"), wrapped ones too."""
    lines: list[str] = []
    for asked in block.text.split(HARD_BREAK):
        wrapped = [line for line in map(_words, asked.split("\n")) if line]
        alone = len(wrapped) > 1 and all(map(is_key_value, wrapped))
        for line in wrapped if alone else [" ".join(wrapped)]:
            if lines and _continues_address(lines[-1], line):
                lines[-1] = f"{lines[-1]}, {line}"
            elif line:
                lines.append(line)
    return lines


def _continues_address(before: str, line: str) -> bool:
    short = len(line) <= 60 and len(before.rsplit(", ", 1)[-1]) <= 60
    ended = before.endswith(_ENDED) and not _ENDS_IN_ABBREVIATION.search(before)
    return bool(line) and short and not ended and not is_key_value(before) and not is_key_value(line)


def one_line(text: str) -> str:
    """The words on one line, line breaks of every kind as blanks."""
    return _words(text.replace(HARD_BREAK, " "))


def _words(text: str) -> str:
    """Single blanks between words, nothing invisible among them, halves of characters joined or replaced."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(text.translate(_INVISIBLE).split())
