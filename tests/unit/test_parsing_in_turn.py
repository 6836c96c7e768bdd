"""Files that are read side by side."""

import io
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingestion.parsing import DocumentReader, pdf
from knowledge.passages import ParsedDocument

PAGES = 600


def pdf_file(pages: int) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(pages):
        canvas.drawString(72, 700, f"Rule {number} of many: refunds take {number + 1} days.")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def read(content: bytes) -> ParsedDocument:
    return DocumentReader().parse(content, file_name="a.pdf", media_type=None)


def test_a_short_pdf_is_read_beside_a_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    long, short = pdf_file(PAGES), pdf_file(1)
    begun, read_pages, joined_rows = threading.Event(), [0], pdf._joined_rows

    def watched(pieces: Sequence[pdf._Line]) -> list[pdf._Line]:
        if threading.current_thread() is not threading.main_thread():
            read_pages[0] += 1
            begun.set()
        return joined_rows(pieces)

    monkeypatch.setattr(pdf, "_joined_rows", watched)
    with ThreadPoolExecutor(1) as aside:
        reading = aside.submit(read, long)
        begun.wait()
        assert read(short).statements
        assert read_pages[0] < PAGES / 2
        assert reading.result().statements


def test_a_pdf_of_nothing_but_one_line_a_page_keeps_its_lines() -> None:
    assert len(read(pdf_file(5)).statements) == 5
