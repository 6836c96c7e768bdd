"""Which words of a statement answer where no value does: its stretches, its clauses, the list that it opens."""

import pytest

from knowledge.answering.spans import LONGEST, clause_on, core, cut_at_word, items_after, opens_list, spoken

LONG = (
    "Whoever leaves the company hands back the laptop, the badge, the parking permit, all keys and any other thing "
    "that was lent by the facilities team or by the manager of the site where the work was done during the last year, "
    "and the line manager confirms in writing on the very same day that everything on the list has come back in good "
    "order and that nothing on it is missing, broken, exchanged for something else or still on its way by post, "
    "unless the equipment was reported as stolen to the security desk before the last day of work."
)


def test_a_short_statement_is_its_own_core_without_its_list_marker() -> None:
    for marker in ("- ", "* ", "\u2022 ", "1. ", "12) ", "(a) ", "b) "):
        assert core(f"{marker}Keys are handed\n back.", "keys") == "Keys are handed back."
    assert core("A key is handed back.", "keys") == "A key is handed back."


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What must be handed back?", "Whoever leaves"),
        ("Who confirms in writing?", "and the line manager"),
        ("What about stolen equipment reported to the security desk?", "unless the equipment"),
    ],
)
def test_of_a_long_statement_the_stretch_with_most_of_the_question_is_the_core(question: str, begins: str) -> None:
    found = core(LONG, question)
    assert found.startswith(begins)
    assert len(found) <= LONGEST
    assert found in LONG


def test_words_of_the_title_and_the_headings_choose_no_stretch_unless_the_question_has_no_others() -> None:
    question = "What about a laptop, a badge or a permit that was stolen?"
    assert core(LONG, question).startswith("Whoever")
    assert core(LONG, question, above="Laptop, badge, permit").startswith("unless")
    assert core(LONG, "the security desk", above="Security desk").startswith("unless")


def test_a_cut_never_leaves_half_a_word_or_a_dangling_comma() -> None:
    assert cut_at_word("one, two three", 4) == "one"
    assert cut_at_word("one two", 7) == "one two"
    assert cut_at_word("extraordinary", 5) == "extra"


@pytest.mark.parametrize(
    ("text", "question", "clause"),
    [
        ("Tea is free; coffee costs 1 EUR.", "Is tea free?", "Tea is free;"),
        ("Tea is free; coffee costs 1 EUR.", "What does coffee cost?", "coffee costs 1 EUR."),
        ("Tea is free and may be taken home.", "Can tea be taken home?", "may be taken home."),
        ("Tea is free, but it is not served on Sundays.", "Is tea served?", " it is not served on Sundays."),
        ("Tea is free \u2014 coffee is not.", "Who cleans the machine?", "Tea is free"),
        ("Tea is free.", "Is coffee free?", "Tea is free."),
        ("", "Is coffee free?", ""),
    ],
)
def test_the_clause_asked_about_has_most_of_the_question_and_the_subject_of_the_first_where_it_has_none(
    text: str, question: str, clause: str
) -> None:
    assert clause_on(text, question) == clause


def test_a_row_is_spoken_cell_by_cell_behind_its_headings_and_empty_cells_are_left_out() -> None:
    assert spoken("Country | Per diem | Note\nÖsterreich | 30 EUR | -") == "Country: Österreich; Per diem: 30 EUR"
    assert spoken("Two\nlines") == "Two lines"


def test_a_list_behind_a_colon_ends_where_its_items_do() -> None:
    opening = "The following are paid:"
    passage = f"{opening}\n- trains;\n  - second class\n\n- taxis.\nNothing else is paid.\n- never this"
    assert opens_list(f"{opening} ")
    assert not opens_list("Trains are paid.")
    assert items_after(passage, opening) == ["trains;", "second class", "taxis."]
    assert items_after(passage, "Not in it:") == []
