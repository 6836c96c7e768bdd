"""Differences between two texts, as a person reads them."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.changes import LineKind, diff_lines

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


def test_a_changed_line_stands_between_the_lines_around_it() -> None:
    lines = diff_lines("one\ntwo\nthree", "one\n2\nthree")
    assert [(line.kind.value, line.text) for line in lines] == [
        ("kept", "one"),
        ("removed", "two"),
        ("added", "2"),
        ("kept", "three"),
    ]


def test_of_a_long_run_that_both_hold_only_its_ends_are_shown() -> None:
    same = [f"line {n}" for n in range(20)]
    lines = diff_lines("\n".join(["old", *same, "last"]), "\n".join(["new", *same, "end"]))
    assert [line.text for line in lines if line.kind is LineKind.KEPT] == ["line 0", "line 1", "line 18", "line 19"]
    assert [line.text for line in lines if line.kind is LineKind.SKIPPED] == ["16"]


def test_equal_texts_are_one_line_that_counts_them() -> None:
    assert [(line.kind, line.text) for line in diff_lines("a\n\nb\nc", "a\nb\n\nc")] == [(LineKind.SKIPPED, "3")]


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_their_difference(old: list[str], new: list[str]) -> None:
    lines = diff_lines("\n".join(old), "\n".join(new), context=100)
    kept = {LineKind.KEPT}
    if all(line.kind in kept for line in lines):
        assert old == new
    removed = [line.text for line in lines if line.kind in {*kept, LineKind.REMOVED}]
    added = [line.text for line in lines if line.kind in {*kept, LineKind.ADDED}]
    if not any(line.kind is LineKind.SKIPPED for line in lines):
        assert (removed, added) == (old, new)
