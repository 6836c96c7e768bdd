"""Which statements a passage is made of: those that its facts quote, else those that its spans or sentences tell."""

from dataclasses import replace

from knowledge.facts import digest
from knowledge.ports import StoredFact, StoredPassage
from knowledge.retrieval.statements import FoundStatement, statements_of
from tests.fixtures.statements import statements_in

TABLE = """## Per diem

| Land | Per diem |
|---|---|
| Österreich 🏔 | 30 EUR |
| España | 34 EUR |

Ein café counts as a meal. Receipts are kept for 10 years.
"""


def table() -> tuple[StoredPassage, list[StoredFact]]:
    found = statements_in(TABLE, title="Travel Policy")
    return found[0].passage, [fact for one in found for fact in one.facts]


def shortly(found: list[FoundStatement]) -> list[tuple[int | None, str]]:
    return [(one.place, one.text) for one in found]


def test_facts_tell_the_statements_in_reading_order_and_several_of_one_quote_are_one_statement() -> None:
    passage, facts = table()
    found = statements_of(passage, list(reversed(facts)), {}, 0.5)
    assert [one.text.split("\n")[-1] for one in found] == [
        "Österreich 🏔 | 30 EUR",
        "España | 34 EUR",
        "Ein café counts as a meal.",
        "Receipts are kept for 10 years.",
    ]
    assert [one.place for one in found] == [start for start, _ in passage.statements]
    twin = replace(facts[-1], id=digest("twin"))
    (*_, last) = statements_of(passage, [*facts, twin], {}, 0.5)
    assert [fact.id for fact in last.facts] == [facts[-1].id, twin.id]


def test_spans_tell_the_same_words_at_the_same_places_as_facts_do() -> None:
    """Rows have their headings in front, which the spans do not count; letters outside ASCII count one each."""
    passage, facts = table()
    by_facts, by_spans = (shortly(statements_of(passage, some, {}, 0.5)) for some in (facts, ()))
    assert by_spans == by_facts
    assert by_spans[0] == (0, "Land | Per diem\nÖsterreich 🏔 | 30 EUR")


def test_where_no_spans_are_known_sentences_and_lines_are_statements_without_a_place() -> None:
    passage, _ = table()
    unknown = replace(passage, text="Ask Mo. Then wait!\n\n- one item of 1.5 kg\n(Aside.)", statements=())
    assert shortly(statements_of(unknown, (), {}, 0.5)) == [
        (None, "Ask Mo."),
        (None, "Then wait!"),
        (None, "- one item of 1.5 kg"),
        (None, "(Aside.)"),
    ]


def test_a_statement_has_its_own_cosine_and_that_of_its_passage_where_none_is_known() -> None:
    passage, facts = table()
    near = {0: 0.9, passage.statements[2][0]: 0.7}
    for some in (facts, ()):
        assert [one.cosine for one in statements_of(passage, some, near, 0.25)] == [0.9, 0.25, 0.7, 0.25]


def test_a_fact_quoted_in_front_of_the_passage_has_no_place_in_it() -> None:
    passage, facts = table()
    before = replace(facts[0], source=replace(facts[0].source, start=passage.source.start - 1))
    assert [one.place for one in statements_of(passage, [before], {-1: 0.9}, 0.1)] == [None]
