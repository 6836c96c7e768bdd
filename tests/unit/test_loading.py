"""What a load is made of: which document a file is, what a manifest's rows say, what a history or a folder became."""

import datetime as dt
import json
import os
import subprocess
from pathlib import Path, PurePath

import pytest

from api.cli.failures import Failure
from api.cli.loading.folder import read_folder
from api.cli.loading.history import read_history
from api.cli.loading.items import Item, Plan, by_document
from api.cli.loading.manifest import read_manifest
from api.cli.loading.naming import ENDINGS, document_and_date
from api.cli.loading.present import look_at
from api.cli.loading.remembering import Files, remember, remembered
from api.cli.loading.repository import Repository
from ingestion.parsing import recognition

SAMPLES = Path(__file__).resolve().parents[2] / "sample_docs"


def told(plan: Plan) -> list[tuple[str, str | None, str | None, bool]]:
    return [(item.document, item.effective_at, item.expires_at, item.read is None) for item in plan.items]


def test_the_endings_of_documents_are_those_that_can_be_read() -> None:
    assert set(recognition._BY_ENDING) == ENDINGS


@pytest.mark.parametrize(
    ("path", "document", "date"),
    [
        ("returns/2024-03-01.md", "returns", "2024-03-01"),
        ("returns/v003_2024-03-01.md", "returns", "2024-03-01"),
        ("returns/2024_03_01 - version 3.pdf", "returns", "2024-03-01"),
        ("hr/Leave 20240301.docx", "hr-leave", "2024-03-01"),
        ("hr/leave.md", "hr-leave", None),
        ("leave-2024-03-01.md", "leave", "2024-03-01"),
        ("2024-03-01.md", "policies", "2024-03-01"),
        ("order-12345678901.md", "order-12345678901", None),
        ("leave-2024-13-01.md", "leave-2024-13-01", None),
    ],
)
def test_a_files_place_and_name_say_document_and_date(path: str, document: str, date: str | None) -> None:
    assert document_and_date(PurePath(path), "policies") == (document, date)


def test_the_samples_manifest_is_read_as_it_is() -> None:
    plan = read_manifest(SAMPLES / "manifest.jsonl", SAMPLES, {})
    assert len(plan.items) == 25
    assert not plan.refused
    assert {item.document for item in plan.items} >= {"returns", "support-handbook"}
    assert all(item.read and item.read() for item in plan.items)


def test_a_manifest_of_windows_expires_withdraws_or_leaves_it_to_the_next_version(tmp_path: Path) -> None:
    rows = [
        {"doc_id": "a", "file": "1.md", "valid_from": "2020-01-01", "valid_to": "2021-01-01", "withdrawn_after": False},
        {"doc_id": "a", "file": "2.md", "valid_from": "2021-01-01", "valid_to": "2022-01-01", "withdrawn_after": True},
        {"doc_id": "b", "file": "3.md", "valid_from": "2020-01-01", "valid_to": "2020-06-01", "withdrawn_after": False},
        {"doc_id": "b", "file": "4.md", "valid_from": "2021-01-01", "valid_to": None, "withdrawn_after": False},
    ]
    manifest = tmp_path / "m.jsonl"
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert told(read_manifest(manifest, tmp_path, {})) == [
        ("a", "2020-01-01", None, False),
        ("a", "2021-01-01", None, False),
        ("a", "2022-01-01", None, True),
        ("b", "2020-01-01", "2020-06-01", False),
        ("b", "2021-01-01", None, False),
    ]


