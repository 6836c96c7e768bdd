"""The one step of the recall workflow. It may be killed anywhere and run again."""

from collections.abc import Sequence
from typing import Any

from temporalio import activity

from ingestion.pulse import Pulse
from ingestion.recall.examining import Examining
from ingestion.recall.messages import EXAMINE, Examined, Recall
from knowledge.adapters.temporal import as_application_errors


class RecallActivities:
    def __init__(self, examining: Examining) -> None:
        self._examining = examining

    def all(self) -> Sequence[Any]:
        return [self.examine]

    @activity.defn(name=EXAMINE)
    def examine(self, message: Recall) -> Examined:
        with as_application_errors(), Pulse(lambda _: None):
            return self._examining.round(message, stopped=activity.is_worker_shutdown)
