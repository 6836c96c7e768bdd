"""Carries one decision out in this process, which SIGKILLs itself where it is told to (`python -m`, see the test).

The places are the stages of a publication, and `begun`, `decided`: between two steps of the workflow.
"""

import os
import signal
import sys
from pathlib import Path

from temporalio.testing import ActivityEnvironment

from ingestion import activities
from ingestion.activities import IngestionActivities
from ingestion.extraction import RuleExtractor
from ingestion.invalidation.activities import ReviewActivities
from ingestion.invalidation.decisions import DecisionStore
from ingestion.invalidation.messages import Begun, Decision
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.publication import Publication
from knowledge.adapters.postgres.pool import open_pool
from tests.integration.killed_ingestion import DyingIndex, DyingPulse, DyingStore, LengthEmbedder, die_at


def main(dsn: str, folder: str, message: str, last_stage: str) -> None:
    DyingPulse.last_stage = last_stage
    activities.Pulse = DyingPulse  # type: ignore[misc]
    decision = Decision.model_validate_json(message)
    with open_pool(dsn) as pool:
        store, index = DyingStore(pool, last_stage), DyingIndex(Path(folder))
        index.last_stage = last_stage
        preparation = Preparation(pool, DocumentReader(), RuleExtractor())
        publication = Publication(pool, index)
        if last_stage == "none":
            publication.settle()  # as a worker does when it starts
        steps = IngestionActivities(pool, store, preparation, publication, LengthEmbedder())
        review = ReviewActivities(DecisionStore(pool, store))
        environment = ActivityEnvironment()
        die_at("accepted", last_stage)
        begun: Begun = environment.run(review.begin, decision)
        die_at("begun", last_stage)
        if begun.publish is not None:
            environment.run(steps.embed, begun.publish)
            environment.run(steps.publish, begun.publish)
        if begun.undo is not None:
            for step in (steps.prepare, steps.embed, steps.publish):
                environment.run(step, begun.undo)
        if last_stage == "decided":
            os.kill(os.getpid(), signal.SIGKILL)
        index.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
