"""What becomes of each statement between two neighbouring versions, and which keys their facts inherit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.alignment import (
    ComparedStatement,
    Edit,
    EditKind,
    KeylessFact,
    PlacedFact,
    align,
    compared,
    heirs_of,
    keys_of,
)
from knowledge.facts import digest
from knowledge.passages import Statement, StatementKind
from knowledge.time_windows import Window
from knowledge.values import ValueKind

JUNE = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)
EDITORIAL, CHANGE = EditKind.EDITORIAL, EditKind.CHANGE
MIRRORED = {EditKind.ADDED: EditKind.REMOVED, EditKind.REMOVED: EditKind.ADDED}


def said(text: str, *section: str) -> ComparedStatement:
    return compared(
        Statement(
            kind=StatementKind.SENTENCE,
            text=text,
            section=section or ("Policy",),
            page=None,
            start=0,
            end=len(text),
            block=0,
        )
    )


def edits(before: Sequence[ComparedStatement], after: Sequence[ComparedStatement]) -> list[tuple[object, ...]]:
    """(kind, before, after) of every edit."""
    return [(edit.kind.value, edit.before, edit.after) for edit in align(before, after)]


def kind_of(before: str, after: str) -> EditKind:
    """The kind of edit between two sentences that stand between the same neighbours."""
    around = said("Fernweh sells outdoor gear."), said("Questions go to the service desk.")
    edit = align([around[0], said(before), around[1]], [around[0], said(after), around[1]])[1]
    assert (edit.before, edit.after) == (1, 1)
    return edit.kind


def test_a_changed_value_is_one_change() -> None:
    assert kind_of("Refunds are paid within 30 days.", "Refunds are paid within 90 days.") is CHANGE


def test_a_rewording_is_editorial() -> None:
    before = "The parcel must be handed to the carrier before the window ends."
    assert kind_of(before, "Parcels have to be handed to the carrier before the window ends.") is EDITORIAL


def test_a_number_in_words_equals_the_number_in_digits() -> None:
    before = "Refunds are paid within thirty (30) days."
    assert kind_of(before, "Refunds are paid within 30 days.") is EDITORIAL


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Sale items may be returned by post.", "Sale items may not be returned by post."),
        ("Sale items can be returned by post.", "Sale items cannot be returned by post."),
        ("Members may bring a guest to the lounge.", "Members must bring a guest to the lounge."),
        ("We will share the report with you.", "We may share the report with you."),
        ("File the claim before the trip ends.", "File the claim after the trip ends."),
        ("We may end the contract at any time.", "You may end the contract at any time."),
        ("A passport and a licence are needed.", "A passport or a licence is needed."),
    ],
)
def test_a_flipped_polarity_is_a_change(before: str, after: str) -> None:
    assert kind_of(before, after) is CHANGE
    assert kind_of(after, before) is CHANGE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The agreement's terms organise all refunds.", "The agreements' terms organize all refunds."),
        ("Agents don't open private messages.", "Agents do not open private messages."),
        ("Visitors can read the report.", "Visitors may read the report."),
        ("Submit the claim to the finance team.", "You must submit the claim to the finance team."),
        ("Non-profit groups get pre-release access.", "Nonprofit groups get prerelease access."),
    ],
)
def test_a_spelling_or_an_equal_modal_is_editorial(before: str, after: str) -> None:
    assert kind_of(before, after) is EDITORIAL
    assert kind_of(after, before) is EDITORIAL


def test_another_list_of_objects_is_a_change() -> None:
    before = "Claims are accepted from Germany, Austria and the Netherlands."
    assert kind_of(before, "Claims are accepted from Germany, Austria, Italy and the Netherlands.") is CHANGE


def test_a_renamed_section_keeps_its_statements() -> None:
    texts = "Returns are free.", "Items must be clean.", "Ask for a label first."
    before = [said(text, "Shop", "3. Returns") for text in texts]
    after = [said(text, "Shop", "5. Sending items back") for text in texts[:2]]
    after.append(said("Print a label first.", "Shop", "5. Sending items back"))
    assert edits(before, after) == [("kept", 0, 0), ("kept", 1, 1), ("change", 2, 2)]


def test_a_renumbered_and_moved_section_is_the_same_section() -> None:
    before = [said("Fees are 5 EUR.", "Shop", "1. General", "1.2 Fees")]
    after = [said("Fees are 9 EUR.", "Shop", "4. Money", "4.1 Fees")]
    assert edits(before, after) == [("change", 0, 0)]


def test_a_moved_statement_is_kept() -> None:
    moved = "Lost receipts are replaced by a written statement."
    before = [said(moved, "Travel"), said("Trips are approved.", "Travel"), said("Use the form.", "Claims")]
    after = [said("Trips are approved.", "Travel"), said("Use the form.", "Claims"), said(moved, "Claims")]
    assert sorted(edits(before, after)) == [("kept", 0, 2), ("kept", 1, 0), ("kept", 2, 1)]


def test_a_few_words_in_another_section_are_another_statement() -> None:
    before = [said("We collect:", "Collected"), said("E-mail address", "Collected"), said("We share:", "Shared")]
    after = [said("We collect:", "Collected"), said("We share:", "Shared"), said("E-mail address", "Shared")]
    assert ("added", None, 2) in edits(before, after)
    assert ("removed", 1, None) in edits(before, after)


def test_two_similar_list_items_are_not_crossed() -> None:
    before = [said("Parcels to Germany take 3 days."), said("Parcels to Austria take 5 days.")]
    after = [said("Parcels to Germany take 5 days."), said("Parcels to Austria take 3 days.")]
    assert edits(before, after) == [("change", 0, 0), ("change", 1, 1)]
    assert edits(before, after[::-1]) == [("change", 1, 0), ("change", 0, 1)]


def test_items_that_nothing_tells_apart_follow_their_order() -> None:
    before = [said(f"The fee is {fee} EUR.") for fee in (1, 2, 3)]
    after = [said(f"The fee is {fee} EUR.") for fee in (5, 6, 7)]
    assert edits(before, after) == [("change", 0, 0), ("change", 1, 1), ("change", 2, 2)]


def test_an_inserted_sentence_shifts_nothing() -> None:
    before = [said(f"Rule {letter} holds for the {letter} team.") for letter in "abcd"]
    after = [*before[:2], said("Visitors sign in at the front desk."), *before[2:]]
    assert edits(before, after) == [
        ("kept", 0, 0),
        ("kept", 1, 1),
        ("added", None, 2),
        ("kept", 2, 3),
        ("kept", 3, 4),
    ]


def test_a_repeated_line_stays_beside_its_neighbours() -> None:
    repeated, first, second = said("For example:"), said("Boots are shoes."), said("Tents are gear.")
    after = [repeated, said("Maps are books."), repeated, first, repeated, second]
    assert {("kept", 0, 2), ("kept", 1, 3), ("kept", 2, 4), ("kept", 3, 5)} < set(
        edits([repeated, first, repeated, second], after)
    )


def test_a_repeated_line_is_kept_though_nothing_around_it_is() -> None:
    before = [said("For example:"), said("Boots are shoes."), said("For example:")]
    after = [said("Invoices list orders."), said("For example:"), said("Dogs are welcome.")]
    assert ("kept", 0, 1) in edits(before, after)


def test_an_equal_text_elsewhere_is_preferred_to_a_like_one() -> None:
    text = "Employees hand in every receipt above {} EUR at the finance desk in Bonn."
    before = [said(text.format(30), "Travel"), said("Use the form.", "Claims")]
    after = [
        said("Use the form.", "Claims"),
        said(text.format(40), "Claims"),
        said(text.format(30), "Claims"),
    ]
    assert ("kept", 0, 2) in edits(before, after)
    assert ("added", None, 1) in edits(before, after)


def test_an_unlike_sentence_in_the_place_of_another_is_no_successor() -> None:
    before = [said("Dogs are welcome in the office."), said("Use the form.")]
    after = [said("Invoices list every purchase order."), said("Use the form.")]
    assert ("added", None, 0) in edits(before, after)
    assert ("removed", 0, None) in edits(before, after)


def test_of_a_split_sentence_the_greater_part_is_the_successor() -> None:
    before = [
        said("Receipts are kept for ten years and the originals are stored in the archive in Bonn."),
        said("End."),
    ]
    after = [
        said("Receipts are kept for ten years."),
        said("The originals are stored in the archive in Bonn since the move."),
        said("End."),
    ]
    paired = {(edit.before, edit.after) for edit in align(before, after)}
    assert (0, 1) in paired
    assert (None, 0) in paired


def test_a_table_row_under_other_headings_is_not_kept() -> None:
    before, after = (
        compared(
            Statement(
                kind=StatementKind.TABLE_ROW,
                text="Germany | 32 EUR",
                headings=headings,
                section=("Rates",),
                page=None,
                start=0,
                end=16,
                block=0,
            )
        )
        for headings in ("Country | Per diem", "Country | Hotel")
    )
    assert edits([before], [after]) == [("change", 0, 0)]


SECTIONS = st.sampled_from(["A", "B", "2. B"])
WORDS = st.sampled_from(
    ["refund", "parcel", "days", "30", "90", "EUR", "team", "may", "must", "not", "item", "form", "report"]
)
STATEMENTS = st.lists(
    st.builds(lambda words, section: said(" ".join(words), section), st.lists(WORDS, min_size=1, max_size=7), SECTIONS),
    max_size=9,
)


@given(STATEMENTS, STATEMENTS)
def test_pairs_are_one_to_one_and_cover_both_versions(
    before: list[ComparedStatement], after: list[ComparedStatement]
) -> None:
    found = align(before, after)
    assert sorted(edit.before for edit in found if edit.before is not None) == list(range(len(before)))
    assert sorted(edit.after for edit in found if edit.after is not None) == list(range(len(after)))
    assert found == align(list(before), list(after))


@given(STATEMENTS, STATEMENTS)
def test_the_other_way_round_gives_the_mirrored_pairs(
    before: list[ComparedStatement], after: list[ComparedStatement]
) -> None:
    mirrored = {
        Edit(kind=MIRRORED.get(edit.kind, edit.kind), before=edit.after, after=edit.before)
        for edit in align(before, after)
    }
    assert set(align(after, before)) == mirrored


@given(STATEMENTS)
def test_a_version_compared_with_itself_keeps_all(version: list[ComparedStatement]) -> None:
    assert edits(version, version) == [("kept", index, index) for index in range(len(version))]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A version with the key of each of its facts."""

    statements: list[ComparedStatement]
    facts: list[PlacedFact]
    keys: dict[UUID, UUID]

    def __getitem__(self, index: int) -> UUID:
        return self.keys[self.facts[index].id]


