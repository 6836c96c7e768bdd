"""The fold, and its local computation proved equal to it over any order of arrival."""

import datetime as dt
from itertools import count
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from knowledge.revision import Entry, RecordedRow, difference, fold, rulings, run_of, runs
from knowledge.time_windows import Window

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def day(n: int) -> dt.datetime:
    return START + dt.timedelta(days=n)


def content(n: int) -> UUID:
    return UUID(int=n)


def entry(number: int, effective: int, *contents: int, expires: int | None = None) -> Entry:
    return Entry(
        number=number,
        effective_at=day(effective),
        expires_at=None if expires is None else day(expires),
        contents=frozenset(map(content, contents)),
    )


class Recorded:
    """What is recorded of one document: each edit sees only the rows that its runs touch, as a publication does."""

    def __init__(self) -> None:
        self.rows: list[RecordedRow] = []
        self.entries: dict[int, Entry] = {}
        self._ids = count()

    def edit(self, *, goes: Entry | None = None, comes: Entry | None = None) -> None:
        if goes is not None:
            del self.entries[goes.number]
        heir = max((e for e in self.entries.values() if goes and _place(e) < _place(goes)), key=_place, default=None)
        taken = None if comes is None else self._run(comes)
        ruled = rulings(vacated=None if goes is None else self._run(goes), heir=heir, taken=taken, entry=comes)
        touching = [row for row in self.rows if any(row.valid.touches(ruling.run) for ruling in ruled)]
        change = difference(touching, ruled)
        self.rows = [row for row in self.rows if row not in change.retire]
        self.rows += [RecordedRow(UUID(int=next(self._ids)), item, window) for item, window in change.record]
        if comes is not None:
            self.entries[comes.number] = comes

    def picture(self) -> dict[UUID, list[Window]]:
        picture: dict[UUID, list[Window]] = {}
        for row in sorted(self.rows, key=lambda r: r.valid.start or START):
            picture.setdefault(row.content, []).append(row.valid)
        return picture

    def _run(self, entry: Entry) -> Window | None:
        """Its run among the others."""
        later = [e.effective_at for e in self.entries.values() if _place(e) > _place(entry)]
        return run_of(entry, min(later, default=None))


def _place(entry: Entry) -> tuple[dt.datetime, int]:
    return entry.effective_at, entry.number


def publish_all(entries: list[Entry]) -> dict[UUID, list[Window]]:
    """Publishes the entries one by one in the given order."""
    recorded = Recorded()
    for new in entries:
        recorded.edit(comes=new)
    return recorded.picture()


def _entries(draw: st.DrawFn, number: int) -> Entry:
    effective = draw(st.integers(0, 8))
    expires = draw(st.none() | st.integers(effective + 1, 12))
    return entry(number, effective, *draw(st.sets(st.integers(0, 4))), expires=expires)


@st.composite
def sequences(draw: st.DrawFn) -> list[Entry]:
    return draw(st.permutations([_entries(draw, number) for number in range(draw(st.integers(1, 7)))]))


@given(st.data())
def test_uploads_corrections_redatings_and_retractions_reach_the_fold_of_what_is_left(data: st.DataObject) -> None:
    recorded = Recorded()
    for number in range(data.draw(st.integers(1, 9))):
        standing = sorted(recorded.entries)
        if not standing or data.draw(st.booleans()):
            recorded.edit(comes=_entries(data.draw, number))
        else:
            goes = recorded.entries[data.draw(st.sampled_from(standing))]
            comes = _entries(data.draw, goes.number) if data.draw(st.booleans()) else None
            recorded.edit(goes=goes, comes=comes)
        assert recorded.picture() == fold(recorded.entries.values())


def test_a_mistyped_year_is_repaired_as_if_it_had_never_been() -> None:
    right = [entry(1, 0, 1), entry(2, 10, 1, 2), entry(3, 20, 3)]
    recorded = Recorded()
    for new in (right[0], entry(2, 400, 1, 2), right[2]):
        recorded.edit(comes=new)
    recorded.edit(goes=recorded.entries[2], comes=right[1])
    assert recorded.picture() == fold(right)


def test_what_is_retracted_leaves_its_run_to_the_version_before() -> None:
    recorded = Recorded()
    for new in (entry(1, 0, 1, expires=15), entry(2, 10, 2), entry(3, 20, 3)):
        recorded.edit(comes=new)
    recorded.edit(goes=recorded.entries[2])
    assert recorded.picture() == {
        content(1): [Window(day(0), day(15))],
        content(3): [Window(day(20), None)],
    }


def test_a_correction_changes_only_what_differs_over_the_run_of_what_it_corrects() -> None:
    standing = [RecordedRow(UUID(int=n), content(n), Window(day(10), day(20))) for n in (1, 2)]
    ruled = rulings(
        vacated=Window(day(10), day(20)), heir=None, taken=Window(day(10), day(20)), entry=entry(2, 10, 1, 3)
    )
    change = difference(standing, ruled)
    assert [row.content for row in change.retire] == [content(2)]
    assert change.record == ((content(3), Window(day(10), day(20))),)


@given(sequences())
def test_publishing_in_any_order_of_arrival_reaches_the_fold_of_the_whole_sequence(arrivals: list[Entry]) -> None:
    assert publish_all(arrivals) == fold(arrivals)


def test_a_late_version_slots_in_between_its_neighbours() -> None:
    picture = publish_all([entry(1, 0, 1), entry(2, 20, 2), entry(3, 10, 1, 3)])
    assert picture[content(1)] == [Window(day(0), day(20))]
    assert picture[content(3)] == [Window(day(10), day(20))]
    assert picture[content(2)] == [Window(day(20), None)]


def test_a_withdrawal_closes_every_window_and_a_later_version_opens_them_again() -> None:
    picture = publish_all([entry(1, 0, 1), entry(3, 20, 1), entry(2, 10)])
    assert picture[content(1)] == [Window(day(0), day(10)), Window(day(20), None)]


def test_an_unchanged_content_is_neither_retired_nor_recorded_again() -> None:
    standing = RecordedRow(UUID(int=7), content(1), Window(day(0), None))
    taken = Window(day(10), None)
    change = difference([standing], rulings(vacated=None, heir=None, taken=taken, entry=entry(2, 10, 1, 2)))
    assert change.retire == ()
    assert change.record == ((content(2), Window(day(10), None)),)


def test_of_two_entries_on_one_day_the_later_upload_wins() -> None:
    assert publish_all([entry(2, 5, 2), entry(1, 5, 1)]) == {content(2): [Window(day(5), None)]}


def test_an_expiry_ends_the_contents_before_the_next_version() -> None:
    picture = publish_all([entry(1, 0, 1, expires=4), entry(2, 10, 1)])
    assert picture[content(1)] == [Window(day(0), day(4)), Window(day(10), None)]


def test_a_sequence_of_which_nothing_is_published_governs_nothing() -> None:
    assert runs([]) == []
