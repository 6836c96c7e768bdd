"""Word and PowerPoint into blocks, through the elements of `unstructured`.

Its tokenizer module loads spaCy, with that torch, and fetches a model from the network: only its guesses about
unstyled text need it, which are not used here, so a few lines of ours stand in its place before the first import.
"""

import io
import os
import re
import sys
import types
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import nupunkt

from ingestion.parsing.blocks import BOLD_LEVEL, Block, BlockKind, join_lists, one_line, reads_as_heading
from ingestion.parsing.tables import table_rows

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

_NUMBER_OF_ITEM = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+", re.IGNORECASE)
_TOKENIZER = "unstructured.nlp.tokenize"


@lru_cache(maxsize=1)
def quiet_unstructured() -> None:
    """Before the first import of `unstructured`: no telemetry, no notice, no model, no spaCy."""
    for name in ("DO_NOT_TRACK", "SCARF_NO_ANALYTICS", "UNSTRUCTURED_DISABLE_NOTICE"):
        os.environ[name] = "1"
    tokenizer = types.ModuleType(_TOKENIZER)
    vars(tokenizer).update(sent_tokenize=nupunkt.sent_tokenize, word_tokenize=str.split, pos_tag=_no_tags)
    sys.modules.setdefault(_TOKENIZER, tokenizer)


def read_docx(content: bytes) -> tuple[list[Block], dict[str, str]]:
    """The blocks; metadata are the document's own properties."""
    quiet_unstructured()
    import docx
    from unstructured.partition.docx import partition_docx

    document = docx.Document(io.BytesIO(content))
    elements = partition_docx(file=io.BytesIO(content), languages=[""])
    titles = {one_line(p.text) for p in document.paragraphs if p.style is not None and p.style.name == "Title"}
    deeper = 2 if titles else 1
    blocks = []
    for element in elements:
        if element.category == "Title":
            text = one_line(element.text)
            level = 1 if text in titles else (element.metadata.category_depth or 0) + deeper
            blocks.append(Block(kind=BlockKind.HEADING, text=text, level=min(level, BOLD_LEVEL - 1)))
        else:
            blocks.extend(_body(element))
    return join_lists(blocks), _properties(document.core_properties)


def read_pptx(content: bytes) -> tuple[list[Block], dict[str, str]]:
    """The blocks: a slide's title is its heading, its other lines are items, its notes come last; pages are slides."""
    quiet_unstructured()
    import pptx
    from unstructured.partition.pptx import partition_pptx

    presentation = pptx.Presentation(io.BytesIO(content))
    notes = {
        number: slide.notes_slide.notes_text_frame.text
        for number, slide in enumerate(presentation.slides, start=1)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None
    }
    titles = {
        number: one_line(slide.shapes.title.text)
        for number, slide in enumerate(presentation.slides, start=1)
        if slide.shapes.title is not None
    }
    elements = partition_pptx(file=io.BytesIO(content), include_slide_notes=False, languages=[""])
    blocks = join_lists(_slides(elements, titles, notes))
    return blocks, _properties(presentation.core_properties)


def _slides(elements: Iterable["Element"], titles: dict[int, str], notes: dict[int, str]) -> Iterator[Block]:
    by_slide: dict[int, list[Element]] = {number: [] for number in sorted({*titles, *notes})}
    for element in elements:
        by_slide.setdefault(element.metadata.page_number or 1, []).append(element)
    for number in sorted(by_slide):
        title = titles.get(number, "")
        if title:
            yield Block(kind=BlockKind.HEADING, text=title, level=1 if number == 1 else 2, page=number)
        for element in by_slide[number]:
            if not (element.category == "Title" and one_line(element.text) == title):
                yield from _body(element, page=number, listed=element.metadata.category_depth or 0)
        for line in filter(str.strip, notes.get(number, "").splitlines()):
            yield Block(kind=BlockKind.PARAGRAPH, text=line, page=number)


def _body(element: "Element", *, page: int | None = None, listed: int | None = None) -> Iterator[Block]:
    """What is not a heading. `listed`: the depth of a line that stands on a slide."""
    category, depth = element.category, element.metadata.category_depth or 0
    page = page or element.metadata.page_number
    if category in ("Header", "Footer", "PageBreak", "PageNumber"):
        return
    if category == "Table":
        yield from _table(element, page)
    elif category == "ListItem" or (category == "Title" and listed):
        text = _NUMBER_OF_ITEM.sub("", element.text, count=1)
        yield Block(kind=BlockKind.LIST_ITEM, text=text, level=max(depth - bool(listed), 0), page=page)
    else:
        bold = element.metadata.emphasized_text_contents or []
        whole = "b" in (element.metadata.emphasized_text_tags or []) and one_line(" ".join(bold)) == one_line(
            element.text
        )
        kind = BlockKind.HEADING if whole and reads_as_heading(element.text) else BlockKind.PARAGRAPH
        yield Block(kind=kind, text=element.text, level=BOLD_LEVEL, page=page)


def _table(element: "Element", page: int | None) -> Iterator[Block]:
    from ingestion.parsing.html import grid_of

    markup = element.metadata.text_as_html
    if markup:
        yield from table_rows(grid_of(markup), page=page)


def _properties(core: object) -> dict[str, str]:
    """The properties that a person may have filled in; the defaults of the writing library are not."""
    names = ("title", "subject", "author", "version", "keywords", "created", "modified")
    found = {name: str(getattr(core, name, "") or "").strip() for name in names}
    return {
        name: value
        for name, value in found.items()
        if value and value not in ("python-docx", "PowerPoint Presentation")
    }


def _no_tags(text: str) -> list[tuple[str, str]]:
    return [(word, "") for word in text.split()]