def test_a_csv_manifest_with_columns_of_its_own_and_a_withdrawal(tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("policy,file,from,withdrawn\nLeave Rules,a.md,2024-01-01,\nLeave Rules,,,2025-01-01\n")
    plan = read_manifest(manifest, tmp_path, {"document": "policy", "effective_at": "from"})
    assert told(plan) == [("leave-rules", "2024-01-01", None, False), ("leave-rules", "2025-01-01", None, True)]


def test_a_bad_row_is_refused_alone_by_its_line(tmp_path: Path) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"document": "a", "file": "a.md"}\n{"document": "b"}\nnonsense\n[1]\n')
    plan = read_manifest(manifest, tmp_path, {})
    assert [item.document for item in plan.items] == ["a"]
    assert sorted(refused["place"] for refused in plan.refused) == [f"m.jsonl, line {n}" for n in (2, 3, 4)]


def test_an_unknown_field_of_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="'begin'"):
        read_manifest(tmp_path / "m.jsonl", tmp_path, {"begin": "x"})


def test_versions_of_one_document_go_in_order_of_effect() -> None:
    items = [
        Item(document=document, place="", read=None, effective_at=date)
        for document, date in (
            ("a", "2024-01-01"),
            ("b", None),
            ("a", "2023-01-01T00:00:00+02:00"),
            ("b", "2020-01-01"),
        )
    ]
    assert [[item.effective_at for item in some] for some in by_document(items)] == [
        ["2023-01-01T00:00:00+02:00", "2024-01-01"],
        [None, "2020-01-01"],
    ]


def test_a_folder_leaves_out_what_is_no_document(tmp_path: Path) -> None:
    for name in ("returns/2024-01-01.md", "returns/2025-01-01.md", "leave.txt", "logo.png", ".hidden/x.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    plan = read_folder(tmp_path)
    assert [(item.document, item.effective_at) for item in plan.items] == [
        ("leave", None),
        ("returns", "2024-01-01"),
        ("returns", "2025-01-01"),
    ]
    assert plan.ignored == 1


class Git:
    """A repository whose commits are made on given dates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self("init", "-q", "-b", "main")

    def __call__(self, *command: str, date: str = "2020-01-01") -> None:
        who = {f"GIT_{role}_{what}": "a" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        when = {f"GIT_{role}_DATE": f"{date}T12:00:00+02:00" for role in ("AUTHOR", "COMMITTER")}
        subprocess.run(("git", *command), cwd=self.folder, check=True, env={**os.environ, **who, **when})

    def commit(self, date: str, **files: str | None) -> None:
        """`None` deletes; the name's `__` is a slash."""
        for name, text in files.items():
            file = self.folder / f"{name.replace('__', '/')}.md"
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text)
        self("add", "-A")
        self("commit", "-q", "-m", f"on {date}", date=date)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path)


def history(folder: Path) -> list[tuple[str, str, str | None]]:
    """(document, date, text or None for a withdrawal)."""
    repository = Repository.at(folder)
    assert repository is not None
    plan = read_history(repository)
    found = [
        (item.document, (item.effective_at or "")[:10], item.read().decode() if item.read else None)
        for item in plan.items
    ]
    repository.close()
    return found


LONG = "The limit is the same for everybody who travels.\n" * 10


def test_each_commit_that_changed_a_file_is_a_version_from_its_date(git: Git) -> None:
    git.commit("2021-01-01", hr__leave="20 days", travel="train")
    git.commit("2022-01-01", hr__leave="25 days")
    assert history(git.folder) == [
        ("hr-leave", "2021-01-01", "20 days"),
        ("travel", "2021-01-01", "train"),
        ("hr-leave", "2022-01-01", "25 days"),
    ]
    assert history(git.folder / "hr") == [("leave", "2021-01-01", "20 days"), ("leave", "2022-01-01", "25 days")]


def test_a_deletion_withdraws_and_what_comes_back_is_the_same_document(git: Git) -> None:
    git.commit("2021-01-01", leave="20 days", other="x")
    git.commit("2022-01-01", leave=None)
    git.commit("2023-01-01", leave="20 days")
    assert [told for told in history(git.folder) if told[0] == "leave"] == [
        ("leave", "2021-01-01", "20 days"),
        ("leave", "2022-01-01", None),
        ("leave", "2023-01-01", "20 days"),
    ]


