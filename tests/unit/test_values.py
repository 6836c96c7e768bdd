"""Typed values: what is found, what it is compared by, and that no text makes the search wrong or slow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.values import ValueKind, find_values, whole_value

DURATIONS = [
    ("within 30 days", "30 days", "P30D"),
    ("within ninety (90) days", "ninety (90) days", "P90D"),
    ("30 (thirty) days' notice", "30 (thirty) days", "P30D"),
    ("a 12-month period", "12-month", "P12M"),
    ("a six-month term", "six-month", "P6M"),
    ("two weeks", "two weeks", "P14D"),
    ("24 hours", "24 hours", "PT24H"),
    ("15 minutes of inactivity", "15 minutes", "PT15M"),
    ("1 business day", "1 business day", "P1BD"),
    ("five working days", "five working days", "P5BD"),
    ("four business hours", "four business hours", "PT4BH"),
    ("30 calendar days", "30 calendar days", "P30D"),
    ("one year", "one year", "P12M"),
    ("1.5 hours", "1.5 hours", "PT1.5H"),
    ("within a year", "a year", "P12M"),
    ("twenty-five days", "twenty-five days", "P25D"),
    ("2 to 5 days", "2 to 5 days", "P2D..P5D"),
    ("3–5 business days", "3–5 business days", "P3BD..P5BD"),  # noqa: RUF001
    ("two or three weeks", "two or three weeks", "P14D..P21D"),
]
MONEY = [
    ("a cap of $500", "$500", "USD 500"),
    ("$500.00 USD", "$500.00 USD", "USD 500"),
    ("US$ 1,000,000", "US$ 1,000,000", "USD 1000000"),
    ("C$40", "C$40", "CAD 40"),
    ("50 EUR", "50 EUR", "EUR 50"),
    ("€1,200", "€1,200", "EUR 1200"),
    ("€1.200,50", "€1.200,50", "EUR 1200.5"),
    ("10 000 EUR", "10 000 EUR", "EUR 10000"),
    ("USD 500", "USD 500", "USD 500"),
    ("£30 per night", "£30", "GBP 30"),
    ("$5 million", "$5 million", "USD 5000000"),
    ("two hundred dollars", "two hundred dollars", "USD 200"),
    ("a hundred dollars", "a hundred dollars", "USD 100"),
    ("fifty (50) euros", "fifty (50) euros", "EUR 50"),
    ("25 Swiss francs", "25 Swiss francs", "CHF 25"),
    ("$50-$100", "$50-$100", "USD 50..USD 100"),
    ("between $50 and $100", "$50 and $100", "USD 50..USD 100"),
    ("50 to 100 EUR", "50 to 100 EUR", "EUR 50..EUR 100"),
]
PERCENTAGES = [
    ("25%", "25%", "25%"),
    ("five percent (5%)", "five percent (5%)", "5%"),
    ("five (5) percent", "five (5) percent", "5%"),
    ("99.95 % uptime", "99.95 %", "99.95%"),
    ("5–10%", "5–10%", "5%..10%"),  # noqa: RUF001
]
NUMBERS = [
    ("at least 8 characters", "8", "8"),
    ("up to three people", "three", "3"),
    ("1,000 requests per hour", "1,000", "1000"),
    ("under the age of 13", "13", "13"),
    ("one carry-on bag", "one", "1"),
    ("files of up to 10 GB", "10 GB", "10 GB"),
    ("two hundred and five members", "two hundred and five", "205"),
    ("TLS 1.2 or higher", "1.2", "1.2"),
    ("in 2000 cases", "2000", "2000"),
]
DATES = [
    ("March 1, 2024", "March 1, 2024", "2024-03-01"),
    ("1 March 2024", "1 March 2024", "2024-03-01"),
    ("the 1st of March, 2024", "1st of March, 2024", "2024-03-01"),
    ("Sept. 5, 2023", "Sept. 5, 2023", "2023-09-05"),
    ("2024-03-01", "2024-03-01", "2024-03-01"),
    ("31/12/2023", "31/12/2023", "2023-12-31"),
    ("12/31/2023", "12/31/2023", "2023-12-31"),
    ("01.03.2024", "01.03.2024", "2024-03-01"),
    ("in March 2024", "March 2024", "2024-03"),
    ("by March 31", "March 31", "--03-31"),
    ("since 2019,", "2019", "2019"),
    ("Q1 2025", "Q1 2025", "2025-Q1"),
]
PLACES = [
    (ValueKind.EMAIL, "write to Legal@Acme.example.", "Legal@Acme.example", "legal@acme.example"),
    (ValueKind.URL, "see https://Acme.example/a_(b)).", "https://Acme.example/a_(b)", "https://acme.example/a_(b)"),
    (ValueKind.URL, "github.example/x and more", "github.example/x", "https://github.example/x"),
    (ValueKind.URL, "at www.acme.com.", "www.acme.com", "https://www.acme.com"),
    (
        ValueKind.ADDRESS,
        "Write to 12 Main Street, Springfield, IL 62701. Include your name.",
        "12 Main Street, Springfield, IL 62701",
        "12 main street springfield il 62701",
    ),
    (
        ValueKind.ADDRESS,
        "at Lindenstraße 12, 10117 Berlin, Germany",
        "Lindenstraße 12, 10117 Berlin, Germany",
        "lindenstrasse 12 10117 berlin germany",
    ),
    (
        ValueKind.ADDRESS,
        "at 7 Harbour Road, London SW1A 2AA",
        "7 Harbour Road, London SW1A 2AA",
        "7 harbour road london sw1a 2aa",
    ),
    (
        ValueKind.ADDRESS,
        "12 rue de la Paix, 75002 Paris",
        "12 rue de la Paix, 75002 Paris",
        "12 rue de la paix 75002 paris",
    ),
    (ValueKind.TEXT, "before 5 p.m. on Friday", "5 p.m.", "17:00"),
    (ValueKind.TEXT, "from 9:00 to 17:00", "9:00 to 17:00", "09:00..17:00"),
    (ValueKind.TEXT, "call +1 (415) 555-0100", "+1 (415) 555-0100", "+14155550100"),
    (ValueKind.TEXT, "on 01/03/2024", "01/03/2024", "01/03/2024"),
]
CASES = [
    *((ValueKind.DURATION, *case) for case in DURATIONS),
    *((ValueKind.MONEY, *case) for case in MONEY),
    *((ValueKind.PERCENT, *case) for case in PERCENTAGES),
    *((ValueKind.NUMBER, *case) for case in NUMBERS),
    *((ValueKind.DATE, *case) for case in DATES),
    *PLACES,
]


@pytest.mark.parametrize(("kind", "text", "words", "canonical"), CASES)
def test_a_value_is_found_whole_and_read(kind: ValueKind, text: str, words: str, canonical: str) -> None:
    assert [(one.value.kind, one.value.text, one.value.canonical) for one in find_values(text)] == [
        (kind, words, canonical)
    ]


@pytest.mark.parametrize(("kind", "text", "words", "canonical"), CASES)
def test_a_value_alone_is_a_whole_value_and_with_more_around_it_none(
    kind: ValueKind, text: str, words: str, canonical: str
) -> None:
    for asked in (text, words, f"{words} more", f"X{words}"):
        whole = [found.value for found in find_values(asked) if found.value.text == asked]
        assert whole_value(asked) == (whole[0] if whole else None)


@pytest.mark.parametrize(
    "text",
    [
        "see section 4.2 and Article 6(1)(f)",
        "certified to ISO 27001",
        "one of the owners",
        "no one may enter",
        "support is there 24/7",
        "1. Scope",
        "e.g. a letter",
        "two-thirds of the members",
        "ten (12) days",  # its words and its digits contradict each other
        "You may use it.",
        "(1) the first",
        "COVID-19",
    ],
)
def test_what_only_looks_like_a_value_is_left(text: str) -> None:
    assert find_values(text) == []


def test_several_values_come_in_reading_order() -> None:
    found = find_values("On 1 May 2024 pay $20 within 10 days, or 5% more, to pay@acme.example.")
    assert [one.value.kind for one in found] == ["date", "money", "duration", "percent", "email"]


def test_a_rise_from_one_amount_to_another_stays_two_values() -> None:
    assert [one.value.canonical for one in find_values("increased from $10 to $12")] == ["USD 10", "USD 12"]


PIECES = st.sampled_from(
    "30 thirty ( ) (30) days - – $ € 1,000 1.5 % percent EUR to or and one hundred 12 Main Street , IL 62701 March "  # noqa: RUF001, SIM905
    "1 2024 a@b.example http://x /x . : 24:00 p.m. +1 555 section within Box".split()
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)))
def test_spans_are_literal_disjoint_and_in_order(text: str) -> None:
    end = 0
    for one in find_values(text):
        assert end <= one.start < one.end
        assert text[one.start : one.end] == one.value.text
        assert one.value.canonical
        end = one.end


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        " ",
        "1 ",
        "a.",
        "one ",
        "two hundred ",
        "thirty (",
        "12 A ",
        "+1 ",
        "$",
        "A",
        "Aa ",
        "1-",
        "5 or ",
        "a@",
        "x/",
        "1.1",
        "12 Main St, ",
    ],
)
def test_no_repetition_makes_the_search_hang(piece: str) -> None:
    find_values(piece * (20_000 // len(piece)))
