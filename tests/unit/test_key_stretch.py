"""What a stretch of the sequence tells of an edit, beside the fold of the whole sequence before and after it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from hypothesis import event, given, settings
from hypothesis import strategies as st

from knowledge.revision import (
    Entry,
    RecordedRow,
    Said,
    Told,
    difference,
    fold_key,
    in_order,
    rulings_of_turns,
    runs,
    turns_of_key,
)
from knowledge.time_windows import Window
from tests.unit.test_key_fold import DAYS, day, entry, said

KEY = UUID(int=99)
Stated = dict[int, list[Said]]
Sequence_ = tuple[list[Entry[UUID]], Stated]


@st.composite
def statements(draw: st.DrawFn, fact: int) -> Said:
    since = draw(st.none() | st.integers(0, DAYS - 2))
    return said(fact, since, draw(st.none() | st.integers((since or 0) + 1, DAYS)))


@st.composite
def edits(draw: st.DrawFn) -> tuple[Sequence_, Sequence_]:
    """A sequence before and after an edit: entries that come, go, move or say something else.

    A fact is a statement in its words: whatever version states it, its own window is the same.
    """
    facts = [draw(statements(number)) for number in range(1, 6)]
    sayings = st.lists(st.sampled_from(facts), max_size=2, unique=True)
    expiries = st.none() | st.none() | st.integers(DAYS - 3, DAYS)
    days = st.integers(0, DAYS - 2)
    entries = [entry(number, draw(days), draw(expiries)) for number in range(draw(st.integers(3, 10)))]
    stated = {one.number: draw(sayings) for one in entries}
    after, stated_after = list(entries), dict(stated)
    for number in draw(st.sets(st.integers(0, len(entries)), min_size=1, max_size=2)):
        after = [one for one in after if one.number != number]
        if number == len(entries) or draw(st.booleans()):
            after.append(entry(number, draw(days), draw(expiries)))
            stated_after[number] = draw(sayings)
    return (entries, stated), (after, stated_after)


def windows(sequence: Sequence_) -> dict[UUID, list[Window]]:
    return fold_key(*sequence)


def stretch_around(before: Sequence_, after: Sequence_, reach: int) -> Window:
    """From `reach` entries before what differs to as many behind it."""
    (was, stated), (comes, stated_after) = before, after
    changed = {
        *(one for one in was if one not in comes or stated[one.number] != stated_after[one.number]),
        *(one for one in comes if one not in was or stated[one.number] != stated_after[one.number]),
    }
    instants = [one.effective_at for one in changed] or [day(3)]
    stays = [one.effective_at for one in in_order(was) if one not in changed]
    earlier = [at for at in stays if at < min(instants)]
    later = [at for at in stays if at > max(instants)]
    return Window(earlier[-reach] if reach <= len(earlier) else None, later[reach] if reach < len(later) else None)


def told(sequence: Sequence_, stretch: Window) -> Told[UUID]:
    return Told([one for one in sequence[0] if stretch.contains(one.effective_at)], sequence[1])


def claimed_behind(sequence: Sequence_, stretch: Window) -> set[UUID]:
    governing = [one for one, run in runs(sequence[0]) if run and stretch.end and one.effective_at >= stretch.end]
    return {one.fact for behind in governing for one in sequence[1][behind.number] if one.own and one.own.start}


def rows(held: Mapping[UUID, Sequence[Window]]) -> list[RecordedRow[tuple[UUID, UUID]]]:
    return [
        RecordedRow(UUID(int=number), (fact, KEY), window)
        for number, (fact, window) in enumerate((fact, window) for fact, found in held.items() for window in found)
    ]


def by_stretch(before: Sequence_, after: Sequence_, reach: int) -> dict[UUID, list[Window]] | None:
    """The picture after the edit, from the one before it and a stretch of both sequences."""
    stretch = stretch_around(before, after, reach)
    turns = turns_of_key(
        told(before, stretch), told(after, stretch), begins=stretch.start is None, following=stretch.end
    )
    if turns is None:
        return None
    held = windows(before)
    ruled = rulings_of_turns(turns, KEY, held, claimed=claimed_behind(before, stretch), following=stretch.end)
    recorded = rows(held)
    change = difference(recorded, ruled)
    picture = [(row.content[0], row.valid) for row in recorded if row not in change.retire]
    picture += [(fact, window) for (fact, _), window in change.record]
    found: dict[UUID, list[Window]] = {}
    for fact, window in sorted(picture, key=lambda one: (one[1].start is not None, one[1].start)):
        found.setdefault(fact, []).append(window)
    return found


@settings(max_examples=500)
@given(edits(), st.integers(1, 4))
def test_what_a_stretch_tells_of_an_edit_is_what_the_whole_sequence_tells(
    edit: tuple[Sequence_, Sequence_], reach: int
) -> None:
    before, after = edit
    picture = by_stretch(before, after, reach)
    event("too short" if picture is None else "told")
    assert picture is None or picture == windows(after)


@given(edits())
def test_the_whole_sequence_is_never_too_short(edit: tuple[Sequence_, Sequence_]) -> None:
    assert by_stretch(*edit, reach=11) == windows(edit[1])


PLAIN, ANNOUNCED, LATER = said(50), said(80, since=9), said(90, since=10)


def is_told(
    versions: Sequence[Said], *, gone: int | None = None, new: int | None = None, start: int | None, end: int | None
) -> bool:
    """Whether a stretch tells what changes when one of some versions, of a day each, goes or is new."""
    entries = [entry(number, number) for number in range(len(versions))]
    stated = {number: [one] for number, one in enumerate(versions)}
    stretch = Window(None if start is None else day(start), None if end is None else day(end))
    before, after = (
        told(([one for one in entries if one.number != absent], stated), stretch) for absent in (new, gone)
    )
    return turns_of_key(before, after, begins=start is None, following=stretch.end) is not None


def test_an_edit_reaches_forward_past_versions_that_only_announce() -> None:
    versions = [PLAIN, said(60), ANNOUNCED, LATER, PLAIN, PLAIN]
    assert [is_told(versions, gone=1, start=None, end=end) for end in (2, 3, 4, 5)] == [False, False, False, True]


def test_an_edit_reaches_back_past_versions_that_only_announce() -> None:
    versions = [PLAIN, PLAIN, ANNOUNCED, LATER]
    assert [is_told(versions, new=3, start=start, end=None) for start in (2, 1, None)] == [False, True, True]


def test_an_edit_reaches_back_to_where_its_statement_says_that_it_began() -> None:
    versions = [PLAIN, PLAIN, PLAIN, said(70, since=1), PLAIN]
    assert [is_told(versions, gone=3, start=start, end=None) for start in (2, 1)] == [False, True]
