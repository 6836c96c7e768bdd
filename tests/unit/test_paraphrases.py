"""The paraphrase set says what the samples say."""

from collections import Counter
from pathlib import Path

import pytest

from tests.evaluation.paraphrases import (
    NEVER_SAID,
    Json,
    Version,
    export,
    faults,
    read_questions,
    read_versions,
    with_rows_in_words,
)

SAMPLE = Version(
    document="leave",
    title="Leave Policy",
    number=1,
    file=Path("leave/2024-01-01.md"),
    effective_at="2024-01-01",
    until="2025-01-01",
    text="Leave is 28 days a year.",
)
LATER = Version(
    document="leave",
    title="Leave Policy",
    number=2,
    file=Path("leave/2025-01-01.md"),
    effective_at="2025-01-01",
    until=None,
    text="Leave is 30 days\na year. Shipping is free.",
)


def stated(**other: object) -> Json:
    item: Json = {
        "id": "P-1",
        "kind": "everyday",
        "as_of": "2024-05-01",
        "document": "leave",
        "not_stated": False,
        "answer": "28 days",
        "answer_variants": [],
        "cores": ["Leave is 28 days"],
        "wrong_answers": [{"answer": "30 days", "variants": [], "effective_at": "2025-01-01"}],
    }
    return item | other


def silent(**other: object) -> Json:
    return stated(not_stated=True, cores=[], wrong_answers=[], absent=["unpaid leave"]) | other


@pytest.fixture(scope="module")
def versions() -> list[Version]:
    return read_versions()


def test_every_question_of_the_set_says_what_the_version_in_force_says(versions: list[Version]) -> None:
    assert faults(read_questions(), versions) == []


def test_what_was_never_said_stands_in_no_version(versions: list[Version]) -> None:
    items = read_questions(NEVER_SAID)
    assert {item["kind"] for item in items} == {"said_by_no_version"}
    assert faults(items, versions) == []
    assert faults([silent(kind="said_by_no_version", as_of="2024-05-01", absent=["shipping"])], [SAMPLE, LATER]) == [
        "P-1: leave says 'shipping'"
    ]


def test_the_set_has_a_hundred_questions_on_one_document_on_none_and_on_two() -> None:
    items = read_questions()
    kinds = Counter("none" if item["not_stated"] else len(item.get("parts", [item])) for item in items)
    assert kinds == {1: 70, "none": 20, 2: 10}


def test_a_core_is_said_in_the_version_in_force_whatever_its_line_breaks() -> None:
    assert faults([stated()], [SAMPLE, LATER]) == []
    later = stated(as_of="2025-01-01", cores=["Leave is 30 days a year."], wrong_answers=[])
    assert faults([later], [SAMPLE, LATER]) == []


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (stated(as_of="2025-01-01"), "P-1: 'Leave is 28 days' is not said"),
        (stated(cores=["Leave is"]), "P-1: 'Leave is' is also said on 2025-01-01"),
        (stated(cores=[]), "P-1: no cores"),
        (stated(as_of="2023-05-01"), "P-1: 0 versions of leave in force"),
        (
            stated(wrong_answers=[{"answer": "31 days", "variants": [], "effective_at": "2025-01-01"}]),
            "P-1: '31 days' is not said on 2025-01-01",
        ),
        (silent(absent=["a YEAR"]), "P-1: leave says 'a YEAR'"),
        (silent(absent=[]), "P-1: neither words that are absent nor a sentence that speaks of another time"),
        (silent(absent=[], outside_its_window="From May on"), "P-1: 'From May on' is not said"),
    ],
)
def test_a_fault_of_the_set_is_told(item: Json, fault: str) -> None:
    assert faults([item], [SAMPLE, LATER]) == [fault]


def test_an_id_that_comes_twice_is_told() -> None:
    assert faults([stated(), stated()], [SAMPLE, LATER]) == ["P-1: not unique"]


def test_a_word_that_is_a_piece_of_another_is_absent() -> None:
    assert faults([silent(as_of="2025-05-01", absent=["PIN"])], [SAMPLE, LATER]) == []


def test_each_row_of_a_table_stands_below_it_in_words() -> None:
    lines = ["Rates", "Country | Limit", "Austria | 110 EUR", "End"]
    assert list(with_rows_in_words(lines)) == [*lines[:3], "Country: Austria; Limit: 110 EUR", "End"]


def test_the_exported_set_names_the_files_that_it_holds(tmp_path: Path, versions: list[Version]) -> None:
    export(tmp_path, read_questions(), versions)
    rows = (tmp_path / "manifest.jsonl").read_text().splitlines()
    assert len(rows) == len(versions) == len(list(tmp_path.glob("docs/*/*.txt")))
    assert len((tmp_path / "qa.jsonl").read_text().splitlines()) == 100
