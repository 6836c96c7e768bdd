"""When a delivery is tried again: for days, not before the receiver wishes, and never all at once."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from knowledge.adapters.receivers.schedule import STANDARD, Backoff, read_backoff, read_retry_after, rest

NOW = dt.datetime(2026, 11, 28, 16, 0, tzinfo=dt.UTC)
ONE = UUID(int=1)


def seconds(count: float) -> dt.timedelta:
    return dt.timedelta(seconds=count)


def test_it_is_tried_for_three_days_and_then_given_up() -> None:
    backoff = Backoff()
    pauses = [backoff.after(attempts, delivery=ONE) for attempts in range(1, len(STANDARD) + 1)]
    total = sum((pause for pause in pauses if pause is not None), dt.timedelta())
    assert dt.timedelta(days=3) < total < dt.timedelta(days=3.6)
    assert backoff.after(len(STANDARD) + 1, delivery=ONE) is None


def test_each_pause_is_the_scheduled_one_or_up_to_a_tenth_more_and_always_the_same_for_one_delivery() -> None:
    backoff = Backoff((100.0,))
    pauses = {backoff.after(1, delivery=uuid4()) for _ in range(50)}
    assert len(pauses) > 40
    assert all(pause is not None and seconds(100) <= pause <= seconds(110) for pause in pauses)
    assert backoff.after(1, delivery=ONE) == backoff.after(1, delivery=ONE)


@pytest.mark.parametrize(
    ("wish", "least", "most"),
    [(None, 10, 11), (1, 10, 11), (3_600, 3_600, 3_600), (10 * 86_400, 86_400, 86_400)],
)
def test_a_wish_to_be_left_alone_for_longer_is_honoured_for_up_to_a_day(
    wish: float | None, least: float, most: float
) -> None:
    wished = None if wish is None else seconds(wish)
    pause = Backoff((10.0,)).after(1, delivery=ONE, wish=wished)
    assert pause is not None
    assert seconds(least) <= pause <= seconds(most)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("120", seconds(120)),
        (" 5 ", seconds(5)),
        ("Sat, 28 Nov 2026 16:00:30 GMT", seconds(30)),
        ("Sat, 28 Nov 2026 15:00:00 GMT", None),  # it has come
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("9" * 400, None),
        ("Sat, 28 Nov 2026 16:00:30", None),  # of no time zone
        (None, None),
    ],
)
def test_a_retry_after_is_seconds_or_a_date(text: str | None, wish: dt.timedelta | None) -> None:
    assert read_retry_after(text, NOW) == wish


def test_a_receiver_that_fails_again_and_again_is_left_alone_for_longer_and_longer_up_to_a_minute() -> None:
    rests = [rest(failures).total_seconds() for failures in range(20)]
    assert rests[:6] == [0, 0, 0, 1, 2, 4]
    assert rests == sorted(rests)
    assert rests[-1] == 60


def test_pauses_are_read_from_the_settings() -> None:
    assert read_backoff("5, 300, 0.5").seconds == (5, 300, 0.5)
    for wrong in ("", "0", "-1", "5; 300", "1e9", "nan", "5,,6"):
        with pytest.raises(ValueError, match=r"."):
            read_backoff(wrong)


def test_a_delivery_waits_for_longer_than_its_attempts_take_and_then_no_more() -> None:
    assert Backoff().patience > dt.timedelta(days=4)
    assert Backoff((0.1,)).patience == dt.timedelta(hours=1)
