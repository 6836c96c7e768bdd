"""HTML into blocks: headings, lists, tables and definition lists kept; navigation, scripts and styles dropped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from ingestion.parsing.blocks import BOLD_LEVEL, HARD_BREAK, Block, BlockKind, one_line, reads_as_heading
from ingestion.parsing.tables import opens_with_headings, table_rows
from knowledge.errors import UnreadableDocument

_HEADING = re.compile(r"h[1-6]")
_DROPPED = frozenset(
    (
        *(
            "script",
            "style",
            "noscript",
            "template",
            "head",
            "nav",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "canvas",
        ),
        *("form", "button", "select", "input", "textarea", "audio", "video", "map", "dialog"),
    )
)
_DROPPED_ROLES = frozenset(
    {"navigation", "search", "menu", "menubar", "dialog", "alertdialog", "banner", "contentinfo"}
)
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
_BOLD = frozenset({"b", "strong"})
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)")


def declared_charset(content: bytes) -> str | None:
    """The charset that the page names for itself in its first 2,048 bytes."""
    match = _XML_ENCODING.search(content[:200]) or _CHARSET.search(content[:2048])
    return match[1].decode("ascii") if match else None


def read_html(source: str) -> tuple[list[Block], dict[str, str]]:
    """The blocks, and the page's title and named meta values."""
    source = re.sub(r"\A\s*<\?xml[^>]*\?>", "", source)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(source, parser=parser)
    except etree.ParserError:
        return [], {}
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocument("its HTML is nested more than 250 levels deep: save it in a simpler form")
    reading = _Reading()
    reading.walk(root)
    reading.flush()
    return reading.blocks, _metadata(root)


