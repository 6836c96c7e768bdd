"""The fold, and its local computation proved equal to it over any order of arrival."""

import datetime as dt
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from knowledge.revision import Entry, RecordedRow, difference, fold, runs
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


def publish_all(entries: list[Entry]) -> dict[UUID, list[Window]]:
    """Publishes the entries one by one in the given order, each seeing only what is recorded."""
    rows: list[RecordedRow] = []
    published: list[Entry] = []
    for number, new in enumerate(entries):
        later = [e for e in published if (e.effective_at, e.number) > (new.effective_at, new.number)]
        following = min((e.effective_at for e in later), default=None)
        run = Window(new.effective_at, following) if following is None or following > new.effective_at else None
        touching = [row for row in rows if run is not None and row.valid.touches(run)]
        change = difference(touching, new, following)
        rows = [row for row in rows if row not in change.retire]
        rows += [
            RecordedRow(UUID(int=number * 1000 + i), item, window) for i, (item, window) in enumerate(change.record)
        ]
        published.append(new)
    picture: dict[UUID, list[Window]] = {}
    for row in sorted(rows, key=lambda r: r.valid.start or START):
        picture.setdefault(row.content, []).append(row.valid)
    return picture


@st.composite
def sequences(draw: st.DrawFn) -> list[Entry]:
    count = draw(st.integers(1, 7))
    entries = []
    for number in range(count):
        effective = draw(st.integers(0, 8))
        expires = draw(st.none() | st.integers(effective + 1, 12))
        entries.append(entry(number, effective, *draw(st.sets(st.integers(0, 4))), expires=expires))
    return draw(st.permutations(entries))


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
    change = difference([standing], entry(2, 10, 1, 2), None)
    assert change.retire == ()
    assert change.record == ((content(2), Window(day(10), None)),)


def test_of_two_entries_on_one_day_the_later_upload_wins() -> None:
    assert publish_all([entry(2, 5, 2), entry(1, 5, 1)]) == {content(2): [Window(day(5), None)]}


def test_an_expiry_ends_the_contents_before_the_next_version() -> None:
    picture = publish_all([entry(1, 0, 1, expires=4), entry(2, 10, 1)])
    assert picture[content(1)] == [Window(day(0), day(4)), Window(day(10), None)]


def test_a_sequence_of_which_nothing_is_published_governs_nothing() -> None:
    assert runs([]) == []
