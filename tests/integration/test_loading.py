"""Folders in bulk on the real stack: nothing done twice, whatever was killed; and a person's upload passes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from tests.benchmarks.ingestion import long_policy
from tests.fixtures.stack import Stack, eventually, stack_folder

pytestmark = pytest.mark.timeout(400)

Json = dict[str, Any]
IN_FLIGHT = 4  # of a load: two activities of each kind


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with stack_folder() as folder:
        started = Stack(folder / "stack", XDG_STATE_HOME=str(folder / "states")).up()
        yield started
        started.asof("down")


def loaded(stack: Stack, *arguments: str, code: int = 0) -> Json:
    done = stack.asof(*arguments, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    return cast(Json, json.loads(done.stdout))


def written(stack: Stack) -> tuple[object, ...]:
    """Counts of everything that a load may write."""
    tables = ("document", "version", "ingestion", "embedding", "passage", "fact", "event")
    with stack.connect() as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]  # noqa: S608
        return (*counts, connection.execute("SELECT watermark FROM tenant").fetchone())


def count(stack: Stack, where: str) -> int:
    with stack.connect() as connection:
        row = connection.execute(f"SELECT count(*) FROM ingestion WHERE {where}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def policies(folder: Path, documents: int, *, sections: int = 4) -> Path:
    """Two versions a document, in a folder of its own."""
    for number in range(documents):
        made = folder / f"policy-{number}"
        made.mkdir(parents=True)
        text = long_policy(sections).replace("Team", f"Group {number}")
        (made / "2023-01-01.md").write_text(text)
        (made / "2024-01-01.md").write_text(text.replace("within 3 days", "within 9 days"))
    return folder


def test_a_folder_goes_in_once_and_what_is_refused_is_told(stack: Stack, tmp_path: Path) -> None:
    folder = policies(tmp_path / "once", 3)
    (folder / "empty.md").touch()
    first = loaded(stack, "add", str(folder), code=1)
    assert {name: first[name] for name in ("entries", "documents", "added", "known", "refused")} == {
        "entries": 7,
        "documents": 4,
        "added": 6,
        "known": 0,
        "refused": 1,
    }
    assert [(one["place"], one["error"]["title"]) for one in first["refusals"]] == [
        ("empty.md", "The file holds no text")
    ]
    before = written(stack)
    again = loaded(stack, "add", str(folder), code=1)
    assert (again["added"], again["known"], again["refused"]) == (0, 6, 1)
    assert written(stack) == before


def test_a_manifest_withdraws(stack: Stack, tmp_path: Path) -> None:
    policies(tmp_path / "with", 1)
    manifest = tmp_path / "with" / "manifest.csv"
    manifest.write_text(
        "document,title,file,effective_at,withdrawn\n"
        "listed,Listed,policy-0/2023-01-01.md,2023-01-01,\n"
        "listed,Listed,,,2025-01-01\n"
        "never-there,No,,,2025-01-01\n"
        "listed,Listed,missing.md,2026-01-01,\n"
    )
    report = loaded(stack, "add", str(tmp_path / "with"), "--manifest", "manifest.csv", code=1)
    assert {state: report[state] for state in ("added", "withdrawn", "known", "refused")} == {
        "added": 1,
        "withdrawn": 1,
        "known": 1,  # nothing of it is in: it is withdrawn already
        "refused": 1,
    }
    kinds = [one["kind"] for one in stack.get("/v1/documents/listed").json()["versions"]]
    assert kinds == ["version", "withdrawal"]


def test_a_load_killed_in_its_middle_goes_on_and_does_nothing_twice(stack: Stack, tmp_path: Path) -> None:
    folder = policies(tmp_path / "killed", 12)
    before = count(stack, "true")
    command = (sys.executable, "-m", "infra.main", "add", str(folder), "--at-once", "2")
    with subprocess.Popen(command, env=stack.environment, stdout=subprocess.DEVNULL) as loading:
        eventually(lambda: count(stack, "status = 'done'") >= before + 3)
        os.kill(loading.pid, signal.SIGKILL)
    report = loaded(stack, "add", str(folder))
    assert report["added"] + report["known"] == 24
    assert report["known"] >= 3
    assert count(stack, "document LIKE 'policy-%' AND workflow_id LIKE 'ingest:%'") >= 24
    for number in range(12):
        versions = stack.get(f"/v1/documents/policy-{number}").json()["versions"]
        assert len({one["content_hash"] for one in versions}) == len(versions)
        assert {one["status"] for one in versions} == {"done"}


def test_ctrl_c_ends_a_load_with_what_is_in_and_its_own_exit_code(stack: Stack, tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    for number in range(40):
        (folder / f"stopped-{number}").mkdir(parents=True)
        (folder / f"stopped-{number}" / "2023-01-01.md").write_text(long_policy(20).replace("Team", f"Crew {number}"))
    command = (sys.executable, "-m", "infra.main", "add", str(folder), "--json")
    with subprocess.Popen(command, env=stack.environment, stdout=subprocess.PIPE) as loading:
        eventually(lambda: count(stack, "document LIKE 'stopped-%' AND status = 'done'") >= 2)
        loading.send_signal(signal.SIGINT)
        report = json.loads(loading.communicate()[0])
    assert loading.returncode == 130
    assert report["interrupted"]
    assert report["left"] > 0
    assert report["added"] + report["left"] == 40


def test_a_persons_upload_passes_a_bulk_load_that_was_accepted_before_it(stack: Stack) -> None:
    many = 40
    with httpx.Client(base_url=stack.url, timeout=300) as client:
        for number in range(many):
            text = long_policy(20).replace("Team", f"Squad {number}")
            sent = client.post(
                "/v1/documents",
                files={"file": ("many.md", text.encode())},
                data={"document": f"many-{number}", "effective_at": "2023-01-01", "bulk": "true"},
            )
            assert sent.status_code == 202
        before = count(stack, "document LIKE 'many-%' AND status = 'done'")
        single = client.post(
            "/v1/documents?wait=true",
            files={"file": ("one.md", long_policy(20).replace("Team", "Person").encode())},
            data={"document": "one", "effective_at": "2023-01-01"},
        )
        passed_by = count(stack, "document LIKE 'many-%' AND status = 'done'") - before
    assert single.json()["status"] == "done"
    assert passed_by <= 2 * IN_FLIGHT < many - before
    eventually(lambda: count(stack, "document LIKE 'many-%' AND status <> 'done'") == 0)


def test_a_git_repository_is_synced_and_again_after_a_commit(stack: Stack, tmp_path: Path) -> None:
    from tests.unit.test_loading import Git

    git = Git(tmp_path)
    git.commit("2021-01-01", gitleave="# Leave\n\nEmployees have 20 days of leave.\n")
    assert loaded(stack, "sync", str(tmp_path))["added"] == 1
    git.commit("2022-01-01", gitleave=None)
    report = loaded(stack, "sync", str(tmp_path))
    assert (report["added"], report["withdrawn"], report["known"]) == (0, 1, 1)
    before = written(stack)
    assert loaded(stack, "sync", str(tmp_path))["known"] == 2
    assert written(stack) == before
    windows = [(v["valid_at"], v["expired_at"]) for v in stack.get("/v1/documents/gitleave").json()["versions"]]
    assert windows[0] == ("2021-01-01T10:00:00+00:00", "2022-01-01T10:00:00+00:00")


def test_a_watched_folder_follows_its_files(stack: Stack, tmp_path: Path) -> None:
    def versions() -> list[Json]:
        found = stack.get("/v1/documents/watched")
        return cast("list[Json]", found.json()["versions"]) if found.status_code == 200 else []

    def kinds() -> list[str]:
        return [one["kind"] for one in versions() if one["status"] == "done"]

    folder = tmp_path / "watch"
    folder.mkdir()
    first = long_policy(4)  # of many facts, so that no rule makes a change of one wait for a person
    (folder / "watched.md").write_text(first)
    command = (sys.executable, "-m", "infra.main", "sync", str(folder), "--no-git", "--watch", "--every", "0.1")
    with subprocess.Popen(command, env=stack.environment, stdout=subprocess.DEVNULL) as watching:
        eventually(lambda: kinds() == ["version"])
        (folder / "watched.md").write_text(first.replace("within 3 days", "within 9 days"))
        eventually(lambda: kinds() == ["version"] * 2)
        (folder / "watched.md").unlink()
        eventually(lambda: kinds() == ["version", "version", "withdrawal"])
        (folder / "watched.md").write_text(first)  # what it said at first holds again
        eventually(lambda: kinds() == ["version", "version", "withdrawal", "version"])
        watching.send_signal(signal.SIGINT)
        assert watching.wait(60) == 130


def test_all_texts_are_read_again_into_passages_of_another_length() -> None:
    with stack_folder() as folder:
        stack = Stack(folder / "stack").up()
        for document in ("leave", "travel"):
            made = folder / "policies" / document
            made.mkdir(parents=True)
            for year in (2023, 2024):
                rules = (f"Rule {n} of {document} says that team {n} answers within {n} days." for n in range(2, 40))
                (made / f"{year}-01-01.md").write_text(f"# {document.title()}\n\nSince {year}. {' '.join(rules)}\n")
        loaded(stack, "add", str(folder / "policies"))
        before, at = passages(stack), watermark(stack)
        stack.asof("down")
        stack = Stack(folder / "stack", ASOF_PASSAGE_LIMIT="400").up()
        report = loaded(stack, "extract", "--all", "--reason", "shorter passages")
        assert (report["documents"], report["read_again"], report["known"]) == (2, 4, 0)
        assert passages(stack) > before
        assert passages(stack, at) == before
        assert stack.asof("doctor").returncode == 0
        again = loaded(stack, "extract", "leave", "--reason", "shorter passages")
        assert (again["read_again"], again["known"]) == (0, 2)
        stack.asof("down")


def passages(stack: Stack, known_at: str = "infinity") -> int:
    with stack.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM passage WHERE recorded @> %s::timestamptz", [known_at]
        ).fetchone()
    return int(row[0]) if row else 0


def watermark(stack: Stack) -> str:
    with stack.connect() as connection:
        row = connection.execute("SELECT watermark::text FROM tenant").fetchone()
    return str(row[0]) if row else ""