def facts_of(statements: Sequence[ComparedStatement]) -> list[PlacedFact]:
    """One fact a typed value, else one text, as the rules give them."""
    return [
        PlacedFact(
            id=digest(*one.section, one.text, str(ordinal)),
            statement=index,
            kind=kind,
            value=canonical,
            scope=(),
            form=digest(one.masked, str(ordinal)),
        )
        for index, one in enumerate(statements)
        for ordinal, (kind, canonical) in enumerate(one.values or ((ValueKind.TEXT, one.text.casefold()),))
    ]


def keyed(*statements: ComparedStatement, after: Keyed | None = None) -> Keyed:
    facts = facts_of(statements)
    inherited: dict[UUID, UUID] = {}
    if after is not None:
        inherited = {fact.id: after.keys[fact.id] for fact in facts if fact.id in after.keys}
        heirs = heirs_of(after.facts, facts, align(after.statements, statements))
        inherited |= {heir: after.keys[ancestor] for heir, ancestor in heirs.items()}
    allotted = {fact.id: digest(*statements[fact.statement].section, str(fact.form)) for fact in facts}
    keyless = [KeylessFact(id=id_, allotted=allotted[id_]) for id_ in dict.fromkeys(fact.id for fact in facts)]
    return Keyed(list(statements), facts, keys_of(keyless, inherited))


