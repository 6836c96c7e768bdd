"""What a parsed document consists of: statements, and the passages that are embedded. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum


class StatementKind(StrEnum):
    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    KEY_VALUE = "key_value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence, list item, table row (with its headings) or key-value line: what a fact quotes."""

    kind: StatementKind
    text: str
    section: tuple[str, ...]  # headings from the top of the document, outermost first
    page: int | None  # 1-based, where the format has pages
    start: int  # characters into ParsedDocument.text, closed-open: text == parsed.text[start:end]
    end: int
    block: int  # ordinal of the paragraph, list or table it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """One file as text. `text` is what spans point into; headings stand in it, front matter does not."""

    title: str | None  # the first heading or the format's own title
    text: str
    metadata: dict[str, str] = field(default_factory=dict)  # front matter and the format's properties
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Consecutive statements of one section: what is embedded."""

    text: str  # parsed.text[start:end]
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
