"""What is not read is refused with what was wrong and what to do, before any library opens it."""

import io
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingestion.parsing import DocumentReader
from knowledge.errors import CallerError, EmptyDocument, UnreadableDocument, UnsupportedFormat

WORD = "word/document.xml"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def refusal(content: bytes, file_name: str) -> CallerError:
    with pytest.raises(CallerError) as caught:
        DocumentReader().parse(content, file_name=file_name, media_type=None)
    assert file_name in str(caught.value)
    return caught.value


def word_file() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Refunds take 14 days.")
    document.save(stream)
    return stream.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    """A whole Word file with one part replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file())) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            if entry != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, data)
    return stream.getvalue()


def pdf_file(*lines: str, password: str | None = None) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption(password, ownerPassword="o") if password else None)
    for line in lines:
        canvas.drawString(72, 700, line)
    canvas.rect(72, 72, 100, 100, fill=1)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\x00\x00"])
@pytest.mark.parametrize("file_name", ["a.md", "a.txt", "a.pdf", "a.docx", "a.csv"])
def test_an_empty_file(content: bytes, file_name: str) -> None:
    assert isinstance(refusal(content, file_name), EmptyDocument)


@pytest.mark.parametrize(
    ("content", "file_name"),
    [
        (b"---\ntitle: Refunds\n---\n{% include x %}\n<!-- nothing -->\n", "a.md"),
        (b"# Only a heading", "a.md"),
        (b"<html><head><title>x</title></head><body><script>1</script></body></html>", "a.html"),
    ],
)
def test_a_file_without_text(content: bytes, file_name: str) -> None:
    assert isinstance(refusal(content, file_name), EmptyDocument)


def test_a_scanned_pdf_is_told_to_need_ocr() -> None:
    error = refusal(pdf_file(), "scan.pdf")
    assert isinstance(error, EmptyDocument)
    assert "OCR" in str(error)


@pytest.mark.parametrize(
    ("content", "file_name", "says"),
    [
        (pdf_file("Refunds"), "policy.docx", "application/pdf"),
        (pdf_file("Refunds"), "policy.md", "application/pdf"),
        (word_file(), "policy.pdf", "named as PDF"),
        (word_file(), "policy.xlsx", "a Word document"),
        (word_file(), "policy.txt", "named as plain text"),
        (PNG, "policy.txt", "image/png"),
        (b"{\\rtf1 Refunds}", "policy.txt", "RTF"),
        (b"Refunds\x00\x01\x02 take 14 days", "policy.csv", "other data"),
        (b"Refunds take 14 days.", "policy.docx", "a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "policy.docx", "old binary Office format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600,
            "policy.docx",
            "password",
        ),
        (b"No headers here.", "policy.eml", "not an e-mail"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(content: bytes, file_name: str, says: str) -> None:
    error = refusal(content, file_name)
    assert isinstance(error, UnreadableDocument)
    assert says in str(error)


@pytest.mark.parametrize(
    ("content", "file_name"),
    [
        (word_file()[:-200], "policy.docx"),
        (word_file()[:200], "policy.docx"),
        (word_file().replace(b"PK\x01\x02", b"PK\x00\x00"), "policy.docx"),
        (b"%PDF-1.7\nnothing", "policy.pdf"),
        (pdf_file("Refunds")[:150], "policy.pdf"),
        (with_part(WORD, b"<w:document"), "policy.docx"),
        (with_part(WORD, b""), "policy.docx"),
        (with_part(WORD, b"<x/>"), "policy.docx"),
    ],
)
def test_a_broken_file(content: bytes, file_name: str) -> None:
    assert isinstance(refusal(content, file_name), UnreadableDocument)


def test_a_file_behind_a_password() -> None:
    assert "password" in str(refusal(pdf_file("Refunds", password="secret"), "policy.pdf"))
    data = bytearray(word_file())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        offset = archive.start_dir
    struct.pack_into("<H", data, offset + 8, 1)
    assert "password" in str(refusal(bytes(data), "policy.docx"))


@pytest.mark.parametrize("file_name", ["policy.exe", "policy", "policy.doc", "policy.md.zip"])
def test_an_unknown_ending_names_those_that_are_known(file_name: str) -> None:
    error = refusal(b"Refunds take 14 days.", file_name)
    assert isinstance(error, UnsupportedFormat)
    assert ".docx" in str(error)


def test_a_media_type_helps_a_name_without_ending() -> None:
    parsed = DocumentReader().parse(
        b"# Refunds\n\n14 days.", file_name="policy", media_type="text/markdown; charset=utf-8"
    )
    assert parsed.title == "Refunds"


def test_bad_utf_8_names_the_byte() -> None:
    error = refusal(b"Fee: \xa35 a day.", "policy.md")
    assert isinstance(error, UnreadableDocument)
    assert "0xa3 at offset 5" in str(error)
    assert "unknown" in str(refusal(b'<meta charset="utf-99"><p>Fee</p>', "policy.html"))


def test_bombs_are_refused_by_ratio_size_nesting_and_entities() -> None:
    ratio = with_part("word/media/a.bin", b"\0" * (64 * 1024**2))
    assert "times its size" in str(refusal(ratio, "policy.docx"))

    nested = b"innermost"
    for _ in range(4):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("next.zip", nested)
        nested = stream.getvalue()
    assert "nested" in str(refusal(with_part("word/embeddings/a.zip", nested), "policy.docx"))

    laughs = '<!DOCTYPE w:document [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    body = "<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body>"
    document = f'{laughs}]><w:document xmlns:w="{NAMESPACE}">{body}</w:document>'
    for encoding in ("utf-8", "utf-16"):
        assert "entities" in str(refusal(with_part(WORD, document.encode(encoding)), "policy.docx"))


def test_a_directory_that_lies_about_sizes_is_no_way_around() -> None:
    """The entry says 10 bytes and unpacks to 64 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"\0" * (64 * 1024**2)) + packer.flush()
    name = b"word/media/a.bin"
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 10, len(name), 0) + name
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 10, len(name), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry + name), len(header + packed), 0)
    assert isinstance(refusal(header + packed + entry + name + end, "policy.docx"), UnreadableDocument)


