"""Lines of an import as triples: what is read, and what is wrong with the others."""

import json
from zoneinfo import ZoneInfo

import pytest

from ingestion.imports.lines import LONGEST_LINE, Lines, NumberedLine
from ingestion.imports.rows import COLUMNS, FileFormat, RejectedLine, Row, RowReader, Triple
from knowledge.errors import InvalidRequest
from knowledge.time_windows import Window
from knowledge.values import ValueKind
from tests.fixtures.recorded import day

HEADER = "\t".join(COLUMNS)
GOOD = {"subject": "Q1", "predicate": "holds", "object": "Q2"}


def read(*lines: str | bytes, file_format: FileFormat = "tsv", zone: str = "UTC") -> list[Row]:
    reader = RowReader(file_format, ZoneInfo(zone))
    encoded = [line if isinstance(line, bytes) else line.encode() for line in lines]
    rows = [reader.read(number, line) for number, line in enumerate(encoded, start=1)]
    return [row for row in rows if row is not None]


def tsv(*lines: str | bytes, zone: str = "UTC") -> list[Row]:
    return read(HEADER, *lines, zone=zone)


def jsonl(row: object) -> Row:
    (only,) = read(json.dumps(row), file_format="jsonl")
    return only


def triple(row: Row) -> Triple:
    assert isinstance(row, Triple)
    return row


def refusal(row: Row) -> str:
    assert isinstance(row, RejectedLine)
    return row.detail


def test_a_row_is_a_triple_with_its_window_end_excluded() -> None:
    (row,) = tsv("Ann\tlives in\tParis\t2020-01-01\t2021-01-01")
    ann = triple(row)
    assert (ann.line, ann.subject, ann.predicate, ann.value.text) == (2, "Ann", "lives in", "Paris")
    assert ann.valid == Window(day("2020-01-01"), day("2021-01-01"))


@pytest.mark.parametrize(
    ("bounds", "valid"),
    [
        ("\t", Window(None, None)),
        ("\t2021-01-01", Window(None, day("2021-01-01"))),
        ("2021-01-01\t", Window(day("2021-01-01"), None)),
        ("2021-01-01T02:00:00+02:00\t", Window(day("2021-01-01"), None)),
        ("0019-01-01\t", Window(day("0019-01-01"), None)),
    ],
)
def test_an_empty_bound_is_open(bounds: str, valid: Window) -> None:
    assert triple(tsv(f"Ann\tlives in\tParis\t{bounds}")[0]).valid == valid
    start, end = bounds.split("\t")
    assert triple(jsonl({**GOOD, "valid_from": start or None, "valid_to": end})).valid == valid


def test_bare_dates_are_those_of_the_zone() -> None:
    (row,) = tsv("Ann\tlives in\tParis\t2020-01-01\t", zone="Europe/Berlin")
    assert triple(row).valid.start == day("2019-12-31T23:00:00")


def test_columns_may_stand_in_any_order_after_a_byte_order_mark() -> None:
    (row,) = read(b"\xef\xbb\xbfobject\tsubject\tvalid_to\tvalid_from\tpredicate", "Paris\tAnn\t\t2020-01-01\tlives in")
    assert (triple(row).subject, triple(row).value.text) == ("Ann", "Paris")


