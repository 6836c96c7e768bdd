"""One known file of each format: its statements, sections and pages."""

import datetime as dt
import io
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Table

from ingestion.parsing import DocumentReader
from knowledge.passages import ParsedDocument, StatementKind

FILES = Path(__file__).parent.parent / "files"
SENTENCE, ITEM, ROW, PAIR = (
    StatementKind.SENTENCE,
    StatementKind.LIST_ITEM,
    StatementKind.TABLE_ROW,
    StatementKind.KEY_VALUE,
)


def read(content: bytes, file_name: str) -> ParsedDocument:
    parsed = DocumentReader().parse(content, file_name=file_name, media_type=None)
    for statement in parsed.statements:
        assert statement.text == parsed.text[statement.start : statement.end]
    return parsed


def read_file(file_name: str) -> ParsedDocument:
    return read((FILES / file_name).read_bytes(), file_name)


def outline(parsed: ParsedDocument) -> list[tuple[StatementKind, tuple[str, ...], str]]:
    return [(statement.kind, statement.section, statement.quote) for statement in parsed.statements]


def test_markdown() -> None:
    parsed = read_file("leave.md")
    leave, rates = ("1. Annual leave",), ("1. Annual leave", "1.1 Rates")
    assert parsed.title == "Leave Policy"
    assert parsed.metadata == {"title": "Leave Policy", "effective": "2025-03-01", "owner": "team: HR"}
    assert outline(parsed) == [
        (SENTENCE, (), "This policy replaces all earlier ones, e.g. that of Acme Inc. from 2019."),
        (PAIR, (), "Owner: People team"),
        (PAIR, (), "Contact: <leave@acme.example>"),
        (SENTENCE, leave, "Employees get 25 days of leave per calendar year."),
        (SENTENCE, leave, "Unused days expire on 31 March."),
        (SENTENCE, leave, "See for more."),
        (SENTENCE, leave, "You may not:"),
        (ITEM, leave, "carry over more than 5 days;"),
        (ITEM, leave, "contractors: none"),
        (ITEM, leave, "sell days."),
        (ITEM, leave, "Ask your manager."),
        (ITEM, leave, "Enter the days in the calendar."),
        (ROW, rates, "Grade | Days | Note\nA | 25 | -"),
        (ROW, rates, "Grade | Days | Note\nB | 28 | from 2 years"),
        (SENTENCE, ("2. Address",), "Acme Inc., 1 High Street, London"),
    ]
    assert "- carry over more than 5 days;\n  - contractors: none\n- sell days.\n\n- Ask" in parsed.text
    assert parsed.text.startswith("Leave Policy\n\nThis policy")


def test_html() -> None:
    parsed = read_file("leave.html")
    assert parsed.title == "Leave Policy"
    assert parsed.metadata["effective_date"] == "2025-03-01"
    assert outline(parsed) == [
        (SENTENCE, (), "Employees get 25 days of leave."),
        (SENTENCE, (), "Unused days expire on 31 March."),
        (ITEM, ("Process",), "Ask your manager."),
        (ITEM, ("Process",), "By mail, too."),
        (ITEM, ("Process",), "Enter the days."),
        (SENTENCE, ("Process",), "Days by grade"),
        (ROW, ("Process",), "Grade | Days\nA | 25"),
        (ROW, ("Process",), "Grade | Days\nA | 26"),
        (PAIR, ("Terms",), "Notice period: 30 days"),
        (PAIR, ("Terms",), "Probation: 3 months"),
    ]


def test_plain_text() -> None:
    parsed = read_file("leave.txt")
    leave, notice = ("1. Annual leave",), ("1. Annual leave", "1.1 Notice")
    assert parsed.title == "LEAVE POLICY"
    assert outline(parsed) == [
        (SENTENCE, (), "Effective 1 March 2025"),
        (SENTENCE, leave, "Employees get 25 days of leave."),
        (SENTENCE, leave, "Unused days expire on 31 March."),
        (ITEM, leave, "Ask your manager."),
        (ITEM, leave, "Enter the days in the calendar."),
        (PAIR, notice, "Notice period: 30 days"),
        (PAIR, notice, "Probation: 3 months"),
    ]


def test_mail_prefers_html_and_reads_its_charset() -> None:
    parsed = read_file("leave.eml")
    assert parsed.title == "New leave policy"
    assert parsed.metadata["from"] == "People team <people@acme.example>"
    assert outline(parsed) == [
        (SENTENCE, (), "Employees get 25 days of leave."),
        (SENTENCE, (), "Lunch costs £5."),
        (ITEM, (), "Ask your manager."),
    ]


def test_csv() -> None:
    assert outline(read_file("leave.csv")) == [
        (ROW, (), "Region | Notice period | Fee\nEU | 30 days | €1,000"),
        (ROW, (), "Region | Notice period | Fee\nUS | 14 days | -"),
    ]