def _metadata(root: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("title", "meta"):
        name = "title" if element.tag == "title" else str(element.get("name") or element.get("property") or "")
        value = (element.text or "") if element.tag == "title" else str(element.get("content") or "")
        if name and value.strip():
            found.setdefault(name, " ".join(value.split()))
    return found


@dataclass(slots=True)
class _Reading:
    """One walk over the tree: words gather until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    plain: bool = False  # some of the words gathered are not bold
    bold: int = 0
    heading: int = 0
    depth: int = 0  # of lists
    in_list: bool = False  # the block before stands in the list that is open
    fresh_items: list[bool] = field(default_factory=list)  # for each open item: no block of it yet

    def walk(self, element: html.HtmlElement) -> None:
        tag = str(element.tag).lower()
        if _is_dropped(element, tag):
            return
        if tag == "br":
            self.words.append(HARD_BREAK)
        elif tag in _INLINE:
            self.bold += tag in _BOLD
            self._children(element)
            self.bold -= tag in _BOLD
        else:
            self.flush()
            self._block(element, tag)
            self.flush()

    def _block(self, element: html.HtmlElement, tag: str) -> None:
        if _HEADING.fullmatch(tag):
            self.heading = int(tag[1])
            self._children(element)
            self.flush()
            self.heading = 0
        elif tag == "table":
            self._table(element)
        elif tag in ("ul", "ol", "menu"):
            self.in_list = self.in_list and self.depth > 0
            self.depth += 1
            self._children(element)
            self.flush()
            self.depth -= 1
            self.in_list = self.in_list and self.depth > 0
        elif tag == "li":
            self.fresh_items.append(True)
            self._children(element)
            self.flush()
            self.fresh_items.pop()
        elif tag == "dl":
            self._definitions(element)
        elif tag == "pre":
            self.words.append(HARD_BREAK.join(_text_of(element).split("\n")))
            self.plain = True
        else:
            self._children(element)

    def _children(self, element: html.HtmlElement) -> None:
        self._say(element.text)
        for child in element:
            self.walk(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self.words.append(re.sub(r"\s+", " ", text))
            self.plain = self.plain or (not self.bold and bool(text.strip()))

    def flush(self) -> None:
        text, plain = "".join(self.words), self.plain
        self.words, self.plain = [], False
        if not text.strip():
            return
        if self.heading:
            self.in_list = False
            self.blocks.append(Block(kind=BlockKind.HEADING, text=text, level=self.heading))
        elif self.fresh_items:
            self.blocks.append(
                Block(
                    kind=BlockKind.LIST_ITEM,
                    text=text,
                    level=max(self.depth - 1, 0),
                    joined=self.in_list,
                    bullet=self.fresh_items[-1],
                )
            )
            self.fresh_items[-1] = False
            self.in_list = True
        else:
            kind = BlockKind.PARAGRAPH if plain or not reads_as_heading(text) else BlockKind.HEADING
            self.blocks.append(Block(kind=kind, text=text, level=BOLD_LEVEL))

    def _definitions(self, element: html.HtmlElement) -> None:
        """Each term with its definitions as "term: definition"."""
        terms: list[str] = []
        named = joined = False
        for child in element.iter("dt", "dd"):
            text = _text_of(child).strip()
            if child.tag == "dt":
                terms = [*([] if named else terms), text]
                named = False
            elif text:
                term = " / ".join(filter(None, terms)).rstrip(":")
                line = f"{term}: {text}" if term else text
                self.blocks.append(Block(kind=BlockKind.KEY_VALUE, text=line, joined=joined))
                named = joined = True
        self.in_list = False

    def _table(self, element: html.HtmlElement) -> None:
        """A table of one column or of one row is layout: its cells are read as blocks."""
        self.in_list = False
        caption = next(iter(element.iter("caption")), None)
        if caption is not None:
            self.blocks.append(Block(kind=BlockKind.PARAGRAPH, text=_text_of(caption)))
        rows = list(_own_rows(element))
        if len(rows) > 1 and max(map(len, rows), default=0) > 1:
            filled, headed = _filled(rows)
            self.blocks.extend(table_rows(filled, headed=headed))
            return
        for row in rows:
            for cell in row:
                self.flush()
                self._children(cell)
        self.flush()


def _is_dropped(element: html.HtmlElement, tag: str) -> bool:
    if not isinstance(element.tag, str) or tag in _DROPPED or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or str(element.get("role")) in _DROPPED_ROLES:
        return True
    # A header or footer of the page, not of an article or a section in it.
    if tag not in ("header", "footer"):
        return False
    outside = not any(ancestor.tag in ("article", "section", "main") for ancestor in element.iterancestors())
    return outside and next(element.iter("h1"), None) is None


def _own_rows(table: html.HtmlElement) -> Iterator[list[html.HtmlElement]]:
    """Cells by row, without those of tables inside."""
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if cells:
                yield cells


def _filled(rows: list[list[html.HtmlElement]]) -> tuple[list[list[str]], bool]:
    """The grid as texts, a spanning cell repeated in every place it covers; and whether its first row is headings."""
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # column -> rows still covered from above, text
    for cells in rows:
        line: list[str] = []
        waiting = list(cells)
        while waiting or len(line) in below:
            if len(line) in below:
                left, text = below.pop(len(line))
                if left > 1:
                    below[len(line)] = (left - 1, text)
                line.append(text)
                continue
            cell = waiting.pop(0)
            text, down = _text_of(cell), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    below[len(line)] = (down - 1, text)
                line.append(text)
        grid.append(line)
    kinds = [[cell.tag for cell in cells] for cells in rows]
    if set(kinds[0]) == {"th"} or next(rows[0][0].iterancestors("thead"), None) is not None:
        return grid, True
    # Headings down the first column instead: "Notice period | 30 days".
    down_first = all(tags[0] == "th" and "th" not in tags[1:] for tags in kinds)
    return grid, not down_first and opens_with_headings([[one_line(cell) for cell in line] for line in grid])


def _span(cell: html.HtmlElement, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(max(int(value), 1), 50) if value.isdecimal() else 1


def _text_of(element: html.HtmlElement) -> str:
    """All words inside, blocks apart from each other."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        apart = node.tag not in _INLINE and node is not element
        if event == "start":
            parts.append("\n" if node.tag == "br" else " " if apart else "")
            parts.append(node.text or "")
        else:
            parts.append(" " if apart else "")
            parts.append((node.tail or "") if node is not element else "")
    return "".join(parts)


def grid_of(markup: str) -> list[list[str]]:
    """The cells of the first table in a piece of HTML, as texts."""
    table = next(html.fragment_fromstring(markup, create_parent=True).iter("table"))
    return _filled(list(_own_rows(table)))[0]
