"""PDF into blocks: lines by their place and font size, joined into paragraphs; running headers and footers dropped."""

import ctypes
import itertools
import re
import statistics
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingestion.parsing.blocks import BOLD_LEVEL, Block, BlockKind, is_key_value, join_lists, one_line
from ingestion.parsing.plain import ITEM, heading_level
from ingestion.parsing.tables import table_rows
from knowledge.errors import EmptyDocument, UnreadableDocument

MOST_PAGES = 5_000
# PDFium's state is one for the process: two threads in it at once end the process. Taken for a page at a time, so that
# one page is read beside a thousand.
_PDFIUM = threading.Lock()
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-\u2013\u2014 ]*\d{1,4}[-\u2013\u2014 ]*(?:(?:of|/|von|de)\s*\d{1,4})?", re.IGNORECASE
)
_HYPHENS = "\ufffe\x02\u00ad"  # how PDFium marks a hyphen at the end of a line
_BROKEN_WORD = re.compile(r"[a-z]-$")
_PLACEHOLDERS = frozenset({"untitled", "(anonymous)", "anonymous", "(unspecified)", "unspecified", "document"})
_ENDED = re.compile(r"[.!?:;][\"'\u201d\u2019)]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of a page. Lengths in points; `bottom` counts from the foot of the page."""

    cells: tuple[str, ...]  # more than one where wide gaps part the words
    page: int
    size: float
    bold: bool
    left: float
    right: float
    bottom: float
    starts: tuple[float, ...]  # where each cell begins

    @property
    def text(self) -> str:
        return " ".join(self.cells)


def read_pdf(content: bytes, *, file_name: str) -> tuple[list[Block], dict[str, str]]:
    """The blocks with their pages; metadata are the document's own."""
    pages, metadata = _pages_of(content, file_name)
    if not any(pages):
        raise EmptyDocument(
            f"{file_name} holds no text, only images of {len(pages)} page(s): run text recognition (OCR) on it first"
        )
    named = {name: value for name, value in metadata.items() if value and value.lower() not in _PLACEHOLDERS}
    # A form of one line a page would be running lines alone.
    lines = list(_without_running_lines(pages)) or [line for page in pages for line in page]
    return join_lists(_blocks(lines)), named


def _pages_of(content: bytes, file_name: str) -> tuple[list[list[_Line]], dict[str, str]]:
    document = _opened(content, file_name)
    try:
        with _PDFIUM:
            count = len(document)
            metadata = {name.lower(): value for name, value in document.get_metadata_dict().items()}
        if count > MOST_PAGES:
            raise UnreadableDocument(f"{file_name} has {count:,} pages, more than {MOST_PAGES:,}: split it")
        return [_lines_of(document, number) for number in range(count)], metadata
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(f"{file_name} is a broken PDF ({error}): save it again and upload that") from error
    finally:
        with _PDFIUM:
            document.close()


def _opened(content: bytes, file_name: str) -> pdfium.PdfDocument:
    try:
        with _PDFIUM:
            return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument(
                f"{file_name} is protected by a password: remove the password and upload it again"
            ) from error
        raise UnreadableDocument(f"{file_name} is a broken PDF ({error}): save it again and upload that") from error


def _lines_of(document: pdfium.PdfDocument, index: int) -> list[_Line]:
    with _PDFIUM:
        page = document[index]
        text_page = page.get_textpage()
        try:
            pieces = list(_pieces(text_page, index + 1))
        finally:
            text_page.close()
            page.close()
    return _joined_rows(pieces)


def _pieces(text_page: pdfium.PdfTextPage, page: int) -> Iterator[_Line]:
    """Runs of characters as PDFium orders them, broken at its line ends and at wide gaps."""
    handle = text_page.raw
    characters: list[str] = []
    first = last = -1
    previous_right = 0.0
    for index in range(text_page.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(handle, index))
        if character in "\r\n":
            if first >= 0:
                yield _piece(text_page, page, "".join(characters), first, last)
            characters, first = [], -1
            continue
        if not character.isspace():
            if first < 0:
                first = index
            else:
                left = text_page.get_charbox(index)[0]
                if left - previous_right > 2.2 * _size(handle, index) and characters and characters[-1].isspace():
                    yield _piece(text_page, page, "".join(characters), first, last)
                    characters, first = [], index
            last = index
            previous_right = text_page.get_charbox(index)[2]
        characters.append(character)
    if first >= 0:
        yield _piece(text_page, page, "".join(characters), first, last)


def _piece(text_page: pdfium.PdfTextPage, page: int, text: str, first: int, last: int) -> _Line:
    left, bottom, _, _ = text_page.get_charbox(first, loose=True)
    right = text_page.get_charbox(last, loose=True)[2]
    handle = text_page.raw
    # Of the last character: a bullet in a font and size of its own may come first.
    weight = pdfium_c.FPDFText_GetFontWeight(handle, last)
    return _Line(
        cells=(text.strip(),),
        page=page,
        size=round(_size(handle, last), 1),
        bold=weight >= 600 or "bold" in _font_name(handle, last).lower(),
        left=left,
        right=right,
        bottom=bottom,
        starts=(left,),
    )


def _size(handle: object, index: int) -> float:
    return float(pdfium_c.FPDFText_GetFontSize(handle, index)) or 1.0


def _font_name(handle: object, index: int) -> str:
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(128)
    length = pdfium_c.FPDFText_GetFontInfo(handle, index, buffer, len(buffer), ctypes.byref(flags))
    return buffer.value.decode(errors="replace") if 0 < length <= len(buffer) else ""


def _joined_rows(pieces: Sequence[_Line]) -> list[_Line]:
    """Pieces that stand side by side on one base line as the cells of one line."""
    lines: list[_Line] = []
    for piece in pieces:
        before = lines[-1] if lines else None
        if before and abs(before.bottom - piece.bottom) < 0.3 * piece.size and piece.left >= before.right:
            lines[-1] = replace(
                before,
                cells=(*before.cells, *piece.cells),
                starts=(*before.starts, piece.left),
                right=piece.right,
            )
        else:
            lines.append(piece)
    return lines


def _without_running_lines(pages: Sequence[Sequence[_Line]]) -> Iterator[_Line]:
    """Without page numbers, and what stands at the head or foot of most pages (numbers in it aside)."""
    counts = Counter(key for lines in pages for key in {_running_key(line) for line in _edges(lines)})
    most = max(2, (len(pages) + 1) // 2)
    for lines in pages:
        edges = {id(line) for line in _edges(lines)}
        for line in lines:
            running = counts[_running_key(line)] >= most or _PAGE_NUMBER.fullmatch(line.text)
            if not (id(line) in edges and running):
                yield line


def _edges(lines: Sequence[_Line]) -> list[_Line]:
    by_height = sorted(lines, key=lambda line: line.bottom)
    return [*by_height[:2], *by_height[-2:]]


def _running_key(line: _Line) -> str:
    return re.sub(r"\d+", "#", one_line(line.text))


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    body = _body_size(lines)
    sizes = sorted({line.size for line in lines if line.size > body * 1.1}, reverse=True)
    levels = {size: level for level, size in enumerate(sizes, start=1)}
    for group in _groups(lines, body):
        yield from _block_of(group, levels, len(sizes), body)


def _block_of(group: list[_Line], levels: dict[float, int], most: int, body: float) -> Iterator[Block]:
    first = group[0]
    if len(first.cells) > 1:
        yield from table_rows([line.cells for line in group], page=first.page)
        return
    text = _join(line.text for line in group)
    if first.size in levels and len(text) <= 160:
        yield Block(kind=BlockKind.HEADING, text=text, level=min(levels[first.size], BOLD_LEVEL - 2), page=first.page)
        return
    level = heading_level(text)
    bold = all(line.bold for line in group) and len(text) <= 80 and not text.endswith((".", ";", ","))
    if (level is not None or (bold and not is_key_value(text))) and first.size >= body * 0.95:
        depth = BOLD_LEVEL if level is None else min(most + level - 1, BOLD_LEVEL - 1)
        yield Block(kind=BlockKind.HEADING, text=text, level=depth, page=first.page)
        return
    item = ITEM.match(text)
    if item is not None:
        yield Block(kind=BlockKind.LIST_ITEM, text=text[item.end() :], page=first.page)
        return
    yield Block(kind=BlockKind.PARAGRAPH, text=text, page=first.page)


def _body_size(lines: Iterable[_Line]) -> float:
    """The font size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _groups(lines: Sequence[_Line], body: float) -> Iterator[list[_Line]]:
    """Lines that belong to one paragraph, heading, item or table."""
    pitches = [a.bottom - b.bottom for a, b in itertools.pairwise(lines) if a.page == b.page and a.bottom > b.bottom]
    pitch = statistics.median(pitches) if pitches else body * 1.2
    edge = max((line.right for line in lines), default=0.0)
    group: list[_Line] = []
    for line in lines:
        if group and not _goes_on(group, line, pitch, edge):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(group: list[_Line], line: _Line, pitch: float, edge: float) -> bool:
    before = group[-1]
    if (len(before.cells) > 1) != (len(line.cells) > 1) or abs(before.size - line.size) > 0.5:
        return False
    if len(line.cells) > 1:
        return len(line.cells) <= len(group[0].cells) and before.page == line.page
    if _opens(group, line):
        return False
    ended = bool(_ENDED.search(before.text))
    if before.page != line.page:
        return not ended and line.text[:1].islower()
    gap = before.bottom - line.bottom
    if gap <= 0 or gap > 1.45 * max(pitch, line.size * 1.1):
        return False
    full = before.right > edge - 0.25 * (edge - before.left)
    return full or not (ended or is_key_value(before.text) or heading_level(group[0].text) is not None)


def _opens(group: Sequence[_Line], line: _Line) -> bool:
    """Whether the line cannot belong to what stands above it, by its words or its weight."""
    after_bold_lines = not line.bold and all(one.bold for one in group)
    numbered = heading_level(line.text) is not None and not line.text.isupper()
    return after_bold_lines or numbered or ITEM.match(line.text) is not None


def _join(lines: Iterable[str]) -> str:
    """Wrapped lines as one text; a hyphen that only broke a word goes."""
    text = ""
    for line in lines:
        if text and (text[-1] in _HYPHENS or (_BROKEN_WORD.search(text) and line[:1].islower())):
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return "".join("-" if c in _HYPHENS else c for c in text)