def test_a_reworded_and_changed_successor_inherits_its_key() -> None:
    before = keyed(said("Refunds are paid within 30 days."))
    assert keyed(said("Refunds get paid out within 90 days."), after=before)[0] == before[0]


def test_a_first_version_gets_the_keys_that_the_facts_give() -> None:
    allotted = UUID(int=7)
    assert keys_of([KeylessFact(id=UUID(int=1), allotted=allotted)], {}) == {UUID(int=1): allotted}


def test_keys_stand_in_the_order_of_the_facts_whoever_inherits() -> None:
    facts = [KeylessFact(id=UUID(int=n), allotted=UUID(int=10 + n)) for n in (1, 2, 3)]
    assert list(keys_of(facts, {UUID(int=3): UUID(int=7)})) == [UUID(int=1), UUID(int=2), UUID(int=3)]


def test_another_kind_of_value_does_not_inherit() -> None:
    before = keyed(said("The return label costs 5 EUR."))
    assert keyed(said("The return label costs 5%."), after=before)[0] != before[0]


def test_a_value_put_in_front_takes_no_key_from_those_behind_it() -> None:
    before = keyed(said("Refunds of a parcel are paid within 30 days."))
    after = keyed(said("Refunds of a parcel are checked in 2 days and paid within 30 days."), after=before)
    assert after[1] == before[0]
    assert after[0] != before[0]


def test_a_new_statement_in_old_words_takes_no_key_that_was_handed_down() -> None:
    first = keyed(said("The fee is 5 EUR."), said("End."))
    appendix = said("The fee is 9 EUR.", "Appendix")
    second = keyed(said("The regular fee is 5 EUR."), said("End."), appendix, after=first)
    last = keyed(said("The regular fee is 5 EUR."), said("The fee is 7 EUR."), said("End."), appendix, after=second)
    assert last[0] == second[0] == first[0]
    assert len(set(last.keys.values())) == len(last.keys)


def test_what_is_put_in_front_of_an_equal_form_takes_no_key_from_it() -> None:
    first = keyed(said("30 days"), said("60 days"))
    second = keyed(said("10 days"), said("30 days"), said("60 days"), after=first)
    assert (second[1], second[2]) == (first[0], first[1])
    assert second[0] not in (first[0], first[1])


def test_statements_whose_windows_part_them_in_time_are_rivals_and_others_are_not() -> None:
    allotted = UUID(int=7)
    until, since = Window(None, JUNE), Window(JUNE, None)
    windows = {1: None, 2: until, 3: since, 4: None, 5: Window(JUNE, None)}
    facts = [KeylessFact(id=UUID(int=n), allotted=allotted, own=own) for n, own in windows.items()]
    keys = keys_of(facts, {})
    assert keys[UUID(int=1)] == keys[UUID(int=2)] == keys[UUID(int=3)] == allotted
    assert len({keys[UUID(int=4)], keys[UUID(int=5)], allotted}) == 2


@given(st.lists(STATEMENTS, min_size=1, max_size=4))
def test_two_facts_of_a_version_never_share_a_key(versions: list[list[ComparedStatement]]) -> None:
    last = None
    for version in versions:
        last = keyed(*version, after=last)
        assert len(set(last.keys.values())) == len(last.keys)
