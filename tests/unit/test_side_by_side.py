"""Work beside a request's own thread: its outcome comes back, and so does what it raised."""

import threading

import pytest

from infra.side_by_side import SideBySide
from knowledge.errors import StoreUnavailable
from knowledge.retrieval import Aside, in_turn

ASIDE = [in_turn, SideBySide(2)]


@pytest.mark.parametrize("aside", ASIDE, ids=["in turn", "side by side"])
def test_the_outcome_comes_back(aside: Aside) -> None:
    assert aside(lambda: 6 * 7)() == 42


@pytest.mark.parametrize("aside", ASIDE, ids=["in turn", "side by side"])
def test_what_it_raised_is_raised_where_its_outcome_is_asked_for(aside: Aside) -> None:
    def lost() -> int:
        raise StoreUnavailable("Postgres was lost")

    outcome = aside(lost)
    with pytest.raises(StoreUnavailable, match="was lost"):
        outcome()


def test_it_is_done_meanwhile() -> None:
    both = threading.Barrier(2, timeout=60)
    outcome = SideBySide(1)(both.wait)
    both.wait()
    assert outcome() in (0, 1)
