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
from tests.unit.test_key_fold import DAYS, day, entry, said, statements

KEY = UUID(int=99)
Stated = dict[int, list[Said]]
Sequence_ = tuple[list[Entry[UUID]], Stated]

SAYINGS = st.lists(statements(), max_size=2, unique_by=lambda one: one.fact)


@st.composite
def edited(draw: st.DrawFn) -> tuple[Sequence_, Sequence_]:
    """A sequence before and after an edit: entries that come, go, move or say something else."""
    entries = [
        entry(number, draw(st.integers(0, DAYS - 2)), draw(st.none() | st.integers(DAYS - 3, DAYS)))
        for number in range(draw(st.integers(0, 8)))
    ]
    stated = {one.number: draw(SAYINGS) for one in entries}
    after, stated_after = list(entries), dict(stated)
    for number in draw(st.sets(st.integers(0, 8), min_size=1, max_size=2)):
        after = [one for one in after if one.number != number]
        if number > len(entries) or draw(st.booleans()):
            after.append(entry(number, draw(st.integers(0, DAYS - 2)), draw(st.none() | st.integers(DAYS - 3, DAYS))))
            stated_after[number] = draw(SAYINGS)
    return (entries, stated), (after, stated_after)


def windows(sequence: Sequence_) -> dict[UUID, list[Window]]:
    return fold_key(*sequence)


def stretch_around(before: Sequence_, after: Sequence_, reach: int) -> tuple[Window, Sequence[Entry[UUID]]]:
    """From `reach` entries before what differs to as many behind it; and the entries that stay."""
    changed = [one for one in before[0] if one not in after[0] or before[1][one.number] != after[1][one.number]]
    changed += [one for one in after[0] if one not in before[0] or before[1][one.number] != after[1][one.number]]
    instants = [one.effective_at for one in changed]
    stays = [one for one in in_order(before[0]) if one not in changed]
    if not instants:
        return Window(day(3), day(4)), stays
    earlier = [one.effective_at for one in stays if one.effective_at < min(instants)]
    later = [one.effective_at for one in stays if one.effective_at > max(instants)]
    return Window(earlier[-reach] if reach <= len(earlier) else None, later[reach] if reach < len(later) else None), stays


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
    stretch, _ = stretch_around(before, after, reach)
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
@given(edited(), st.integers(1, 4))
def test_what_a_stretch_tells_of_an_edit_is_what_the_whole_sequence_tells(
    edit: tuple[Sequence_, Sequence_], reach: int
) -> None:
    before, after = edit
    picture = by_stretch(before, after, reach)
    event("too short" if picture is None else "told")
    assert picture is None or picture == windows(after)


@given(edited())
def test_the_whole_sequence_is_never_too_short(edit: tuple[Sequence_, Sequence_]) -> None:
    assert by_stretch(*edit, reach=9) == windows(edit[1])