def test_deep_nesting_neither_hangs_nor_breaks() -> None:
    deep = 20_000
    hostile = [
        (b"> " * deep + b"text", "a.md"),
        (b"[" * deep + b"text", "a.md"),
        (b"*a " * deep, "a.md"),
        (b"<div>" * deep + b"text" + b"</div>" * deep, "a.html"),
        (b"<ul><li>" * deep + b"text", "a.html"),
        (b"<table><tr><td>" * 2_000 + b"text", "a.html"),
        (b"(" * deep + b"text", "a.txt"),
        (b"---\na: " + b"[" * deep + b"\n---\ntext", "a.md"),
        (b"---\na: &a [x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (i, i) for i in range(50)) + b"---\ntext", "a.md"),
        (with_part(WORD, f'<w:document xmlns:w="{NAMESPACE}">'.encode() + b"<w:p>" * deep), "a.docx"),
    ]
    for content, file_name in hostile:
        try:
            parsed = DocumentReader().parse(content, file_name=file_name, media_type=None)
        except (UnreadableDocument, EmptyDocument):
            continue
        assert parsed.statements


def test_a_charset_that_knows_no_text_is_refused() -> None:
    assert isinstance(refusal(b'<meta charset="undefined"><p>Refunds take 14 days.', "a.html"), UnreadableDocument)


def test_a_csv_of_one_enormous_cell_is_read() -> None:
    words = "Refunds take 14 days. " * 10_000
    parsed = DocumentReader().parse(f'name,text\nrefunds,"{words}"\n'.encode(), file_name="a.csv", media_type=None)
    assert words.strip() in parsed.text


@pytest.mark.parametrize(
    ("content", "file_name"),
    [
        (b'---\ntitle: "Re\\0funds"\n"own\\0er": "le\\0gal"\nnote: "\\ud800x"\n---\nRefunds take 14 days.\n', "a.md"),
        (b"Subject: =?utf-8?q?Re=00funds?=\nFrom: a\xff@b.example\n\nRefunds take 14 days.\n", "a.eml"),
        (b"<title>Re&#0;funds &#xD800;</title><p>Refunds &#xDFFF; take 14 days.", "a.html"),
    ],
)
def test_what_postgres_cannot_keep_is_in_no_title_text_or_metadata(content: bytes, file_name: str) -> None:
    parsed = DocumentReader().parse(content, file_name=file_name, media_type=None)
    kept = [parsed.title or "", parsed.text, *parsed.metadata, *parsed.metadata.values()]
    assert "\x00" not in "".join(kept)
    "".join(kept).encode()


def test_pdfs_are_read_by_several_threads_at_once() -> None:
    def read(days: int) -> str:
        content = pdf_file(f"Refunds take {days} days. " * 8)
        return DocumentReader().parse(content, file_name="a.pdf", media_type=None).text

    with ThreadPoolExecutor(8) as threads:
        texts = list(threads.map(read, range(400)))
    assert all(f"take {days} days" in text for days, text in enumerate(texts))
