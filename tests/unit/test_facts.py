"""Masks and keys: what makes two facts rivals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.facts import ExtractedFact, key_of, mask, repeated_key
from knowledge.values import Value, ValueKind, find_values


def masked(text: str) -> str:
    return mask(text, find_values(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We delete it within 30 days.", "We delete it within  ninety (90) days."),
        ("The fee is $49 per user.", "The fee is US$ 1,049.50 per\nuser."),
        ("Interest is 5%.", "Interest is seven percent (7%)."),
        ("Effective March 1, 2024.", "effective 2025-06-30."),
        ("Up to three people may join.", "Up to 12 people may join."),
        ("Write to a@acme.example.", "Write to legal@acme.example."),
        ("Send it to 12 Main Street, Springfield, IL 62701.", "Send it to 4 Oak Avenue, Portland, OR 97201."),
    ],
)
def test_sentences_that_differ_in_values_alone_mask_to_the_same(one: str, other: str) -> None:
    assert masked(one) == masked(other)


def test_another_kind_of_value_or_another_word_masks_to_something_else() -> None:
    texts = ["within 30 days", "within $30", "within 30%", "after 30 days", "within days"]
    assert len({masked(text) for text in texts}) == len(texts)


@given(st.integers(2, 999), st.integers(2, 999))
def test_the_amount_never_shows_in_the_mask(one: int, other: int) -> None:
    assert masked(f"Keep logs for {one} days, at {one} EUR.") == masked(f"Keep logs for {other} days, at {other} EUR.")


def fact(*, subject: str = "Refunds", text: str = "paid within 30 days", ordinal: int = 0) -> ExtractedFact:
    value = Value(kind=ValueKind.DURATION, canonical="P30D", text="30 days")
    return ExtractedFact(
        subject=subject, predicate="are paid within", value=value, statement=0, masked=masked(text), ordinal=ordinal
    )


def test_a_key_outlives_its_value_and_nothing_else() -> None:
    key = key_of(document="returns", section=("Refunds",), fact=fact())
    assert key == key_of(document="returns", section=("Refunds",), fact=fact(text="paid within 90 days"))
    others = {
        key_of(document="travel", section=("Refunds",), fact=fact()),
        key_of(document="returns", section=("Other",), fact=fact()),
        key_of(document="returns", section=("Refunds",), fact=fact(subject="Fees")),
        key_of(document="returns", section=("Refunds",), fact=fact(text="paid after 30 days")),
        key_of(document="returns", section=("Refunds",), fact=fact(ordinal=1)),
        repeated_key(key, 1),
    }
    assert len(others | {key}) == 7
