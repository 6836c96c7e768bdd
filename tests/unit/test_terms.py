"""Words as they are compared between a question and a statement."""

from concurrent.futures import ThreadPoolExecutor

from knowledge.terms import all_terms, content_terms, stem

WORDS = [f"{head}{tail}" for head in ("relat", "condition", "organiz", "promis", "return", "notif") for tail in
         ("ational", "ization", "ing", "ed", "s", "er", "able", "fulness", "ically", "ements")]  # fmt: skip


def test_an_inflected_word_is_the_same_word() -> None:
    assert all_terms("promised refunds") == all_terms("promises a refund") - all_terms("a")


def test_words_that_carry_no_meaning_are_left_out() -> None:
    assert content_terms("What does the policy say about refunds?") == content_terms("refunds")


def test_several_threads_stem_as_one_does() -> None:
    stem.cache_clear()
    alone = [stem.__wrapped__(word) for word in WORDS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: [stem.__wrapped__(word) for word in WORDS], range(200)))
    assert all(some == alone for some in together)
