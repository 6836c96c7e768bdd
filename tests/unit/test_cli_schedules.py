"""What `asof schedule` tells of the last run of a schedule, and of times that had none."""

import io

from rich.console import Console

from api.cli import scheduling
from api.examples.index import SCHEDULE


def shown(**changed: object) -> list[str]:
    console = Console(width=100, file=io.StringIO())
    console.print(scheduling._schedule({**SCHEDULE, **changed}))
    return [line.strip() for line in console.file.getvalue().splitlines() if line.strip()]  # type: ignore[attr-defined]


def test_where_every_time_had_its_run_the_last_one_is_told_alone() -> None:
    assert shown()[2:] == ["last 2025-01-10 02:00Z", "overlap skip, catches up for 86,400 s"]
    assert shown(last_due_at=None, last_begun_at=None)[2:] == ["overlap skip, catches up for 86,400 s"]


def test_a_run_that_was_made_up_for_and_times_without_one_are_told() -> None:
    late = shown(last_begun_at="2025-01-10T07:15:00+00:00", missed=3, left_out=1, catch_up_s=3600)
    assert late[2] == "last 2025-01-10 02:00Z, begun 2025-01-10 07:15Z"
    assert " ".join(late[3:-1]) == (
        "no run at 3 of its times while asof was down, for longer than 3,600 s; no run at 1 of its times while another "
        "run was under way"
    )
