"""Passages: whole runs of statements of one section, and borders that an edit moves little."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing import DocumentReader
from knowledge.passages import (
    PASSAGE_LEAST,
    PASSAGE_LIMIT,
    EmbeddedText,
    ParsedDocument,
    Passage,
    Statement,
    StatementKind,
    embedded_text,
    split_passages,
    with_statements,
)

section_lengths = st.lists(st.lists(st.integers(20, PASSAGE_LEAST), min_size=1, max_size=8), min_size=1, max_size=14)


def sentence(salt: int, length: int) -> str:
    """A sentence of exactly this many characters; the salt makes its priority."""
    return f"{salt:x} ".ljust(length - 1, "x") + "."


def paragraphs(lengths: list[list[int]], salt: int) -> list[list[str]]:
    counter = itertools.count(salt * 1000)
    return [[sentence(next(counter), length) for length in paragraph] for paragraph in lengths]


def document(*sections: list[list[str]]) -> ParsedDocument:
    """Sections of paragraphs of sentences."""
    text, statements, block = "", [], 0
    for number, section in enumerate(sections):
        text += f"Section {number}\n\n"
        for paragraph in section:
            for words in paragraph:
                start = len(text)
                text += words + " "
                statements.append(
                    Statement(
                        kind=StatementKind.SENTENCE,
                        text=words,
                        section=(f"Section {number}",),
                        page=None,
                        start=start,
                        end=start + len(words),
                        block=block,
                    )
                )
            text = text.rstrip() + "\n\n"
            block += 1
    return ParsedDocument(title=None, text=text, statements=tuple(statements))


def changed(before: list[Passage], after: list[Passage]) -> int:
    """Passages that must be embedded anew."""
    known = {(passage.section, passage.text) for passage in before}
    return sum((passage.section, passage.text) not in known for passage in after)


@given(st.lists(section_lengths, min_size=1, max_size=3), st.integers(0, 2**40))
def test_passages_hold_every_statement_once_in_order_within_its_section(
    lengths: list[list[list[int]]], salt: int
) -> None:
    parsed = document(*(paragraphs(section, salt + number) for number, section in enumerate(lengths)))
    passages = split_passages(parsed)
    held = 0
    for passage in passages:
        assert passage.text == parsed.text[passage.start : passage.end]
        inside = [s for s in parsed.statements if passage.start <= s.start and s.end <= passage.end]
        assert {s.section for s in inside} == {passage.section}
        assert (inside[0].start, inside[-1].end) == (passage.start, passage.end)
        assert passage.statements == tuple((s.start - passage.start, s.end - passage.start) for s in inside)
        held += len(inside)
    assert all(a.end <= b.start for a, b in itertools.pairwise(passages))
    assert held == len(parsed.statements)


@settings(max_examples=300)
@given(section_lengths, st.integers(20, PASSAGE_LEAST), st.integers(0, 2**40), st.data())
def test_a_sentence_inserted_after_the_first_of_a_paragraph_changes_at_most_two_passages(
    lengths: list[list[int]], length: int, salt: int, data: st.DataObject
) -> None:
    section = paragraphs(lengths, salt)
    at = data.draw(st.integers(0, len(section) - 1))
    place = data.draw(st.integers(1, len(section[at])))
    edited = [*section[:at], [*section[at][:place], sentence(salt, length), *section[at][place:]], *section[at + 1 :]]
    assert changed(split_passages(document(section)), split_passages(document(edited))) <= 2


@settings(max_examples=300)
@given(section_lengths, st.integers(20, PASSAGE_LEAST), st.integers(0, 2**40), st.data())
def test_a_paragraph_of_one_sentence_inserted_changes_at_most_three_passages(
    lengths: list[list[int]], length: int, salt: int, data: st.DataObject
) -> None:
    """It opens a block: three in one of three thousand, else two."""
    section = paragraphs(lengths, salt)
    at = data.draw(st.integers(0, len(section)))
    edited = [*section[:at], [sentence(salt, length)], *section[at:]]
    assert changed(split_passages(document(section)), split_passages(document(edited))) <= 3


@pytest.mark.parametrize("limit", [600, PASSAGE_LIMIT, 3000])
def test_passages_of_a_long_section_are_near_the_limit(limit: int) -> None:
    section = paragraphs([[75] * 5] * 200, salt=7)
    sizes = [len(passage.text) for passage in split_passages(document(section), limit=limit)]
    assert 0.45 * limit < sum(sizes) / len(sizes) < limit
    assert min(sizes) >= PASSAGE_LEAST
    assert sum(size > limit for size in sizes) < 0.1 * len(sizes)


def test_other_sections_never_change() -> None:
    first, second = [["The fee is 5 euros."]], [["Refunds take 14 days."]]
    before, after = document(first, second), document([*first, ["The fee is due at once."]], second)
    assert changed(split_passages(before), split_passages(after)) == 1


def test_the_embedded_text_has_title_and_section_path_without_numbers() -> None:
    assert (
        embedded_text("Returns Policy", ("2. Refunds", "D.4 How long", "(a) Exceptions"), "Within 30 days.")
        == "Returns Policy, Refunds, How long, Exceptions: Within 30 days."
    )
    assert embedded_text("Terms", ("Terms", "Section 3 - Fees"), "5 euros.") == "Terms, Fees: 5 euros."
    assert embedded_text("Terms", ("1.1. Scope", "IV. Term"), "x") == "Terms, Scope, Term: x"
    assert embedded_text("Terms", ("A Note on Fees", "I Agree", "2024 Rates"), "x") == (
        "Terms, A Note on Fees, I Agree, 2024 Rates: x"
    )
    assert embedded_text("Terms", (), "x") == "Terms: x"


MIXED = """# Spesenrichtlinie 🌍

## 2.1 Per diem

| Land | Tagessatz | Hôtel |
|---|---|---|
| Österreich | 30 € | 120 € |
| 日本 | 5,000 円 | 20,000 円 |

Of the rate you keep:

- all of it on a full day 🛫,
- half of it on the day of the journey.

Contact: travel@example.com

A receipt is needed above 10 €. “Receipt” means a bill; a card slip is none.
"""


def test_the_place_of_a_statement_in_the_embedded_text_covers_its_words() -> None:
    parsed = DocumentReader().parse(MIXED.encode(), file_name="rules.md", media_type="text/markdown")
    assert {StatementKind.TABLE_ROW, StatementKind.LIST_ITEM} <= {one.kind for one in parsed.statements}
    covered = []
    for passage in split_passages(parsed):
        embedded = embedded_text("Spesen 🧳", passage.section, passage.text)
        placed = with_statements(embedded, passage.statements)
        assert placed.text == embedded
        covered += [embedded[start:end] for start, end in placed.statements]
    assert covered == [one.text for one in parsed.statements]


def test_a_passage_of_which_no_statements_are_known_is_embedded_without() -> None:
    assert with_statements("Terms: x", None) == EmbeddedText("Terms: x")
