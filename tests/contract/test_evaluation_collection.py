"""A question set in the scorer's layout is read, embedded by the real model and answered, without any server."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.retrieval import Sought, retrieve, retrieve_ever
from knowledge.time_windows import Viewpoint, Window
from tests.evaluation.collection import NOW, Collection, instant, read_versions

LOCKERS = "# Office Handbook\n\n## Lockers\n\nA locker costs {price} EUR.\n\n## Visitors\n\nVisitors sign the book.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lockers cost 8 EUR, then 9; visitors sign all the time."""
    made = tmp_path_factory.mktemp("set")
    versions = [("2021-01-01", "2023-05-03", 8), ("2023-05-03", None, 9)]
    rows = []
    for number, (start, end, price) in enumerate(versions, 1):
        (made / f"{number}.md").write_text(LOCKERS.format(price=price), encoding="utf-8")
        rows.append(
            {
                "doc_id": "office", "title": "Office Handbook", "version": number, "file": f"{number}.md",
                "valid_from": start, "valid_to": end,
            }
        )  # fmt: skip
    item = {"id": "T-1", "question": "How much does a locker cost?", "as_of": "2022-01-01", "doc_id": "office"}
    (made / "manifest.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (made / "qa.jsonl").write_text(f"{json.dumps(item)}\n", encoding="utf-8")
    return made


def seen(day: str) -> Viewpoint:
    return Viewpoint(tenant="default", as_of=instant(day), known_at=NOW)


def test_versions_become_passages_that_run_as_long_as_they_stand(folder: Path) -> None:
    history, runs = read_versions(folder)
    assert [(one.version, one.effective_at.year) for one in history] == [(1, 2021), (2, 2023)]
    windows = {run.passage.text: run.passage.valid for run in runs}
    assert windows == {
        "A locker costs 8 EUR.": Window(instant("2021-01-01"), instant("2023-05-03")),
        "A locker costs 9 EUR.": Window(instant("2023-05-03"), None),
        "Visitors sign the book.": Window(instant("2021-01-01"), None),
    }


def test_a_passage_is_cited_from_the_version_in_force(folder: Path) -> None:
    (visitors,) = [run for run in read_versions(folder)[1] if "Visitors" in run.passage.text]
    for day, version in (("2022-01-01", 1), ("2024-01-01", 2)):
        passage, facts = visitors.at(instant(day))
        assert {passage.source.version, *(fact.source.version for fact in facts)} == {version}


def test_a_question_is_answered_at_its_date_and_asked_of_all_times(folder: Path, tmp_path: Path) -> None:
    with closing(Collection(folder, tmp_path / "cache.pickle")) as collection:
        sought = Sought(text=str(collection.items[0]["question"]))
        for day, said in (("2022-01-01", "A locker costs 8 EUR."), ("2024-01-01", "A locker costs 9 EUR.")):
            found = retrieve(sought, seen(day), collection.stores)
            assert found.statements[0].text == said
        ever = retrieve_ever(sought, seen("2024-01-01"), collection.stores)
        assert {one.text for one in ever[:2]} == {"A locker costs 8 EUR.", "A locker costs 9 EUR."}
        assert ever[0].signals.meaning > ever[-1].signals.meaning


def test_what_was_read_and_embedded_is_kept_between_runs(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.pickle"
    with closing(Collection(folder, cache)) as first:
        before = retrieve(Sought(text="lockers"), seen("2024-01-01"), first.stores).statements
        first.keep()
    with closing(Collection(folder, cache)) as again:
        assert retrieve(Sought(text="lockers"), seen("2024-01-01"), again.stores).statements == before
