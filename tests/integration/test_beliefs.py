"""Whatever is uploaded, withdrawn, corrected, redated or retracted, and whatever worker is lost meanwhile: every belief
ever held can be read again.
"""

import os
import random
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from psycopg.rows import dict_row

from ingestion.bounds import Bounds
from ingestion.key_folds import KeyedFact, KeyFolds
from ingestion.sequence import EditedSequence
from knowledge.ports import DocumentParser, FactExtractor
from knowledge.revision import Difference
from tests.fixtures.beliefs import Believer
from tests.fixtures.publishing import System, WordedLines, index_errors

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
    assert whole_fold_differs(worded) == []


def whole_fold_differs(system: System) -> list[Difference[KeyedFact]]:
    """Of keys that publications folded around their edits: where the fold of the whole sequence says otherwise."""
    with system.pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        apart = cursor.execute("SELECT source, array_agg(key) AS keys FROM fact_key WHERE apart GROUP BY 1").fetchall()
        folds = [
            KeyFolds(cursor, EditedSequence(cursor, row["source"], goes=None, comes=None), Bounds(cursor)).whole(
                row["keys"]
            )
            for row in apart
        ]
    return [difference for difference in folds if difference != Difference((), ())]


NewSystem = Callable[[DocumentParser, FactExtractor], AbstractContextManager[System]]
CHANCE = st.randoms(use_true_random=False)


def test_whatever_is_edited_and_asked_in_turn_every_belief_is_read_as_it_was(new_system: NewSystem) -> None:
    """Hypothesis draws every edit and every instant, and looks for the shortest story that goes wrong."""

    class Beliefs(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.opened = ExitStack()
            self.system = self.opened.enter_context(new_system(WordedLines(), WordedLines()))
            self.believer = Believer(self.system, seed=0)

        @rule(chance=CHANCE)
        def edit(self, chance: random.Random) -> None:
            self.believer.edit(chance)

        @invariant()
        def every_belief_is_read_as_it_was(self) -> None:
            if self.believer.beliefs:
                for asked, said, believed in self.believer.look_ups(3):
                    assert said == believed, asked
                assert whole_fold_differs(self.system) == []

        def teardown(self) -> None:
            self.opened.close()

    few = settings(max_examples=5, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Beliefs, settings=few)
