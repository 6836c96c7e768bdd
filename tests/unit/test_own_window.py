"""The window that a sentence states for its own fact, and the acts that its dates limit."""

# ruff: noqa: E501 - a row of a table is one line

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction import RuleExtractor
from ingestion.extraction.own_window import read_own_window
from knowledge.facts import ExtractedFact
from knowledge.passages import ParsedDocument, Statement, StatementKind

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")

# what it shows | sentence | first day .. first day after | the sentence without its window
WINDOWS = """
from a day | The per diem is 80 EUR from 1 June 2027. | 2027-06-01 .. | The per diem is 80 EUR.
from a day, in front | From 1 June 2027, the per diem is 80 EUR. | 2027-06-01 .. | The per diem is 80 EUR.
as of, in front, no comma | As of 1 June 2027 the per diem is 80 EUR. | 2027-06-01 .. | The per diem is 80 EUR.
starting on | Starting on 1 June 2027, the fee is 5 EUR. | 2027-06-01 .. | The fee is 5 EUR.
starting in a month | Starting in June 2027 the fee is 5 EUR. | 2027-06-01 .. | The fee is 5 EUR.
starting in a quarter | Starting in Q3 2025, trips over 500 EUR need approval. | 2025-07-01 .. | Trips over 500 EUR need approval.
starting, behind | Staff must change passwords every 90 days starting 1 January 2026. | 2026-01-01 .. | Staff must change passwords every 90 days.
beginning with a month | Beginning January 2026, the rate is 0.45 EUR per km. | 2026-01-01 .. | The rate is 0.45 EUR per km.
effective, in front | Effective June 1, 2027, the per diem is 80 EUR. | 2027-06-01 .. | The per diem is 80 EUR.
effective, behind a comma | The per diem is 80 EUR, effective June 1, 2027. | 2027-06-01 .. | The per diem is 80 EUR.
effective, between commas | The allowance, effective 1 January 2026, is 40 EUR a month. | 2026-01-01 .. | The allowance is 40 EUR a month.
with effect from | With effect from 1 April 2026 the probation period is six months. | 2026-04-01 .. | The probation period is six months.
as from, with no value | As from 1 July 2026, all visitors must sign in. | 2026-07-01 .. | All visitors must sign in.
onwards | The limit of 50 EUR applies from 1 June 2027 onwards. | 2027-06-01 .. | The limit of 50 EUR applies.
from a year | The allowance is 50 EUR from 2026. | 2026-01-01 .. | The allowance is 50 EUR.
from a quarter in words | From the first quarter of 2026, the fee is 50 EUR. | 2026-01-01 .. | The fee is 50 EUR.
a weekday and a figure before it | Parking costs 5 EUR a day from Monday, 4 May 2026. | 2026-05-04 .. | Parking costs 5 EUR a day.
a duration as the value | The notice period is 30 days from 1 June 2027. | 2027-06-01 .. | The notice period is 30 days.
in brackets | The rate (from 1 June 2027) is 80 EUR. | 2027-06-01 .. | The rate is 80 EUR.
on the noun of a rule | The rate until 31 March 2026 is 50 EUR. | .. 2026-04-01 | The rate is 50 EUR.
in the middle | Interest of 5% is charged from 1 January 2026 on all unpaid invoices. | 2026-01-01 .. | Interest of 5% is charged on all unpaid invoices.
since, with the perfect | Since 1 May 2021 the limit has been 50 EUR. | 2021-05-01 .. | The limit has been 50 EUR.
after a day, in front | After 1 June 2027, the fee is 80 EUR. | 2027-06-02 .. | The fee is 80 EUR.
from the end of a year | From the end of 2026 the fee is 80 EUR. | 2027-01-01 .. | The fee is 80 EUR.
a label in front | Note: from 1 June 2027, the fee is 80 EUR. | 2027-06-01 .. | Note: the fee is 80 EUR.
a lead for two clauses | From 1 June 2027, staff get 20 days and they must tell us. | 2027-06-01 .. | Staff get 20 days and they must tell us.
until a day, which is included | The fee is 50 EUR until 31 March 2026. | .. 2026-04-01 | The fee is 50 EUR.
through a day | Through December 31, 2026, the mileage rate is 67 cents per mile. | .. 2027-01-01 | The mileage rate is 67 cents per mile.
up to and including | The fee is 50 EUR up to and including 31 March 2026. | .. 2026-04-01 | The fee is 50 EUR.
until a quarter, to its end | Until Q2 2026 the fee is 50 EUR. | .. 2026-07-01 | The fee is 50 EUR.
until a month, to its end | Until June 2026, employees may work abroad for 20 days. | .. 2026-07-01 | Employees may work abroad for 20 days.
until the end of a year | The fee is 50 EUR until the end of 2026. | .. 2027-01-01 | The fee is 50 EUR.
until, with words behind | The fee is 50 EUR until 31 March 2026 for staff in Germany. | .. 2026-04-01 | The fee is 50 EUR for staff in Germany.
until, of a standing duty | Masks must be worn until 31 March 2026. | .. 2026-04-01 | Masks must be worn.
ends on, which the verb says | The offer ends on 31 March 2026. | .. 2026-04-01 | The offer ends on 31 March 2026.
expires on | The discount of 10% expires on 31 March 2026. | .. 2026-04-01 | The discount of 10% expires on 31 March 2026.
before, of a state: excluded | Before 1 April 2026, the limit is 50 EUR. | .. 2026-04-01 | The limit is 50 EUR.
between, the year said once | Between 1 May and 30 June 2026, the fee is 5 EUR. | 2026-05-01 .. 2026-07-01 | The fee is 5 EUR.
between, the month said once | The fee is 5 EUR between 1 and 31 December 2024. | 2024-12-01 .. 2025-01-01 | The fee is 5 EUR.
from and to | The office is closed from 1 May to 30 June 2026. | 2026-05-01 .. 2026-07-01 | The office is closed.
from and until, over new year | From 15 November until 31 January 2025, returns take 60 days. | 2024-11-15 .. 2025-02-01 | Returns take 60 days.
starting and until | Starting 1 May 2026 and until 30 June 2026 the fee is 20 EUR. | 2026-05-01 .. 2026-07-01 | The fee is 20 EUR.
during a year | During 2026, the allowance is 50 EUR. | 2026-01-01 .. 2027-01-01 | The allowance is 50 EUR.
in a quarter | In the first quarter of 2026 the allowance is 50 EUR. | 2026-01-01 .. 2026-04-01 | The allowance is 50 EUR.
in a year, of a permission | In 2026, employees may carry over 10 days. | 2026-01-01 .. 2027-01-01 | Employees may carry over 10 days.
a fragment | 80 EUR (until 31 March 2026) | .. 2026-04-01 | 80 EUR
valid, in brackets | Price: 20 EUR (valid until 31 March 2026) | .. 2026-04-01 | Price: 20 EUR
valid, behind a comma | The price is 20 EUR, valid until 31 March 2026. | .. 2026-04-01 | The price is 20 EUR.
valid, in front of a label's colon | Valid from 1 April 2025 to 31 March 2026: 80 EUR a day | 2025-04-01 .. 2026-04-01 | 80 EUR a day
a deadline beside a window | From 1 June 2027, claims over 50 EUR must be filed by 31 December 2027. | 2027-06-01 .. | Claims over 50 EUR must be filed by 31 December 2027.
a line with its name | Per diem (from 1 June 2027): 80 EUR | 2027-06-01 .. | Per diem: 80 EUR
"""

