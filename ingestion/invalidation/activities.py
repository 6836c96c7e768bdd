"""The steps of the reviewing workflow. Each may be killed anywhere and run again."""

from collections.abc import Sequence
from typing import Any

from temporalio import activity

from ingestion.invalidation.decisions import DecisionStore
from ingestion.invalidation.messages import (
    BEGIN,
    BEHIND,
    LOOK_UP,
    REFUSE,
    Begun,
    Behind,
    Decision,
    RefusedApproval,
    Review,
    Standing,
)
from knowledge.adapters.temporal import as_application_errors


class ReviewActivities:
    def __init__(self, decisions: DecisionStore) -> None:
        self._decisions = decisions

    def all(self) -> Sequence[Any]:
        return [self.look_up, self.begin, self.behind, self.refuse]

    @activity.defn(name=LOOK_UP)
    def look_up(self, review: Review) -> Standing:
        with as_application_errors():
            return self._decisions.standing(review)

    @activity.defn(name=BEGIN)
    def begin(self, decision: Decision) -> Begun:
        """Of an approval the mark alone: what it publishes is a step of its own."""
        with as_application_errors():
            return self._decisions.begin(decision)

    @activity.defn(name=BEHIND)
    def behind(self, review: Review) -> Behind:
        with as_application_errors():
            return self._decisions.behind(review)

    @activity.defn(name=REFUSE)
    def refuse(self, refused: RefusedApproval) -> None:
        with as_application_errors():
            self._decisions.refuse(refused)
