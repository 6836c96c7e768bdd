"""Whatever is uploaded, withdrawn, corrected, redated or retracted, and whatever worker is lost meanwhile: every belief
ever held can be read again.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.beliefs import Believer
from tests.fixtures.publishing import System, WordedLines, index_errors, opened_index

EDITS = int(os.environ.get("ORACLE_EDITS", "40"))  # `make bench-oracle` makes many more
LOOK_UPS = 5 * EDITS


@pytest.fixture
def worded(pool: Pool, tmp_path: Path) -> Iterator[System]:
    with opened_index(pool, tmp_path / "index") as index:
        yield System(pool, index, WordedLines(), WordedLines())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_look_ups_on_both_axes_agree_with_every_belief_kept_whole(worded: System, seed: int) -> None:
    believer = Believer(worded, seed)
    for _ in range(EDITS):
        believer.edit()
    for asked, said, believed in believer.look_ups(LOOK_UPS):
        assert said == believed, asked
    assert believer.crashes > 0
    assert index_errors(worded) == []