def test_word() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "ACME CONFIDENTIAL"
    document.add_heading("Leave Policy", 0)
    document.add_paragraph("Effective date: 1 March 2025")
    document.add_heading("1. Annual leave", 1)
    document.add_paragraph("Employees get 25 days of leave. Contractors of Acme Inc. get none.")
    document.add_paragraph("Ask your manager.", style="List Bullet")
    document.add_paragraph("Enter the days.", style="List Number")
    document.add_heading("1.1 Rates", 2)
    document.add_paragraph().add_run("By grade").bold = True
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Grade", "Days", "A", "25"], strict=True):
        cell.text = text
    document.add_heading("2. Notice", 1)
    document.add_paragraph("Notice is given in writing.")
    stream = io.BytesIO()
    document.save(stream)

    parsed = read(stream.getvalue(), "leave.docx")
    leave = ("1. Annual leave",)
    assert parsed.title == "Leave Policy"
    assert outline(parsed) == [
        (PAIR, (), "Effective date: 1 March 2025"),
        (SENTENCE, leave, "Employees get 25 days of leave."),
        (SENTENCE, leave, "Contractors of Acme Inc. get none."),
        (ITEM, leave, "Ask your manager."),
        (ITEM, leave, "Enter the days."),
        (ROW, (*leave, "1.1 Rates", "By grade"), "Grade | Days\nA | 25"),
        (SENTENCE, ("2. Notice",), "Notice is given in writing."),
    ]


def test_slides_have_their_number_as_page() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = "Leave Policy"
    slide.placeholders[1].text = "Effective 1 March 2025"
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Annual leave"
    frame = slide.placeholders[1].text_frame
    frame.text = "Employees get 25 days"
    frame.add_paragraph().text = "Contractors get none"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    for cell, text in zip(table.iter_cells(), ["Grade", "Days", "A", "25"], strict=True):
        cell.text = text
    slide.notes_slide.notes_text_frame.text = "Ask HR for exceptions."
    stream = io.BytesIO()
    presentation.save(stream)

    parsed = read(stream.getvalue(), "leave.pptx")
    leave = ("Annual leave",)
    assert parsed.title == "Leave Policy"
    assert outline(parsed) == [
        (ITEM, (), "Effective 1 March 2025"),
        (ITEM, leave, "Employees get 25 days"),
        (ITEM, leave, "Contractors get none"),
        (ROW, leave, "Grade | Days\nA | 25"),
        (SENTENCE, leave, "Ask HR for exceptions."),
    ]
    assert [statement.page for statement in parsed.statements] == [1, 2, 2, 2, 2]


def test_a_workbook_shows_values_as_a_person_sees_them() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Per diem"
    rows = [("City", "Rate", "Share", "Days", "From"), ("Paris", 80, 0.15, 2.5, dt.date(2025, 3, 1)), ("Bonn",)]
    for row in rows:
        sheet.append(row)
    sheet["B2"].number_format = "[$€-407]#,##0.00"
    sheet["C2"].number_format = "0%"
    terms = workbook.create_sheet("Terms")
    terms.append(["Notice period", "30 days"])
    terms.append(["Probation", "3 months"])
    stream = io.BytesIO()
    workbook.save(stream)

    assert outline(read(stream.getvalue(), "rates.xlsx")) == [
        (ROW, ("Per diem",), "City | Rate | Share | Days | From\nParis | €80.00 | 15% | 2.5 | 2025-03-01"),
        (ROW, ("Per diem",), "City | Rate | Share | Days | From\nBonn | - | - | - | -"),
        (PAIR, ("Terms",), "Notice period: 30 days"),
        (PAIR, ("Terms",), "Probation: 3 months"),
    ]


def _running_lines(canvas: Canvas, _: object) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, A4[1] - 40, "Acme internal")
    canvas.drawString(72, 30, f"Page {canvas.getPageNumber()} of 2")


def test_pdf_has_pages_sections_and_whole_paragraphs() -> None:
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    long = "Employees who have worked for the company for more than two years get 28 days of leave, and a sabbatical. "
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, title="Leave Policy").build(
        [
            Paragraph("Leave Policy", styles["Title"]),
            Paragraph("Effective date: 1 March 2025", body),
            Paragraph("1. Annual leave", styles["Heading2"]),
            Paragraph(long * 3, body),
            ListFlowable(
                [Paragraph("Ask your manager.", body), Paragraph("Enter the days.", body)], bulletType="bullet"
            ),
            Table([["Grade", "Days", "Note"], ["A", "25", "first year"], ["B", "28", "later"]], colWidths=120),
            PageBreak(),
            Paragraph("2. Notice", styles["Heading2"]),
            Paragraph("Notice is given in writing.", body),
        ],
        onFirstPage=_running_lines,
        onLaterPages=_running_lines,
    )

    parsed = read(stream.getvalue(), "leave.pdf")
    leave = ("1. Annual leave",)
    assert parsed.title == "Leave Policy"
    assert outline(parsed) == [
        (PAIR, (), "Effective date: 1 March 2025"),
        *[(SENTENCE, leave, long.strip())] * 3,
        (ITEM, leave, "Ask your manager."),
        (ITEM, leave, "Enter the days."),
        (ROW, leave, "Grade | Days | Note\nA | 25 | first year"),
        (ROW, leave, "Grade | Days | Note\nB | 28 | later"),
        (SENTENCE, ("2. Notice",), "Notice is given in writing."),
    ]
    assert [statement.page for statement in parsed.statements] == [1] * 8 + [2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe" + "Fees: £5 a day.".encode("utf-16-le"), "Fees: £5 a day."),
        (b"\xef\xbb\xbf" + "Fees: £5 a day.".encode(), "Fees: £5 a day."),
    ],
)
def test_byte_order_marks_are_understood(content: bytes, words: str) -> None:
    assert read(content, "fees.txt").text == words


def test_the_charset_that_a_page_declares_is_used() -> None:
    page = '<meta charset="windows-1252"><p>Fees: £5 a day.</p>'.encode("cp1252")
    assert read(page, "fees.html").text == "Fees: £5 a day."
