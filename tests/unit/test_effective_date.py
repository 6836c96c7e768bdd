"""The date from which a document says that it holds."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ingestion.parsing import DocumentReader, stated_effective_date

UTC = ZoneInfo("UTC")


def stated(text: str, zone: ZoneInfo = UTC) -> dt.datetime | None:
    return stated_effective_date(DocumentReader().parse(text.encode(), file_name="a.md", media_type=None), zone)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Effective January 1, 2026. Fees apply.", "2026-01-01"),
        ("**Effective date:** 1 March 2025", "2025-03-01"),
        ("Effective as of the 3rd of March, 2024, these rules apply.", "2024-03-03"),
        ("These terms take effect on 2024-05-06.", "2024-05-06"),
        ("Version of 3 March 2024", "2024-03-03"),
        ("Version 3 March 2024", "2024-03-03"),
        ("Version 2.1, last updated: Sept. 5, 2023", "2023-09-05"),
        ("_Last revised on 31.12.2023_", "2023-12-31"),
        ("Last Updated: December 2025", "2025-12-01"),
        ("Updated 25/12/2023", "2023-12-25"),
        ("Last updated: 1 May 2024. Effective date: 1 June 2024.", "2024-06-01"),
        ("Effective 1 May 2024. This replaces the terms effective 1 May 2020.", "2024-05-01"),
        ("---\neffective_date: 2024-02-03\n---\nEffective 1 May 2020.", "2024-02-03"),
        ("---\ndate: 2024-02-03\n---\nEffective 1 May 2020.", "2020-05-01"),
        ("---\nLast-Updated: 3 Feb 2024\n---\nFees apply.", "2024-02-03"),
        ("# Refunds (1 July 2023)\n\nFees apply.", "2023-07-01"),
        ("The short version. " * 150 + "\n\nVersion Effective Date: 1 July 2023\n\nFees apply.", "2023-07-01"),
    ],
)
def test_a_stated_date_is_found(text: str, day: str) -> None:
    assert stated(text) == dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fees apply from now on.",
        "Effective 03/04/2024 fees apply.",
        "Effective date: February 30, 2024",
        "Last updated: 2024-13-01",
        "The company was founded on 1 May 2001.",
        "Fees apply. " * 200 + "This clause is effective 1 May 2024 for all.",
    ],
)
def test_no_ambiguous_impossible_or_unrelated_date_is_taken(text: str) -> None:
    assert stated(text) is None


def test_the_day_starts_in_the_tenants_time_zone() -> None:
    assert stated("Effective 1 July 2024.", ZoneInfo("Europe/Berlin")) == dt.datetime(2024, 6, 30, 22, tzinfo=dt.UTC)
