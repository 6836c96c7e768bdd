"""Whatever the order of arrival: the same keys, the same rows, the same readings."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.uploads import UploadReceipt, Withdrawal
from tests.evaluation.alignment_versions import SAMPLES
from tests.fixtures.arrivals import (
    Arrival,
    ReadOnce,
    Rows,
    arrivals_of,
    differences,
    held_rows,
    in_another_order,
    ingest,
    picture,
)
from tests.fixtures.publishing import DAY, START, System, WordedLines

NewSystem = Callable[[ReadOnce, ReadOnce], AbstractContextManager[System]]


def test_the_sample_policies_in_any_order_of_arrival_give_equal_rows(new_system: NewSystem) -> None:
    read_once, arrivals = ReadOnce(), arrivals_of(SAMPLES)

    def ingested(order: Sequence[Arrival]) -> Rows:
        with new_system(read_once, read_once) as system:
            for arrival in order:
                ingest(system, arrival)
            return picture(system)

    in_order = ingested(arrivals)
    assert all(rows.total() > 0 for rows in in_order.values())
    for seed in (1, 2):
        assert differences(in_order, ingested(in_another_order(arrivals, seed))) == []


@dataclass(frozen=True, slots=True)
class Version:
    day: int
    lines: tuple[str, ...]  # none: a withdrawal


WORDINGS = (
    "notice must be given {} days ahead",
    "notice has to be given {} days ahead",
    "every worker carries over at most {} holidays",
    "every worker carries over up to {} holidays",
    "every worker may carry over up to {} holidays",
)
OWN = ("", "", "", " from 4", " until 9", " from 2 until 6")
LINES = st.builds(
    lambda wording, number, own: "terms: " + wording.format(number) + own,
    st.sampled_from(WORDINGS),
    st.integers(1, 3),
    st.sampled_from(OWN),
)
VERSIONS = st.lists(
    st.builds(Version, st.integers(0, 9), st.lists(LINES, max_size=4, unique=True).map(tuple)), min_size=2, max_size=5
).filter(lambda versions: versions[0].lines != ())


class OneSection(WordedLines):
    """Every line in one section, so that lines are rivals for each other's keys."""


@pytest.fixture
def lines(new_system: NewSystem) -> Iterator[System]:
    with new_system(OneSection(), OneSection()) as system:
        yield system


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERSIONS, st.randoms(use_true_random=False))
def test_keys_and_rows_do_not_depend_on_the_order_of_arrival(
    lines: System, versions: list[Version], chance: random.Random
) -> None:
    in_order = published(lines, versions, range(len(versions)))
    order = list(range(len(versions)))
    chance.shuffle(order)
    assert differences(in_order, published(lines, versions, order)) == []


def published(system: System, versions: Sequence[Version], order: Sequence[int]) -> Rows:
    """The rows of a document whose versions were accepted in their order and published in another."""
    with system.pool.connection() as connection:
        connection.execute("TRUNCATE document CASCADE")
    receipts = [accepted(system, version) for version in versions]
    for number in order:
        receipt = receipts[number]
        system.prepare(receipt)
        system.publish(receipt)
    return held_rows(system)


def accepted(system: System, version: Version) -> UploadReceipt:
    if version.lines:
        return system.accept("\n".join(version.lines), version.day)
    effective_at = START + version.day * DAY
    return system.store.accept_withdrawal(
        Withdrawal(tenant="default", actor="local", document="leave", effective_at=effective_at, reason="pause")
    )
