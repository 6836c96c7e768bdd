"""One file of any supported format as a `ParsedDocument`: what it is, whether it may be opened, who reads it.

What reads a format is imported when the first file of it comes.
"""

from ingestion.parsing.blocks import Block, assemble
from ingestion.parsing.recognition import Format, decode, recognise
from knowledge.errors import CallerError, EmptyDocument, UnreadableDocument
from knowledge.passages import ParsedDocument

Reading = tuple[list[Block], dict[str, str]]


class DocumentReader:
    """Implements `knowledge.ports.DocumentParser`; needs no network and keeps nothing of a file."""

    def parse(self, content: bytes, *, file_name: str, media_type: str | None) -> ParsedDocument:
        """Raises `UnreadableDocument`, `EmptyDocument` or `UnsupportedFormat`, saying what to do about it."""
        kind = recognise(content, file_name=file_name, media_type=media_type)
        if kind in (Format.DOCX, Format.PPTX, Format.XLSX):
            blocks, metadata = _read_office(kind, content, file_name)
        elif kind is Format.PDF:
            from ingestion.parsing.pdf import read_pdf

            blocks, metadata = read_pdf(content, file_name=file_name)
        else:
            blocks, metadata = _read_text(kind, content, file_name)
        parsed = assemble(blocks, title=metadata.get("title"), metadata=metadata)
        if not parsed.statements:
            raise EmptyDocument(f"{file_name} holds no text: {'only headings' if parsed.text else 'nothing to read'}")
        return parsed


def _read_text(kind: Format, content: bytes, file_name: str) -> Reading:
    if kind is Format.MAIL:
        from ingestion.parsing.mail import read_mail

        return read_mail(content, file_name=file_name)
    if kind is Format.HTML:
        from ingestion.parsing.html import declared_charset, read_html

        return read_html(decode(content, file_name=file_name, declared=declared_charset(content)))
    text = decode(content, file_name=file_name)
    if kind is Format.MARKDOWN:
        from ingestion.parsing.markdown import read_markdown

        return read_markdown(text)
    if kind is Format.CSV:
        from ingestion.parsing.spreadsheets import read_csv

        return read_csv(text, file_name=file_name), {}
    from ingestion.parsing.plain import read_plain

    return read_plain(text), {}


def _read_office(kind: Format, content: bytes, file_name: str) -> Reading:
    from lxml.etree import LxmlError

    try:
        if kind is Format.XLSX:
            from ingestion.parsing.spreadsheets import read_xlsx

            return read_xlsx(content)
        from ingestion.parsing.office import read_docx, read_pptx

        return read_docx(content) if kind is Format.DOCX else read_pptx(content)
    except CallerError:
        raise
    # The office libraries raise whatever a wrong part of the file happens to break.
    except (
        LxmlError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        OSError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        raise UnreadableDocument(
            f"{file_name} is broken ({type(error).__name__}: {error}): open it in Office, save it again and upload that"
        ) from error
