"""Whether a pack is what was sealed, file by file and byte by byte. No server, no store."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.audit.canonical import Json, canonical
from knowledge.audit.chain import Link
from knowledge.audit.pack import (
    ERASED,
    LINK,
    PARTS,
    PUBLIC_KEY,
    README,
    README_TEXT,
    RECORD,
    SALTS,
    SEAL,
    file_of,
    part_of,
    write_zip,
)
from knowledge.audit.record import Part, answer_of
from knowledge.audit.signing import Signature, pem_of, public_key_of
from knowledge.audit.verification import Finding, Sealed, verify_sealed
from knowledge.errors import SealFailed

ZIP = "zip container"
_LOCAL_HEADER = 30  # bytes before the name
_CHECKSUM = 14  # where it stands there
_SUSPECTS = {
    "link": (LINK, SEAL),
    "record": (RECORD, LINK),
    "signature": (SEAL, PUBLIC_KEY, LINK),
    "tombstones": (ERASED, RECORD),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackReport:
    """`findings` is empty where all is as it was sealed. The rest is what the pack says, None if unreadable."""

    findings: tuple[Finding, ...]
    answer: Json | None = None
    link: Link | None = None
    hash: str | None = None
    signed_by: bytes | None = None  # raw public key
    erased: Mapping[str, str]


_Suspicion = tuple[tuple[str, ...], str]
"""Files of which one was changed, the likeliest first, and how that shows."""


class _Unreadable(Exception):
    def __init__(self, file: str, detail: str) -> None:
        super().__init__(detail)
        self.suspicion: _Suspicion = ((file,), detail)


def verify_pack(content: bytes, *, key: bytes | None = None, expected: str | None = None) -> PackReport:
    """`key`: the raw public key that must have signed it; `expected`: the sealed hash that came with the answer."""
    try:
        files, broken = _read_zip(content)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, OverflowError) as error:
        return PackReport(findings=(Finding(ZIP, f"it cannot be read as a zip: {error}"),), erased={})
    try:
        sealed = _sealed(files)
    except _Unreadable as fault:
        return PackReport(findings=tuple(_blamed([fault.suspicion], broken)), erased={})
    suspicions = [*_of_files(files, sealed), *map(_suspicion, verify_sealed(sealed, key=key))]
    if expected is not None and expected != sealed.hash.hex():
        suspicions.append(((SEAL,), f"its hash is not the one that was given, {expected}"))
    findings = tuple(_blamed(suspicions, broken)) or tuple(_of_container(content, files))
    return PackReport(
        findings=findings,
        answer=answer_of(sealed.contents, sealed.hash.hex()) if not findings else None,
        link=Link.read(sealed.link),
        hash=sealed.hash.hex(),
        signed_by=sealed.signed_by,
        erased=sealed.erased,
    )


def _read_zip(content: bytes) -> tuple[dict[str, bytes], set[str]]:
    """The files as they stand in the bytes, and those that are not what both their checksums say: they were changed."""
    files: dict[str, bytes] = {}
    broken = set()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            checksum, _, _, *lengths = struct.unpack_from("<IIIHH", content, entry.header_offset + _CHECKSUM)
            start = entry.header_offset + _LOCAL_HEADER + sum(lengths)
            files[entry.filename] = content[start : start + entry.file_size]
            if zlib.crc32(files[entry.filename]) not in (entry.CRC, checksum):
                broken.add(entry.filename)
    return files, broken


def _sealed(files: Mapping[str, bytes]) -> Sealed:
    """Raises `_Unreadable` where a file is missing or has another form."""
    for name in (RECORD, LINK, SEAL, SALTS, ERASED):
        if name not in files:
            raise _Unreadable(name, "it is missing")
    seal, salts, erased = (_texts(name, files[name]) for name in (SEAL, SALTS, ERASED))
    if seal.keys() != {"hash", "signature"} or not seal["hash"]:
        raise _Unreadable(SEAL, "it is not made of hash and signature")
    signature = None
    if seal["signature"] is not None:
        if PUBLIC_KEY not in files:
            raise _Unreadable(PUBLIC_KEY, "it is missing, though the pack is signed")
        try:
            public_key = public_key_of(files[PUBLIC_KEY])
        except ValueError as error:
            raise _Unreadable(PUBLIC_KEY, f"it is no Ed25519 public key: {error}") from error
        signature = Signature(_hex(SEAL, seal["signature"]), public_key)
    parts = {part_of(name): content for name, content in files.items() if name.startswith(PARTS)}
    return Sealed(
        body=files[RECORD],
        link=files[LINK],
        hash=_hex(SEAL, seal["hash"]),
        parts=tuple(Part(name, _hex(SALTS, salts.get(name) or ""), content) for name, content in parts.items()),
        erased={name: tombstone or "" for name, tombstone in erased.items()},
        signature=signature,
    )


def _texts(name: str, content: bytes) -> dict[str, str | None]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _Unreadable(name, "it is no JSON") from error
    if not isinstance(said, dict) or not all(value is None or isinstance(value, str) for value in said.values()):
        raise _Unreadable(name, "it is no object of texts")
    return said


def _hex(name: str, text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError as error:
        raise _Unreadable(name, f"{text[:20]!r} is no hexadecimal") from error
    if found.hex() != text:
        raise _Unreadable(name, f"{text[:20]!r} is spelled otherwise than asof spells it")
    return found


def _of_files(files: Mapping[str, bytes], sealed: Sealed) -> Iterator[_Suspicion]:
    """What no digest covers: the files must be spelled as asof spells them, and none more be there."""
    if files.get(README) != README_TEXT.encode():
        yield (README,), "it is not the text that asof packs"
    for name in (SEAL, SALTS, ERASED):
        if not _is_canonical(files[name]):
            yield (name,), "it is not spelled as asof spells it"
    salts = json.loads(files[SALTS])
    for name in sorted(salts.keys() - {part.name for part in sealed.parts}):
        yield (SALTS,), f"it has a salt for {file_of(name)}, which is not there"
    if sealed.signature is not None and files[PUBLIC_KEY] != pem_of(sealed.signature.public_key):
        yield (PUBLIC_KEY,), "it is not spelled as asof spells it"
    known = {README, RECORD, LINK, SEAL, SALTS, ERASED} | ({PUBLIC_KEY} if sealed.signature else set())
    for name in sorted(files.keys() - known):
        if name != file_of(part_of(name)):
            yield (name,), "no such file belongs into a pack"


def _is_canonical(content: bytes) -> bool:
    try:
        return canonical(json.loads(content)) == content
    except (ValueError, SealFailed):
        return False


def _suspicion(finding: Finding) -> _Suspicion:
    return _SUSPECTS.get(finding.what, (file_of(finding.what), SALTS, ERASED, RECORD)), finding.detail


def _blamed(suspicions: Sequence[_Suspicion], broken: set[str]) -> Iterator[Finding]:
    """Where checksums tell which file of several it was, that one; else the likeliest."""
    for name in sorted(broken):
        details = [detail for files, detail in suspicions if name in files]
        yield Finding(name, "; ".join(["it was changed after it was packed", *details]))
    yield from (Finding(files[0], detail) for files, detail in suspicions if not broken.intersection(files))


def _of_container(content: bytes, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """What all files are innocent of."""
    written = write_zip(files)
    if written != content:
        pairs = enumerate(zip(content, written, strict=False))
        at = next((place for place, (one, two) in pairs if one != two), min(len(content), len(written)))
        yield Finding(ZIP, f"byte {at:,}, in {_region(at, files)}, is not as asof packs it; every file is as sealed")


def _region(at: int, files: Mapping[str, bytes]) -> str:
    start = 0
    for name, content in files.items():
        start += _LOCAL_HEADER + len(name.encode()) + len(content)
        if at < start:
            return f"the header of {name}"
    return "the directory at its end"
