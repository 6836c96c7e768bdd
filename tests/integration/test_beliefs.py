"""Whatever is uploaded, withdrawn, corrected, redated or retracted, and whatever worker is lost meanwhile: every belief
ever held can be read again.
"""

import os

import pytest

from tests.fixtures.beliefs import Believer
from tests.fixtures.publishing import System, index_errors

EDITS = int(os.environ.get("ORACLE_EDITS", "40"))  # `make bench-oracle` makes many more
LOOK_UPS = 5 * EDITS


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_look_ups_on_both_axes_agree_with_every_belief_kept_whole(worded: System, seed: int) -> None:
    believer = Believer(worded, seed)
    for _ in range(EDITS):
        believer.edit()
    for asked, said, believed in believer.look_ups(LOOK_UPS):
        assert said == believed, asked
    assert believer.crashes > 0
    assert index_errors(worded) == []
