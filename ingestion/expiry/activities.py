"""The one step of the expiring workflow. It may be killed anywhere and run again."""

from collections.abc import Sequence
from typing import Any

from temporalio import activity

from ingestion.expiry.messages import SWEEP, Sweep, Swept
from ingestion.expiry.sweeping import Sweeper
from ingestion.pulse import Pulse
from knowledge.adapters.temporal import as_application_errors


class ExpiryActivities:
    def __init__(self, sweeper: Sweeper) -> None:
        self._sweeper = sweeper

    def all(self) -> Sequence[Any]:
        return [self.sweep]

    @activity.defn(name=SWEEP)
    def sweep(self, message: Sweep) -> Swept:
        with as_application_errors(), Pulse(lambda _: None):
            return self._sweeper.sweep(message)
