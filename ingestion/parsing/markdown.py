"""Markdown into blocks: CommonMark and tables, front matter apart, templating tags dropped."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingestion.parsing.blocks import BOLD_LEVEL, HARD_BREAK, Block, BlockKind, reads_as_heading
from ingestion.parsing.tables import table_rows

LONGEST_FRONT_MATTER = 20_000  # characters

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TAG = r"\{%(?:(?!%\}|\{%)[^\n]){0,500}%\}"
_TEMPLATE_LINE = re.compile(rf"^[ \t>]*(?:{_TAG}[ \t]*)+\n?", re.MULTILINE)
_TEMPLATE_TAG = re.compile(rf"{_TAG}|\{{\{{[^{{}}\n]{{0,500}}\}}\}}")
_ALERT = re.compile(r"\A\[!\w+\]\s*")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def read_markdown(source: str) -> tuple[list[Block], dict[str, str]]:
    """The blocks, and the front matter as texts."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    metadata, source = _front_matter(source)
    source = _TEMPLATE_TAG.sub("", _TEMPLATE_LINE.sub("", source))
    references: dict[str, object] = {}
    tokens = _block_parser().parse(source, references)
    return list(_Reading(tokens=tokens, references=references).blocks()), metadata


@lru_cache(maxsize=1)
def _block_parser() -> MarkdownIt:
    """Blocks only: words inside a block are parsed by `_words_of`, which remembers them.

    An indented paragraph is a paragraph: policies hold no code.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table").disable("code")
    parser.core.ruler.disable("inline")
    return parser


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 60})


@lru_cache(maxsize=50_000)
def _words_of(content: str) -> tuple[str, bool]:
    return _inline_words(content, {})


def _inline_words(content: str, references: Mapping[str, object]) -> tuple[str, bool]:
    """The words without markup, and whether all of them are bold."""
    parts: list[str] = []
    bold = plain = 0
    tokens = _inline_parser().parseInline(content, dict(references))[0].children or []
    for token in tokens:
        if token.type == "strong_open":
            bold += 1
        elif token.type == "strong_close":
            bold -= 1
        elif token.type in ("text", "text_special", "code_inline"):
            parts.append(token.content)
            plain += not bold and bool(token.content.strip())
        elif token.type in ("link_open", "link_close") and token.markup == "autolink":
            parts.append("<" if token.nesting > 0 else ">")  # as written, and as RFC 3986 sets addresses off in text
        elif token.type == "softbreak":
            parts.append("\n")
        elif token.type == "hardbreak" or (token.type == "html_inline" and _BREAK_TAG.fullmatch(token.content)):
            parts.append(HARD_BREAK)
    return "".join(parts), plain == 0


@dataclass(slots=True)
class _Reading:
    """One pass over the parser's flat tokens, with the lists that are open."""

    tokens: Sequence[Token]
    references: Mapping[str, object]
    depth: int = 0  # of lists
    in_list: bool = False  # the block before stands in the list that is open
    fresh_items: list[bool] = field(default_factory=list)  # for each open item: no paragraph of it yet
    rows: list[list[str]] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        heading = 0
        for token in self.tokens:
            self._track_lists(token.type)
            match token.type:
                case "heading_open":
                    heading = int(token.tag[1])
                case "heading_close":
                    heading = 0
                case "tr_open":
                    self.rows.append([])
                case "table_close":
                    yield from table_rows(self.rows, headed=True)
                    self.rows, self.in_list = [], False
                case "inline":
                    yield from self._inline(token.content, heading)
                case "fence" | "code_block":
                    yield from self._lines_of_code(token.content)
                case "html_block":
                    yield from self._html(token.content)

    def _track_lists(self, kind: str) -> None:
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.in_list = self.in_list and self.depth > 0
            self.depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.depth -= 1
            self.in_list = self.in_list and self.depth > 0
        elif kind == "list_item_open":
            self.fresh_items.append(True)
        elif kind == "list_item_close":
            self.fresh_items.pop()

    def _inline(self, content: str, heading: int) -> Iterator[Block]:
        words, bold = self._words(content)
        if heading:
            self.in_list = False
            yield Block(kind=BlockKind.HEADING, text=words, level=heading)
        elif self.rows:
            self.rows[-1].append(words)
        else:
            yield from self._paragraph(words, bold=bold)

    def _paragraph(self, words: str, *, bold: bool) -> Iterator[Block]:
        words = _ALERT.sub("", words)
        if not words.strip():
            return
        if not self.fresh_items:
            kind = BlockKind.HEADING if bold and reads_as_heading(words) else BlockKind.PARAGRAPH
            yield Block(kind=kind, text=words, level=BOLD_LEVEL)
            return
        yield Block(
            kind=BlockKind.LIST_ITEM,
            text=words,
            level=self.depth - 1,
            joined=self.in_list,
            bullet=self.fresh_items[-1],
        )
        self.fresh_items[-1] = False
        self.in_list = True

    def _words(self, content: str) -> tuple[str, bool]:
        return _inline_words(content, self.references) if self.references.get("references") else _words_of(content)

    def _lines_of_code(self, content: str) -> Iterator[Block]:
        yield from self._paragraph(content.strip().replace("\n", HARD_BREAK), bold=False)

    def _html(self, content: str) -> Iterator[Block]:
        if _COMMENT.sub("", content).strip():
            from ingestion.parsing.html import read_html

            yield from read_html(content)[0]


class _WithoutAliases(yaml.SafeLoader):
    """Aliases of aliases would make a short front matter an endless text."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _front_matter(source: str) -> tuple[dict[str, str], str]:
    """The YAML between the first two lines of dashes as flat texts, and the rest.

    What is not a mapping of names is text: a rule of dashes may open a document.
    """
    match = _FRONT_MATTER.match(source.removeprefix("\ufeff"))
    if match is None or len(match[1]) > LONGEST_FRONT_MATTER:
        return {}, source
    try:
        values = yaml.load(match[1], _WithoutAliases)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, source
    if values is not None and not isinstance(values, dict):
        return {}, source
    return {str(name): _plain(value) for name, value in (values or {}).items()}, source[match.end() :]


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(item)}" for name, item in value.items())
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else _TEMPLATE_TAG.sub("", str(value)).strip()
