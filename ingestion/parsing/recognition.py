"""What a file really is: its name's ending and its first bytes must agree, and text must be decodable."""

import codecs
from enum import Enum
from pathlib import PurePath

import filetype

from ingestion.parsing.archives import check_archive, names_in
from knowledge.errors import EmptyDocument, UnreadableDocument, UnsupportedFormat


class Format(Enum):
    """The value is how a person calls it."""

    MARKDOWN = "Markdown"
    HTML = "HTML"
    TEXT = "plain text"
    CSV = "CSV"
    MAIL = "an e-mail"
    PDF = "PDF"
    DOCX = "a Word document (.docx)"
    PPTX = "a PowerPoint presentation (.pptx)"
    XLSX = "an Excel workbook (.xlsx)"


_BY_ENDING = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".eml": Format.MAIL,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".pptx": Format.PPTX,
    ".xlsx": Format.XLSX,
}
_BY_MEDIA_TYPE = {
    "text/markdown": Format.MARKDOWN,
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/plain": Format.TEXT,
    "text/csv": Format.CSV,
    "text/tab-separated-values": Format.CSV,
    "message/rfc822": Format.MAIL,
    "application/pdf": Format.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Format.PPTX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format.XLSX,
}
_MAIN_PART = {
    Format.DOCX: "word/document.xml",
    Format.PPTX: "ppt/presentation.xml",
    Format.XLSX: "xl/workbook.xml",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def recognise(content: bytes, *, file_name: str, media_type: str | None) -> Format:
    """The file's format. Raises `EmptyDocument`, `UnsupportedFormat`, or `UnreadableDocument` for one that is not
    what its name says, is broken, protected by a password, or would unpack to something enormous."""
    if not content.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise EmptyDocument(f"{file_name} is empty: there is nothing in it to read")
    named = _named_format(file_name, media_type)
    if named in _MAIN_PART:
        _check_office(content, named, file_name)
    elif named is Format.PDF:
        if b"%PDF-" not in content[:1024]:
            raise _lying(content, named, file_name)
    elif not content.startswith(tuple(bom for bom, _ in _BOMS)) and _is_binary(content):
        raise _lying(content, named, file_name)
    return named


def decode(content: bytes, *, file_name: str, declared: str | None = None) -> str:
    """The text: by its byte order mark, else by the charset that it declares, else as UTF-8."""
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), None) or declared or "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"byte 0x{content[error.start]:02x} at offset {error.start}"
        raise UnreadableDocument(f"{file_name} is not valid {encoding.upper()}: {where}; save it as UTF-8") from error
    except (LookupError, UnicodeError) as error:  # the codec "undefined" knows no text
        raise UnreadableDocument(
            f"{file_name} declares the charset {encoding!r}, which is unknown: save it as UTF-8"
        ) from error


def _named_format(file_name: str, media_type: str | None) -> Format:
    ending = PurePath(file_name).suffix.lower()
    named = _BY_ENDING.get(ending)
    if named is None and not ending and media_type:
        named = _BY_MEDIA_TYPE.get(media_type.split(";")[0].strip().lower())
    if named is None:
        known = ", ".join(_BY_ENDING)
        what = f"the ending {ending} is not supported" if ending else "it has no ending that tells its format"
        raise UnsupportedFormat(f"{file_name}: {what}; supported are {known}")
    return named


def _check_office(content: bytes, named: Format, file_name: str) -> None:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableDocument(f"{file_name} is protected by a password: remove the password and upload it again")
        raise UnreadableDocument(
            f"{file_name} is a file of an old binary Office format, not {named.value}: save it in the newer format"
        )
    if not content.startswith(_ZIP):
        raise _lying(content, named, file_name)
    check_archive(content, file_name=file_name)
    names = names_in(content)
    if _MAIN_PART[named] in names:
        return
    other = next((kind for kind, part in _MAIN_PART.items() if part in names), None)
    if other is not None:
        raise UnreadableDocument(f"{file_name} is {other.value}, not {named.value}: give it the ending of what it is")
    raise UnreadableDocument(f"{file_name} is a ZIP archive without {_MAIN_PART[named]}: it is not {named.value}")


def _is_binary(content: bytes) -> bool:
    return b"\x00" in content[:65536] or filetype.guess(content[:8192]) is not None or content.startswith(b"{\\rtf")


def _lying(content: bytes, named: Format, file_name: str) -> UnreadableDocument:
    guess = filetype.guess(content[:8192])
    real = "an RTF file" if content.startswith(b"{\\rtf") else f"a file of type {guess.mime}" if guess else "other data"
    return UnreadableDocument(
        f"{file_name} is named as {named.value} and holds {real}: give it the ending of what it is, or save it again"
    )