# what it shows | sentence | the scope, or nothing
NO_WINDOW = """
a duration from hiring | Staff get 30 days for the first 90 days after hiring. |
until further notice | The fee is 50 EUR until further notice. |
the date of purchase | The warranty runs for 2 years from the date of purchase. |
a day without a year | The fee is 80 EUR from 1 June. |
last updated | Last updated 1 June 2024 |
an effective date | Effective date: 1 June 2024 |
effective alone | Effective June 1, 2024 |
a version | Version of 1 June 2024 |
a copyright | Copyright 2024 Acme |
the policy itself | This policy is effective from 1 June 2024. |
the terms themselves | These terms apply from 1 June 2024. |
an archived version | Archived: effective from May 25, 2018 to July 21, 2020 |
an end before its start | The fee is 50 EUR from 1 June 2026 until 1 May 2026. |
an impossible day | The fee is 50 EUR from 30 February 2026. |
a day with two readings | The fee is 50 EUR from 03/04/2026. |
past narration with a year | In 2019 we introduced a limit of 50 EUR. |
past narration with an end | The fee was 50 EUR until 31 March 2026. |
two values with a window each | The fee is 50 EUR until 31 March 2026 and 80 EUR from 1 April 2026. |
a value for afterwards | The fee is 50 EUR until 31 March 2026, then 80 EUR. |
a value from before | The fee is 50 EUR from 1 April 2026 (previously 40 EUR). |
an end with an alternative | The fee is 50 EUR until 31 March 2026 or until the stock is sold. |
a deadline: before | Claims must be submitted before 1 April 2026. |
a deadline: before, in front | Before 1 April 2026, employees must complete the training. |
a deadline: no later than | Claims over 50 EUR must be submitted no later than 31 March 2026. |
a deadline: by | Claims over 50 EUR must be submitted by 31 March 2026. |
a deadline: until, of one act | Submit your expenses until 31 March 2026. |
a prohibition until a day | The service is not available until 1 June 2027. |
a retention until a day | We keep your data until 31 December 2026. |
a date put off | The deadline is extended until 31 March 2026. |
a day of measurement | Interest of 5% is calculated as of 31 December 2025. |
a duration counted from a day | Claims must be filed within 30 days from 1 June 2027. |
what the expenses are of | Managers approve expenses from 1 June 2027. |
the stretch of a report | Reports for the period from 1 January to 31 March 2026 are due within 30 days. |
years that are a sum | The price is from 2000 EUR. |
years that are a count | Companies with between 2000 and 2050 employees pay 50 EUR. |
years in a row | The audit covers the years 2020 through 2023. |
a change that is the news | The new rate takes effect on 1 June 2027. |
a plan in a year | In 2026, we will review the fee of 50 EUR. |
one clause of two | The trial lasts until 30 June 2026 and the fee is 50 EUR. |
valid, alone | Valid until 31 March 2026. |
a later change of two | The fee is 50 EUR until 31 March 2026 or 6 weeks from hiring, whichever is later. |
another sentence behind | From 1 June 2027, the fee is 5 EUR. The deposit is 20 EUR. |
a clause of another rule | The fee is 50 EUR from 1 June 2027 and the deposit is due at once. |
a start that is denied | The fee is 50 EUR, but not from 1 June 2027. |
what the fees hang on | We refund the fees charged by the bank until 31 March 2026. |
customers from a year | Customers from 2019 get 10% off. |
a sentence under its version | Last reviewed: the fee is 50 EUR from 1 June 2027. |
a question | Does the fee of 5 EUR apply from 1 June 2027? |
an example | For example, the fee is 50 EUR from 1 June 2027. |
bought by a day | Tickets bought by 31 March 2026 are sent within 3 days. | tickets bought: before 2026-04-01
two acts | Bookings made from 1 March 2026 for stays until 30 June 2026 cost 5 EUR. | bookings made: from 2026-03-01; stays: before 2026-07-01
requests made | Requests made before 1 January 2020 are reviewed within 30 days. | requests made: before 2020-01-01
orders placed, returned until | Orders placed between 1 and 31 December 2024 may be returned until 31 January 2025. | orders placed: from 2024-12-01 before 2025-01-01
employees hired after | Employees hired after 1 March 2022 get 30 days. | employees hired: from 2022-03-02
employees who were hired | Employees who were hired on or after 1 March 2022 get 30 days. | employees hired: from 2022-03-01
hired after and before | Employees hired after 1 March 2022 but before 1 June 2023 get 25 days. | employees hired: from 2022-03-02 before 2023-06-01
hired after an end before it | Employees hired after 1 March 2023 but before 1 June 2022 get 25 days. |
accounts created | Accounts created before 2020 are deleted after 90 days. | accounts created: before 2020-01-01
a condition in front | If you signed up before 1 March 2022, your plan costs 5 EUR. | you signed up: before 2022-03-01
a condition behind | Your plan costs 5 EUR if you signed up before 1 March 2022. | you signed up: before 2022-03-01
data collected until | Data collected until 31 December 2019 is deleted within 30 days. | data collected: before 2020-01-01
a participle, no other verb | Orders placed until 31 March 2026 ship free. | orders placed: before 2026-04-01
a participle behind the verb | A fee of 5 EUR is charged for orders placed until 31 March 2026. | orders placed: before 2026-04-01
joining, in the present | Employees joining after 1 January 2026 are enrolled within 30 days. | employees joining: from 2026-01-02
bought in a place | Items bought in our shops before 1 June 2025 can be exchanged within 30 days. | items bought in shops: before 2025-06-01
purchases from a day | For purchases from 1 June 2027, the period is 14 days. | purchases: from 2027-06-01
trips that begin | The per diem is 80 EUR for trips that begin on or after 1 June 2027. | trips begin: from 2027-06-01
a year before the verb "may" | Leave accrued in 2025 may be carried over for 90 days. | leave accrued: from 2025-01-01 before 2026-01-01
"""


