"""A chain tells which record was changed, taken out, put in or moved."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.audit import GENESIS, Grounds, Link, Part, Sealed, link_after, record_of, verify_chain, verify_sealed
from knowledge.audit.canonical import canonical, is_canonical, sha256
from knowledge.audit.record import answer_of
from knowledge.errors import SealFailed
from tests.fixtures.recorded import day

LENGTH = 6


def chain(length: int = LENGTH, tenant: str = "default") -> list[Sealed]:
    salts, hash_, sealed = random.Random(1), GENESIS, []
    for number in range(length):
        answer = {
            "id": f"a{number}",
            "question": f"question {number}",
            "text": f"answer {number}",
            "as_of": "2024-01-01",
        }
        record = record_of(answer, None, [], tenant=tenant, code="1", salt=lambda: salts.randbytes(16))
        link = link_after(number, hash_, tenant=tenant, body=record.body, at=day("2026-11-28"))
        sealed.append(Sealed(body=record.body, link=link.content, hash=link.hash, parts=record.parts))
        hash_ = link.hash
    return sealed


CHAIN = chain()


def found(records: Sequence[Sealed]) -> list[tuple[int, str]]:
    return [(number, finding.what) for number, finding in verify_chain(records, tenant="default")]


def test_a_chain_that_nobody_touched_verifies_also_from_its_middle_on() -> None:
    assert found(CHAIN) == []
    assert found([]) == []
    assert list(verify_chain(CHAIN[3:], tenant="default", number=3, hash_=CHAIN[2].hash)) == []


@given(st.integers(0, LENGTH - 2))
def test_a_record_taken_out_is_told_by_its_number(place: int) -> None:
    [(number, finding)] = verify_chain(CHAIN[:place] + CHAIN[place + 1 :], tenant="default")
    assert (number, finding.what) == (place + 2, "chain")
    assert finding.detail == f"record {place + 1} is missing before it"


@given(st.permutations(range(LENGTH)))
def test_records_in_another_order_are_refused(order: list[int]) -> None:
    assert bool(found([CHAIN[place] for place in order])) == (order != list(range(LENGTH)))


@given(st.integers(0, LENGTH - 1), st.data())
def test_any_change_inside_a_record_is_told_by_its_number(place: int, data: st.DataObject) -> None:
    sealed = CHAIN[place]
    what = data.draw(st.sampled_from(["body", "link", "hash", *sealed.contents]))
    content = sealed.contents.get(what) or getattr(sealed, what)
    at = data.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + bytes([content[at] ^ data.draw(st.integers(1, 255))]) + content[at + 1 :]
    if what in sealed.contents:
        parts = tuple(Part(one.name, one.salt, changed) if one.name == what else one for one in sealed.parts)
        changed_record = replace(sealed, parts=parts)
        assert (place + 1, what) in found([*CHAIN[:place], changed_record, *CHAIN[place + 1 :]])
    else:
        changed_record = replace(sealed, **{what: changed})
        assert place + 1 in {number for number, _ in found([*CHAIN[:place], changed_record, *CHAIN[place + 1 :]])}


@given(st.integers(0, LENGTH - 1))
def test_a_record_sealed_anew_in_the_place_of_another_does_not_fit_the_next(place: int) -> None:
    """It is consistent in itself; the one behind it was bound to the true one."""
    record = record_of({"id": "x", "text": "other"}, None, [], tenant="default", code="1", salt=lambda: bytes(16))
    before = CHAIN[place - 1].hash if place else GENESIS
    link = link_after(place, before, tenant="default", body=record.body, at=day("2026-11-28"))
    forged = Sealed(body=record.body, link=link.content, hash=link.hash, parts=record.parts)
    assert verify_sealed(forged) == []
    expected = [(place + 2, "chain")] if place + 1 < LENGTH else []
    assert found([*CHAIN[:place], forged, *CHAIN[place + 1 :]]) == expected


def test_a_record_of_another_tenant_is_refused() -> None:
    assert (1, "chain") in found(chain(1, tenant="other"))


def test_an_erased_part_needs_a_tombstone() -> None:
    sealed = CHAIN[0]
    without = replace(sealed, parts=sealed.parts[1:])
    assert [one.what for one in verify_sealed(without)] == [sealed.parts[0].name]
    assert verify_sealed(replace(without, erased={sealed.parts[0].name: "by law"})) == []
    assert [one.what for one in verify_sealed(replace(sealed, erased={"output": "by law"}))] == ["tombstones"]


def test_equal_words_have_other_digests_in_every_record() -> None:
    """Else whoever holds a digest could try out what was erased."""
    digests = [json.loads(sealed.body)["parts"]["context"] for sealed in CHAIN]
    assert len(set(digests)) == LENGTH
    assert len({sealed.contents["context"] for sealed in CHAIN}) == 1


@pytest.mark.parametrize("value", [{"x": float("nan")}, {"x": 2**60}, {"x": "\ud800"}])
def test_what_has_no_canonical_form_is_not_sealed(value: object) -> None:
    with pytest.raises(SealFailed):
        canonical(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values))
def test_an_answer_comes_out_of_its_record_as_it_went_in(fields: dict[str, object]) -> None:
    answer = {**fields, "id": "a", "question": "how long?", "sealed_hash": None}
    grounds = Grounds(asked={"text": "how long?"}, prompt=["a prompt"], parameters={"temperature": 0.5})
    record = record_of(answer, grounds, [{"n": 1}], tenant="default", code="1", salt=lambda: bytes(16))
    contents = {part.name: part.content for part in record.parts}
    again = answer_of(contents, "ab")
    assert canonical(again) == canonical({**answer, "sealed_hash": "ab"})
    assert all(is_canonical(content) for content in (record.body, *contents.values()))
    assert json.loads(contents["prompt"]) == ["a prompt"]
    body = json.loads(record.body)
    assert body["parameters"] == {"temperature": 0.5}
    assert body["parts"]["prompt"] == sha256(bytes(16) + contents["prompt"]).hex()


def test_a_link_is_read_only_as_it_was_written() -> None:
    content = CHAIN[0].link
    assert Link.read(content) is not None
    for other in (
        content + b" ",
        content.replace(b'"number":1', b'"number":1.0'),
        b"[]",
        b"",
        b"\xff",
        b'{"tenant":1}',
    ):
        assert Link.read(other) is None
