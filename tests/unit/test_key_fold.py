"""The fold of one key whose statements carry their own windows, beside its definition day by day."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from knowledge.revision import Entry, Said, fold_key, runs
from knowledge.time_windows import Window
from tests.fixtures.definition import holding_at

START = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
DAYS = 14


def day(n: int) -> dt.datetime:
    return START + dt.timedelta(days=n)


def entry(number: int, effective: int, expires: int | None = None) -> Entry[UUID]:
    return Entry(number=number, effective_at=day(effective), expires_at=None if expires is None else day(expires))


def said(fact: int, since: int | None = None, until: int | None = None) -> Said:
    if since is None and until is None:
        return Said(UUID(int=fact))
    return Said(UUID(int=fact), Window(None if since is None else day(since), None if until is None else day(until)))


Version = tuple[int, int | None, list[Said]]  # effective day, expiry, what it says of the key


def held(*versions: Version) -> list[int | None]:
    """The fact that holds on each day, by the fold."""
    entries = [entry(number, effective, expires) for number, (effective, expires, _) in enumerate(versions)]
    picture = fold_key(entries, {number: facts for number, (_, _, facts) in enumerate(versions)})
    days: list[int | None] = []
    for n in range(DAYS):
        holding = [fact.int for fact, windows in picture.items() if any(window.contains(day(n)) for window in windows)]
        assert len(holding) <= 1, "two facts of a key hold at once"
        days.append(holding[0] if holding else None)
    return days


def defined(versions: Sequence[Version]) -> list[int | None]:
    """The same by its definition."""
    entries = [entry(number, effective, expires) for number, (effective, expires, _) in enumerate(versions)]
    governing = [one for one, run in runs(entries) if run]
    told = [(one, versions[one.number][2]) for one in governing]
    holdings = [holding_at(told, day(n)) for n in range(DAYS)]
    return [None if holding is None else holding.fact.int for holding in holdings]


@st.composite
def statements(draw: st.DrawFn) -> Said:
    since = draw(st.none() | st.integers(0, DAYS - 2))
    until = draw(st.none() | st.integers((since or 0) + 1, DAYS))
    return said(draw(st.integers(1, 4)), since, until)


VERSIONS = st.lists(
    st.tuples(
        st.integers(0, DAYS - 4),
        st.none() | st.integers(DAYS - 3, DAYS),
        st.lists(statements(), max_size=2, unique_by=lambda one: one.fact),
    ),
    max_size=5,
)


@given(VERSIONS)
def test_the_fold_is_what_its_definition_says_of_every_day(versions: list[Version]) -> None:
    assert held(*versions) == defined(versions)


def test_a_predecessor_lives_until_its_successors_announced_start() -> None:
    assert held((0, None, [said(50)]), (2, None, [said(80, since=5)]))[:7] == [50, 50, 50, 50, 50, 80, 80]


def test_what_was_announced_and_is_no_longer_stated_never_comes() -> None:
    assert held((0, None, [said(50)]), (2, None, [said(80, since=9)]), (4, None, []))[:6] == [50] * 4 + [None] * 2


def test_an_announcement_in_the_place_of_another_lets_what_held_go_on_to_its_own_day() -> None:
    told = held((0, None, [said(50)]), (2, None, [said(80, since=6)]), (4, None, [said(90, since=8)]))
    assert told[:9] == [50] * 8 + [90]


def test_a_start_in_the_past_wins_over_what_earlier_versions_said() -> None:
    assert held((0, None, [said(50)]), (5, None, [said(80, since=2)]))[:6] == [50, 50, 80, 80, 80, 80]


def test_what_a_version_said_of_the_past_stays_when_a_later_one_no_longer_states_it() -> None:
    assert held((5, None, [said(80, since=2)]), (7, None, []))[:8] == [None, None, 80, 80, 80, 80, 80, None]


def test_an_end_holds_while_the_text_still_stands() -> None:
    assert held((0, None, [said(50, until=3)]), (5, None, [said(50, until=3)]))[:5] == [50, 50, 50, None, None]


def test_a_plain_statement_gives_way_to_one_with_a_window_beside_it() -> None:
    assert held((0, None, [said(50), said(80, since=2, until=4)]))[:6] == [50, 50, 80, 80, 50, 50]


def test_a_predecessor_with_an_end_does_not_outlive_it() -> None:
    assert held((0, None, [said(50, until=3)]), (2, None, [said(80, since=5)]))[:6] == [50, 50, 50, None, None, 80]


def test_a_withdrawal_ends_what_waited() -> None:
    assert held((0, None, [said(50)]), (2, None, [said(80, since=5)]), (3, None, []))[:6] == [50] * 3 + [None] * 3