def table(text: str) -> list[object]:
    rows = [[cell.strip() for cell in line.split(" |")] for line in text.strip().splitlines()]
    return [pytest.param(*cells, id=name) for name, *cells in rows]


@pytest.mark.parametrize(("sentence", "days", "bare"), table(WINDOWS))
def test_a_sentence_states_its_window(sentence: str, days: str, bare: str) -> None:
    own = read_own_window(sentence, UTC)
    assert own.window is not None
    first, after = (moment.strftime("%Y-%m-%d") if moment else "" for moment in (own.window.start, own.window.end))
    assert f"{first} .. {after}".strip() == days
    assert own.scope == ()
    assert own.without(sentence) == bare


@pytest.mark.parametrize(("sentence", "scope"), table(NO_WINDOW))
def test_a_date_that_bounds_no_rule_gives_no_window(sentence: str, scope: str) -> None:
    own = read_own_window(sentence, UTC)
    assert own.window is None
    assert own.spans == ()
    assert "; ".join(f"{act}: {said}" for act, said in own.scope) == scope


def test_a_rule_for_dated_acts_may_have_a_window_of_its_own() -> None:
    own = read_own_window("Employees hired before 1 March 2022 get 30 days until 31 December 2026.", UTC)
    assert own.scope == (("employees hired", "before 2022-03-01"),)
    assert own.window is not None
    assert own.window.end == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def test_days_begin_at_midnight_of_the_zone() -> None:
    own = read_own_window("The fee is 5 EUR from 1 June 2027 to 31 December 2027.", BERLIN)
    assert own.window is not None
    assert own.window.start == dt.datetime(2027, 5, 31, 22, tzinfo=dt.UTC)
    assert own.window.end == dt.datetime(2027, 12, 31, 23, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("1 June 2027 at 09:00", dt.datetime(2027, 6, 1, 7, tzinfo=dt.UTC)),
        ("2027-06-01T09:00+05:00", dt.datetime(2027, 6, 1, 4, tzinfo=dt.UTC)),
    ],
)
def test_a_time_of_day_is_kept(said: str, instant: dt.datetime) -> None:
    starts, ends = (read_own_window(f"The fee is 5 EUR {word} {said}.", BERLIN).window for word in ("from", "until"))
    assert starts is not None
    assert ends is not None
    assert (starts.start, ends.end) == (instant, instant)


