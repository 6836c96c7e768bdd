"""When facts lapse that nobody confirms."""

import datetime as dt
from uuid import UUID

import pytest

from knowledge.expiry import Due, ExpiryRule, due_after, months_after


@pytest.mark.parametrize(
    ("instant", "months", "later"),
    [
        ("2024-01-15T08:30", 1, "2024-02-15T08:30"),
        ("2024-01-31T00:00", 1, "2024-02-29T00:00"),
        ("2023-01-31T00:00", 1, "2023-02-28T00:00"),
        ("2024-02-29T00:00", 12, "2025-02-28T00:00"),
        ("2024-12-01T00:00", 1, "2025-01-01T00:00"),
        ("2024-08-31T00:00", 18, "2026-02-28T00:00"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(instant: str, months: int, later: str) -> None:
    assert months_after(at(instant), months) == at(later)


def test_a_reminder_goes_out_days_before() -> None:
    rule = ExpiryRule(id=UUID(int=1), name="rates", months=12, remind_days=30, predicate="rate")
    assert due_after(at("2024-03-01"), rule) == Due(reminds_at=at("2025-01-30"), lapses_at=at("2025-03-01"))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