@pytest.mark.parametrize("header", ["Ann\tlives in\tParis\t\t", "subject\tpredicate\tobject", HEADER + "\tscope"])
def test_without_its_header_a_file_is_refused(header: str) -> None:
    with pytest.raises(InvalidRequest, match="first line must name the columns"):
        read(header)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Ann\tlives in\tParis", "has 3 columns"),
        ("Ann lives in Paris", "has 1 column:"),
        ("Ann\tlives in\tParis\t\t\t", "has 6 columns"),
        ("Ann\tlives in\tParis\t2020-02-30\t", "valid_from '2020-02-30' is not a date"),
        ("Ann\tlives in\tParis\t\t2020-01-01T09:00", "valid_to '2020-01-01T09:00' has no time zone"),
        ("Ann\tlives in\tParis\t2020-01-01\t2020-01-01", "valid_to 2020-01-01 is not after valid_from 2020-01-01"),
        ("\tlives in\tParis\t\t", "subject is empty"),
        ("\t\t\t\t", "subject is empty"),
        ("Ann\t \tParis\t\t", "predicate is empty"),
        ("Ann\tlives in\t\t\t", "object is empty"),
        ("Ann\tlives in\tPa\x00ris\t\t", "NUL"),
        (b"Ann\tlives in\tM\xfcnchen\t\t", "is not UTF-8 at byte 15"),
        (f"{'A' * 1_001}\tlives in\tParis\t\t", "subject has 1,001 characters"),
    ],
)
def test_a_bad_row_is_named_by_line_and_stops_no_other(line: str | bytes, told: str) -> None:
    before, bad, after = tsv("Ann\tlives in\tParis\t\t", line, "Bob\tlives in\tRome\t\t")
    assert told in refusal(bad)
    assert (triple(before).subject, bad.line, triple(after).subject, after.line) == ("Ann", 3, "Bob", 4)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([1], "is not a JSON object"),
        ({**GOOD, "object": 5}, "object is not a text"),
        ({**GOOD, "object": "a\x00"}, "object holds a NUL"),
        ({**GOOD, "subject": "\ud800"}, "subject holds half a surrogate pair"),
        ({**GOOD, "from": "2020-01-01"}, "'from' is not a name"),
        ({**GOOD, "scope": ["contractors"]}, "scope is not an object"),
        ({**GOOD, "scope": {"audience": ""}}, "scope is empty"),
        ({**GOOD, "valid_from": 2020}, "valid_from is not a text"),
        ({"subject": "Ann", "object": "Paris"}, "predicate is empty"),
    ],
)
def test_a_bad_object_is_told_by_what_is_wrong(row: object, told: str) -> None:
    assert told in refusal(jsonl(row))


@pytest.mark.parametrize("line", ["{", '{"subject": ' + "9" * 5_000 + "}", "[" * 100_000])
def test_what_is_no_json_is_rejected(line: str) -> None:
    assert "is not valid JSON" in refusal(read(line, file_format="jsonl")[0])


def test_a_scope_is_sorted_by_dimension() -> None:
    row = triple(jsonl({**GOOD, "scope": {"region": "eu", "audience": "contractors"}}))
    assert row.scope == (("audience", "contractors"), ("region", "eu"))


@pytest.mark.parametrize(
    ("words", "kind", "canonical"),
    [
        ("30 days", ValueKind.DURATION, "P30D"),
        ("2024-03-01", ValueKind.DATE, "2024-03-01"),
        ("within 30 days", ValueKind.TEXT, "within 30 days"),
        ("Q12626", ValueKind.TEXT, "q12626"),
    ],
)
def test_an_object_is_typed_where_all_of_it_is_one_value(words: str, kind: ValueKind, canonical: str) -> None:
    value = triple(jsonl({**GOOD, "object": words})).value
    assert (value.kind, value.canonical, value.text) == (kind, canonical, words)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_lines_are_the_same_however_the_bytes_arrive(size: int) -> None:
    data = b"one\r\n\ntwo\nthree"
    lines = Lines()
    found: list[NumberedLine] = []
    for start in range(0, len(data), size):
        found += lines.feed(data[start : start + size])
    assert [*found, *lines.end()] == [(1, b"one"), (2, b""), (3, b"two"), (4, b"three")]


def test_a_line_without_an_end_is_not_kept_and_the_next_is_read() -> None:
    lines = Lines()
    found: list[NumberedLine] = []
    for _ in range(3):
        found += lines.feed(b"x" * LONGEST_LINE)
    assert len(lines._begun) <= LONGEST_LINE
    found += lines.feed(b"x\nshort\n")
    assert found == [(1, None), (2, b"short")]
    assert isinstance(RowReader("jsonl", ZoneInfo("UTC")).read(*found[0]), RejectedLine)