def facts_of(*texts: str, kind: StatementKind = StatementKind.SENTENCE, headings: str = "") -> list[ExtractedFact]:
    document = "\n".join(texts)
    statements = []
    for block, text in enumerate(texts):
        start = document.index(text)
        statements.append(
            Statement(
                kind=kind,
                text=text,
                section=("Travel",),
                page=None,
                start=start,
                end=start + len(text),
                block=block,
                headings=headings,
            )
        )
    parsed = ParsedDocument(title=None, text=document, statements=tuple(statements))
    return RuleExtractor().extract(parsed, title="Travel policy", zone=UTC)


@pytest.mark.parametrize(
    "dated",
    [
        "The per diem is 80 EUR from 1 June 2027.",
        "From 1 June 2027, the per diem is 80 EUR.",
        "The per diem, effective 1 June 2027, is 80 EUR.",
        "The per diem is 80 EUR (until 31 March 2026).",
        "Between 1 May and 30 June 2026 the per diem is 80 EUR.",
    ],
)
def test_a_window_changes_no_key(dated: str) -> None:
    (plain,), (fact,) = facts_of("The per diem is 50 EUR."), facts_of(dated)
    assert plain.valid is None
    assert fact.valid is not None
    assert (fact.subject, fact.predicate, fact.masked, fact.ordinal) == (
        plain.subject,
        plain.predicate,
        plain.masked,
        plain.ordinal,
    )
    assert fact.value.canonical == "EUR 80"


def test_a_date_stays_the_object_where_a_sentence_says_nothing_else() -> None:
    (dated,), (plain,) = facts_of("The office is closed until 3 June 2027."), facts_of("The office is closed.")
    assert (dated.value.canonical, dated.masked) == ("2027-06-03", plain.masked)
    assert dated.valid is not None


def test_a_window_in_a_cell_bounds_that_cell_alone() -> None:
    row = "Germany | 80 EUR from 1 June 2027 | 100 EUR"
    per_diem, hotel = facts_of(row, kind=StatementKind.TABLE_ROW, headings="Country | Per diem | Hotel")
    (plain, _) = facts_of(
        "Germany | 50 EUR | 100 EUR", kind=StatementKind.TABLE_ROW, headings="Country | Per diem | Hotel"
    )
    assert per_diem.valid is not None
    assert hotel.valid is None
    assert (per_diem.masked, per_diem.ordinal) == (plain.masked, plain.ordinal)


def test_a_scope_stands_on_every_fact_of_its_sentence() -> None:
    facts = facts_of("Orders placed before 1 June 2025 may be returned within 14 days for a fee of 5 EUR.")
    assert len(facts) > 1
    assert {fact.scope for fact in facts} == {(("orders placed", "before 2025-06-01"),)}


WORDS = st.lists(
    st.sampled_from(
        "from until between and to as of effective starting in during before after orders placed if who the fee is 50 "  # noqa: SIM905
        "EUR may return ( ) , . : ; - 1 June 2027 31 2026 Q3 valid end ends on by".split()
    ),
    max_size=20,
).map(" ".join)


@given(WORDS)
def test_any_words_are_read_without_an_error(text: str) -> None:
    own = read_own_window(text, BERLIN)
    assert all(0 <= start < end <= len(text) for start, end in own.spans)
    assert own.scope == tuple(sorted(own.scope))
    assert len(own.without(text)) <= len(text)
    assert not own.spans or own.window is not None
