"""A pack: one sealed answer as a zip that anybody can check without asof's stores. The same record, the same bytes."""

import io
import zipfile
from collections.abc import Mapping

from knowledge.audit.canonical import canonical
from knowledge.audit.signing import pem_of
from knowledge.audit.verification import Sealed

README, RECORD, LINK, SEAL, SALTS, ERASED, PUBLIC_KEY = (
    "README.txt", "record.json", "link.json", "seal.json", "salts.json", "erased.json", "public_key.pem",
)  # fmt: skip
PARTS = "parts/"
README_TEXT = """\
A sealed answer of asof. `asof verify THIS.zip` checks it without a server; by hand:

1. SHA-256 of link.json is "hash" in seal.json, and the sealed_hash that came with the answer.
2. SHA-256 of record.json is "record" in link.json. "previous" there is the hash of the record before.
3. Of each file in parts/, SHA-256 of its salt (salts.json, hexadecimal) followed by the file is the digest in "parts"
   of record.json. A part that was erased is not here; erased.json says why (its words are not sealed).
4. Where the pack is signed, "signature" in seal.json is an Ed25519 signature of link.json by public_key.pem. Compare
   that key with the one that the owner of the installation publishes: whoever makes a pack up signs it with their own.

parts/question.json   as it was asked, and how it was understood
parts/context.json    earlier turns of the conversation that it could lean on
parts/evidence-N.json citation N: its words, when they held, when that was recorded, and the SHA-256 of the upload
parts/prompt.json     what a language model was sent, where one wrote the answer
parts/output.json     the answer as it was released, without the question
"""
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say: packs of one record are equal


def file_of(part: str) -> str:
    """`evidence/1` -> `parts/evidence-1.json`."""
    return f"{PARTS}{part.replace('/', '-')}.json"


def part_of(file: str) -> str:
    return file.removeprefix(PARTS).removesuffix(".json").replace("-", "/")


def pack(sealed: Sealed) -> bytes:
    return write_zip(files_of(sealed))


def files_of(sealed: Sealed) -> dict[str, bytes]:
    signature = sealed.signature
    files = {
        README: README_TEXT.encode(),
        RECORD: sealed.body,
        LINK: sealed.link,
        SEAL: canonical({"hash": sealed.hash.hex(), "signature": signature and signature.value.hex()}),
        SALTS: canonical({part.name: part.salt.hex() for part in sealed.parts}),
        ERASED: canonical(dict(sealed.erased)),
    }
    if signature is not None:
        files[PUBLIC_KEY] = pem_of(signature.public_key)
    return files | {file_of(part.name): part.content for part in sorted(sealed.parts, key=lambda part: part.name)}


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """Stored, not deflated: a changed byte of a file is a changed byte of the zip, and no more."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()
