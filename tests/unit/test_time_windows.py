"""Closed-open windows, instants as people write them, and the bounds of the index."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import InvalidInstant, InvalidWindow
from knowledge.time_windows import Window, index_bounds, join_windows, read_instant

UTC = ZoneInfo("UTC")
DAY = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
instants = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2000, 1, 3), timezones=st.just(dt.UTC))  # noqa: DTZ001


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = draw(st.none() | instants), draw(st.none() | instants)
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end) + dt.timedelta(microseconds=1)
    return Window(start, end)


def test_a_window_holds_its_start_and_not_its_end() -> None:
    window = Window(DAY, DAY + dt.timedelta(days=1))
    assert window.contains(DAY)
    assert not window.contains(DAY + dt.timedelta(days=1))


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidWindow, match="ends after it starts"):
        Window(DAY, DAY)


@given(st.lists(windows(), max_size=6), instants)
def test_joined_windows_hold_the_same_instants_and_do_not_touch(
    given_windows: list[Window], instant: dt.datetime
) -> None:
    joined = join_windows(given_windows)
    assert any(w.contains(instant) for w in joined) == any(w.contains(instant) for w in given_windows)
    assert not any(a.touches(b) for i, a in enumerate(joined) for b in joined[i + 1 :])


@given(windows(), windows(), instants)
def test_what_is_left_of_a_window_without_another_is_outside_the_other(
    a: Window, b: Window, instant: dt.datetime
) -> None:
    left = any(part.contains(instant) for part in a.minus(b))
    assert left == (a.contains(instant) and not b.contains(instant))


@given(windows(), instants)
def test_the_index_never_holds_too_little(window: Window, instant: dt.datetime) -> None:
    start, end = index_bounds(window)
    second = int(instant.timestamp() // 1)
    assert not window.contains(instant) or start <= second < end


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2024-03-01", "UTC", "2024-03-01T00:00+00:00"),
        ("2024-03-01", "Europe/Berlin", "2024-02-29T23:00+00:00"),
        ("2024-03-01T09:00:00+01:00", "UTC", "2024-03-01T08:00+00:00"),
        ("2024-03-01T09:00Z", "Asia/Tokyo", "2024-03-01T09:00+00:00"),
    ],
)
def test_a_bare_date_is_midnight_in_the_tenants_zone(text: str, zone: str, instant: str) -> None:
    assert read_instant(text, ZoneInfo(zone)) == dt.datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-02-30", "yesterday", "2024-03-01T09:00:00", "03/04/2024", "", "10000-01-01"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_an_impossible_or_zoneless_instant_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(InvalidInstant, match=r"2024-03-01|add one"):
        read_instant(text, UTC, name="as_of")
