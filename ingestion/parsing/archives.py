"""Whether an office file may be unpacked: counted before and while reading, since a ZIP's directory may lie."""

import io
import struct
import zipfile
import zlib

from knowledge.errors import UnreadableDocument

MOST_ENTRIES = 10_000
MOST_BYTES = 256 * 1024**2  # unpacked, with all archives inside
MOST_XML_BYTES = 64 * 1024**2  # of XML parts: they become trees in memory, several times that size
MOST_RATIO = 200  # unpacked to packed; XML shrinks to a tenth or a twentieth
SMALL = 4 * 1024**2  # below this no ratio matters
DEEPEST = 2  # archives inside archives: a workbook embedded in a document
_CHUNK = 1024**2
_DTD = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))


def names_in(content: bytes) -> frozenset[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return frozenset(archive.namelist())


def check_archive(content: bytes, *, file_name: str) -> None:
    """Raises `UnreadableDocument` when the archive is broken, protected by a password, or a bomb: too many entries,
    too many bytes, an absurd ratio, entities that expand."""
    try:
        _check(content, file_name, depth=0, spent=0)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableDocument(f"{file_name} is a broken archive ({error}): save it again and upload it") from error


def _check(content: bytes, file_name: str, *, depth: int, spent: int) -> int:
    """Bytes unpacked so far, this archive's included."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise _bomb(file_name, f"it holds {len(entries):,} files")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise UnreadableDocument(f"{file_name} is protected by a password: remove the password and upload it again")
        _check_sizes(sum(entry.file_size for entry in entries) + spent, len(content), file_name)
        xml = 0
        for entry in entries:
            is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
            data = _read(archive, entry, file_name, most=MOST_BYTES - spent)
            spent += len(data)
            xml += len(data) if is_xml else 0
            _check_sizes(spent, len(content), file_name)
            if xml > MOST_XML_BYTES:
                raise _bomb(file_name, f"its XML unpacks to more than {MOST_XML_BYTES // 1024**2} MB")
            if is_xml and any(word in data for word in _DTD):
                raise _bomb(file_name, f"{entry.filename} declares entities, which office files may not")
            if zipfile.is_zipfile(io.BytesIO(data[:_CHUNK])) or data.startswith(b"PK\x03\x04"):
                if depth >= DEEPEST:
                    raise _bomb(file_name, "archives are nested in it too deeply")
                spent = _check(data, file_name, depth=depth + 1, spent=spent)
    return spent


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file_name: str, *, most: int) -> bytes:
    """The whole entry, chunk by chunk, no further than allowed."""
    parts: list[bytes] = []
    length = 0
    with archive.open(entry) as source:
        while chunk := source.read(_CHUNK):
            parts.append(chunk)
            length += len(chunk)
            if length > most:
                raise _bomb(file_name, f"it unpacks to more than {MOST_BYTES // 1024**2} MB")
    return b"".join(parts)


def _check_sizes(unpacked: int, packed: int, file_name: str) -> None:
    if unpacked > MOST_BYTES:
        raise _bomb(file_name, f"it unpacks to more than {MOST_BYTES // 1024**2} MB")
    if unpacked > SMALL and unpacked > MOST_RATIO * packed:
        raise _bomb(file_name, f"it unpacks to {unpacked // max(packed, 1)} times its size")


def _bomb(file_name: str, why: str) -> UnreadableDocument:
    return UnreadableDocument(f"{file_name} is refused as a possible archive bomb: {why}")