def test_a_repository_that_holds_nothing_any_more_withdraws_all(git: Git) -> None:
    git.commit("2021-01-01", leave="20 days")
    git.commit("2022-01-01", leave=None)
    assert history(git.folder) == [("leave", "2021-01-01", "20 days"), ("leave", "2022-01-01", None)]


def test_a_moved_file_stays_the_document_that_it_was(git: Git) -> None:
    git.commit("2021-01-01", travel=LONG)
    git("mv", "travel.md", "journeys.md")
    git("commit", "-q", "-m", "moved", date="2022-01-01")
    git.commit("2023-01-01", journeys=LONG + "More.\n")
    git.commit("2024-01-01", travel="Another one.")
    assert history(git.folder) == [
        ("travel", "2021-01-01", LONG),
        ("travel", "2023-01-01", LONG + "More.\n"),
        ("travel-md", "2024-01-01", "Another one."),
    ]


def test_a_merge_counts_when_it_comes_to_the_main_line(git: Git) -> None:
    git.commit("2021-01-01", leave="20 days")
    git("checkout", "-q", "-b", "side")
    git.commit("2021-06-01", leave="25 days")
    git("checkout", "-q", "main")
    git.commit("2021-07-01", travel="train")
    git("merge", "-q", "--no-ff", "-m", "merged", "side", date="2022-01-01")
    assert [told for told in history(git.folder) if told[0] == "leave"] == [
        ("leave", "2021-01-01", "20 days"),
        ("leave", "2022-01-01", "25 days"),
    ]


def test_a_clock_that_went_back_does_not_turn_the_order_of_commits(git: Git) -> None:
    git.commit("2022-01-01", leave="20 days")
    git.commit("2021-01-01", leave="25 days")
    assert [date for _, date, _ in history(git.folder)] == ["2022-01-01", "2022-01-01"]


def test_a_folder_without_commits_is_no_repository(tmp_path: Path) -> None:
    assert Repository.at(tmp_path) is None
    Git(tmp_path)
    assert Repository.at(tmp_path) is None


class Synced:
    """A folder with what is remembered of it between two looks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "policies"
        self.folder.mkdir()
        self.kept = folder / "state" / "one.json"

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def look(self) -> list[tuple[str, str, bool]]:
        before: Files = remembered(self.kept)
        found = look_at(self.folder, before, lambda: dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
        remember(self.kept, self.folder, found.files)
        return [(item.document, item.place, item.read is None) for item in found.plan.items]


@pytest.fixture
def synced(tmp_path: Path) -> Synced:
    return Synced(tmp_path)


def test_a_file_that_is_gone_withdraws_its_document_once(synced: Synced) -> None:
    synced.write("leave.md", "20 days")
    synced.look()
    (synced.folder / "leave.md").unlink()
    assert synced.look() == [("leave", "leave.md", True)]
    assert synced.look() == []


def test_a_file_with_its_bytes_at_another_place_stays_its_document(synced: Synced) -> None:
    synced.write("leave.md", "20 days")
    synced.look()
    (synced.folder / "leave.md").rename(synced.folder / "holidays.md")
    assert synced.look() == [("leave", "holidays.md", False)]
    synced.write("holidays.md", "25 days")
    assert synced.look() == [("leave", "holidays.md", False)]


def test_of_several_dated_files_of_a_document_one_may_go(synced: Synced) -> None:
    synced.write("leave 2023-01-01.md", "20 days")
    synced.write("leave 2024-01-01.md", "25 days")
    synced.look()
    (synced.folder / "leave 2023-01-01.md").unlink()
    assert synced.look() == [("leave", "leave 2024-01-01.md", False)]


def test_two_files_of_one_name_are_two_documents(synced: Synced) -> None:
    synced.write("leave.md", "20 days")
    synced.look()
    synced.write("leave.html", "<p>other</p>")
    assert synced.look() == [("leave", "leave.md", False), ("leave-html", "leave.html", False)]
