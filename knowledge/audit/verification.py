"""Whether sealed records are what was sealed, and whether none is missing between them. Every fault is named."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from knowledge.audit.canonical import Json, canonical, sha256
from knowledge.audit.chain import GENESIS, Link
from knowledge.audit.record import FORMAT, OUTPUT, QUESTION, Part
from knowledge.audit.signing import Signature


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is the part of the record, or of the chain, that is not as it was sealed."""

    what: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A record as it is kept or handed on. `erased`: part -> tombstone."""

    body: bytes
    link: bytes
    hash: bytes
    parts: tuple[Part, ...]
    erased: Mapping[str, str] = field(default_factory=dict)
    signature: Signature | None = None

    @property
    def contents(self) -> dict[str, bytes]:
        return {part.name: part.content for part in self.parts}

    @property
    def signed_by(self) -> bytes | None:
        """The raw public key; None where it is not signed."""
        return None if self.signature is None else self.signature.public_key


def verify_sealed(sealed: Sealed, *, key: bytes | None = None) -> list[Finding]:
    """One record by itself. `key`: whose signature it must bear, raw."""
    return [*_of_link(sealed), *_of_signature(sealed, key), *_of_body(sealed)]


def verify_shown(sealed: Sealed, *, answer: str, shown: Mapping[str, object] | None) -> list[Finding]:
    """Whether the answer that is shown under the id `answer` is that of the record. What was erased is not compared."""
    if shown is None:
        return [Finding("answer", "it is gone, and its record is not")]
    findings = []
    if _read(sealed.body).get("answer") != answer:
        findings.append(Finding("record", "it is of another answer"))
    contents = sealed.contents
    output = {name: value for name, value in shown.items() if name not in (QUESTION, "sealed_hash")}
    if OUTPUT in contents and canonical(output) != contents[OUTPUT]:
        findings.append(Finding("answer", "what is shown is not what was sealed"))
    if QUESTION in contents and _read(contents[QUESTION]).get("understood") != shown.get(QUESTION):
        findings.append(Finding("answer", "the question that is shown is not the one that was sealed"))
    return findings


def verify_chain(
    records: Iterable[Sealed], *, tenant: str, number: int = 0, hash_: bytes = GENESIS, key: bytes | None = None
) -> Iterator[tuple[int, Finding]]:
    """Records in order of their numbers, from the one behind `number`, whose hash is `hash_`, on. Each finding comes
    with the number of the record that it is about.
    """
    for sealed in records:
        link = Link.read(sealed.link)
        if link is None:
            number += 1
            yield number, Finding("link", f"the link in the place of record {number} cannot be read")
            continue
        if link.number != number + 1:
            yield link.number, Finding("chain", _out_of_order(number + 1, link.number))
        elif link.previous != hash_:
            before = f"record {number}" if number else "the beginning"
            yield link.number, Finding("chain", f"it was not sealed behind {before}: that was changed, or put in")
        if link.tenant != tenant:
            yield link.number, Finding("chain", f"it is of tenant {link.tenant!r}")
        for finding in verify_sealed(sealed, key=key):
            yield link.number, finding
        number, hash_ = link.number, sealed.hash


def _out_of_order(expected: int, found: int) -> str:
    if found < expected:
        return f"record {found} stands where record {expected} belongs"
    missing = f"record {expected} is" if found == expected + 1 else f"records {expected} to {found - 1} are"
    return f"{missing} missing before it"


def _of_link(sealed: Sealed) -> Iterator[Finding]:
    link = Link.read(sealed.link)
    if link is None:
        yield Finding("link", "it is no link in canonical JSON")
        return
    if sha256(sealed.link) != sealed.hash:
        yield Finding("link", "its SHA-256 is not the sealed hash: one of the two was changed")
    if sha256(sealed.body) != link.body:
        yield Finding("record", "its SHA-256 is not the one in the link: the record or the link was changed")


def _of_signature(sealed: Sealed, key: bytes | None) -> Iterator[Finding]:
    signature = sealed.signature
    if signature is not None and not signature.of(sealed.link):
        yield Finding("signature", "it is not of this link: the link, the signature or the public key was changed")
    if key is not None and signature is None:
        yield Finding("signature", "there is none, though a key was given")
    elif key is not None and signature is not None and signature.public_key != key:
        yield Finding("signature", "it is by another key than the one given")


def _of_body(sealed: Sealed) -> Iterator[Finding]:
    digests = _digests(sealed)
    if digests is None:
        yield Finding("record", f"it is no record of the format {FORMAT}")
        return
    contents = {part.name: part for part in sealed.parts}
    for name, digest in digests.items():
        part = contents.get(name)
        if part is None and name not in sealed.erased:
            yield Finding(name, "it is missing, and no tombstone says why")
        elif part is not None and part.digest != digest:
            yield Finding(name, "its salted SHA-256 is not the one in the record: it was changed, or its salt")
    for name in contents.keys() - digests.keys():
        yield Finding(name, "the record knows no such part: it was put in")
    for name in sealed.erased.keys() - (digests.keys() - contents.keys()):
        yield Finding("tombstones", f"one says that {name} was erased, and the record has it, or never had it")


def _digests(sealed: Sealed) -> Mapping[str, str] | None:
    body = _read(sealed.body)
    parts = body.get("parts")
    return parts if body.get("format") == FORMAT and isinstance(parts, dict) else None


def _read(content: bytes) -> Json:
    """An object of JSON; an empty one where it is none."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
