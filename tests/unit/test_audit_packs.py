"""A pack is checked without a server, and every changed byte is found and named."""

import io
import json
import random
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from api.examples.answers import ANSWER
from knowledge.audit import Grounds, Part, Sealed, Signer, link_after, record_of
from knowledge.audit.canonical import canonical, sha256
from knowledge.audit.pack import ERASED, LINK, PUBLIC_KEY, README, RECORD, SALTS, SEAL, files_of, pack, write_zip
from knowledge.audit.pack_verification import ZIP, verify_pack
from tests.fixtures.recorded import day

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def sealed_answer(signer: Signer | None) -> Sealed:
    salts = random.Random(7)
    evidence = [{"citation": ANSWER["citations"][0], "held": {"words": "Customers may return a product"}}]
    grounds = Grounds(asked={"text": "how long?", "zone": "UTC"}, recent=[{"question": "what?"}])
    record = record_of(ANSWER, grounds, evidence, tenant="default", code="1", salt=lambda: salts.randbytes(16))
    link = link_after(6, sha256(b"the one before"), tenant="default", body=record.body, at=day("2026-11-28"))
    return Sealed(
        body=record.body, link=link.content, hash=link.hash, parts=record.parts,
        signature=signer and signer.sign(link.content),
    )  # fmt: skip


SEALED = sealed_answer(Signer(KEY))
PACK = pack(SEALED)
WITHOUT_CONTEXT = replace(
    SEALED, parts=tuple(part for part in SEALED.parts if part.name != "context"), erased={"context": "by law"}
)
PACKS = {"signed": PACK, "unsigned": pack(sealed_answer(None)), "erased": pack(WITHOUT_CONTEXT)}


def file_at(content: bytes, place: int) -> str:
    """The file that the byte belongs to, or the container."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 30 + len(entry.filename)
            if start <= place < start + entry.file_size:
                return entry.filename
    return ZIP


def repacked(files: Mapping[str, bytes]) -> bytes:
    return write_zip(files)


@pytest.mark.parametrize("kind", sorted(PACKS))
def test_a_pack_that_nobody_touched_verifies(kind: str) -> None:
    report = verify_pack(PACKS[kind], expected=SEALED.hash.hex() if kind != "unsigned" else None)
    assert report.findings == ()
    assert report.link is not None
    assert (report.link.number, report.hash) == (7, report.link.hash.hex())
    assert report.answer == {**ANSWER, "sealed_hash": report.hash}
    assert report.signed_by == (None if kind == "unsigned" else KEY.public_key().public_bytes_raw())


@pytest.mark.parametrize("kind", sorted(PACKS))
def test_any_single_changed_byte_is_found_and_its_file_named(kind: str) -> None:
    """Every byte there is, each changed in one way or another."""
    content, chance = PACKS[kind], random.Random(3)
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= chance.randint(1, 255)
        named = [one.what for one in verify_pack(bytes(changed)).findings]
        where = file_at(content, place)
        assert named == [where] if where != ZIP else named, (place, where, named)


@given(place=st.integers(0, len(PACK) - 1), data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_byte_more_or_less_is_found(place: int, data: st.DataObject) -> None:
    more = data.draw(st.binary(min_size=1, max_size=3))
    assert verify_pack(PACK[:place] + more + PACK[place:]).findings
    assert verify_pack(PACK[:place] + PACK[place + 1 :]).findings


OTHER = {SALTS: (b"a", b"b"), ERASED: (b"{}", b'{"output":"by law"}'), PUBLIC_KEY: (b"M", b"N")}


@pytest.mark.parametrize("name", sorted(files_of(SEALED)))
def test_a_file_changed_by_somebody_who_packs_anew_is_named(name: str) -> None:
    files = files_of(SEALED)
    changed = files[name].replace(*OTHER.get(name, (b"e", b"E")), 1)
    assert changed != files[name]
    [*named] = {one.what for one in verify_pack(repacked({**files, name: changed})).findings}
    expected = {LINK: LINK, RECORD: RECORD, SALTS: "parts/"}.get(name, name)
    assert any(one.startswith(expected) for one in named), named


@pytest.mark.parametrize("name", sorted(files_of(SEALED)))
def test_a_file_taken_out_is_named(name: str) -> None:
    files = {one: content for one, content in files_of(SEALED).items() if one != name}
    assert any(name in (one.what, SALTS) for one in verify_pack(repacked(files)).findings)


def test_a_file_put_in_is_named() -> None:
    for name in ("parts/evidence-2.json", "more.txt", "parts/x/y.json"):
        found = verify_pack(repacked({**files_of(SEALED), name: b"{}"})).findings
        assert {one.what for one in found} & {name, "parts/x-y.json"}, name


def test_an_answer_sealed_anew_by_another_is_told_by_hash_and_key() -> None:
    """Whoever makes a whole record up can make it consistent: only what was known before tells it from the true one."""
    forged = replace(
        SEALED, parts=tuple(Part(one.name, one.salt, one.content.replace(b"90", b"91")) for one in SEALED.parts)
    )
    body = canonical({**json.loads(SEALED.body), "parts": {part.name: part.digest for part in forged.parts}})
    link = link_after(6, sha256(b"the one before"), tenant="default", body=body, at=day("2026-11-28"))
    other = Signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    forged = replace(forged, body=body, link=link.content, hash=link.hash, signature=other.sign(link.content))
    assert verify_pack(pack(forged)).findings == ()
    assert [one.what for one in verify_pack(pack(forged), expected=SEALED.hash.hex()).findings] == [SEAL]
    key = KEY.public_key().public_bytes_raw()
    assert [one.detail for one in verify_pack(pack(forged), key=key).findings] == [
        "it is by another key than the one given"
    ]
    unsigned = pack(replace(forged, signature=None))
    assert [one.detail for one in verify_pack(unsigned, key=key).findings] == ["there is none, though a key was given"]


@given(st.binary(max_size=200))
def test_what_is_no_pack_is_refused(content: bytes) -> None:
    assert verify_pack(content).findings
    assert verify_pack(write_zip({"a": content})).findings


def test_an_erased_part_leaves_a_pack_that_verifies_and_says_so() -> None:
    report = verify_pack(PACKS["erased"])
    assert (report.findings, report.erased) == ((), {"context": "by law"})
    nothing = replace(SEALED, parts=(), erased={part.name: "by law" for part in SEALED.parts})
    report = verify_pack(pack(nothing))
    assert (report.findings, report.answer) == ((), None)


def test_the_same_record_gives_the_same_bytes() -> None:
    assert pack(sealed_answer(Signer(KEY))) == PACK
    assert README in files_of(SEALED)
    assert PUBLIC_KEY not in files_of(sealed_answer(None))
