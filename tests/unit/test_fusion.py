"""How two rankings become one."""

from knowledge.fusion import fuse


def order(ranked: list[tuple[str, float]]) -> list[str]:
    return [name for name, _ in ranked]


def test_both_lists_count() -> None:
    ranked = fuse({"near": 0.6, "both": 0.55, "far": 0.1}, {"both": 9.0, "worded": 3.0})
    assert order(ranked)[0] == "both"
    assert {*order(ranked)} == {"near", "both", "far", "worded"}


def test_the_unit_of_bm25_does_not_matter() -> None:
    dense = {"a": 0.5, "b": 0.3}
    assert fuse(dense, {"a": 2.0, "b": 4.0}) == fuse(dense, {"a": 20.0, "b": 40.0})


def test_a_passage_found_by_words_alone_has_the_least_cosine_not_zero() -> None:
    assert dict(fuse({"a": 0.5, "b": 0.4}, {"c": 2.0})) == {"a": 0.5, "b": 0.4, "c": 1.4}


def test_one_list_alone_keeps_its_order() -> None:
    assert order(fuse({"a": 0.2, "b": 0.7}, {})) == ["b", "a"]
    assert order(fuse({}, {"a": 1.0, "b": 3.0})) == ["b", "a"]
    assert fuse({}, {}) == []


def test_equals_keep_the_order_in_which_they_came() -> None:
    assert order(fuse({"b": 0.5, "a": 0.5}, {})) == ["b", "a"]
