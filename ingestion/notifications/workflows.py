"""`NotifyWorkflow`: one receiver, for as long as something waits for it. Carries its id only.

A receiver has one round of sending at a time, so one that is slow or fails holds one place in the sending worker, and
another's deliveries go on beside it.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from ingestion.notifications.messages import NOTIFY_WORKFLOW, SEND_DUE, SENDING_QUEUE, WAKE, Notify, Round

# For Postgres away, or a worker lost. What a receiver fails is no failure here: it is counted with the delivery.
UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10))
SILENCE = timedelta(seconds=8)
LIMIT = timedelta(minutes=10)
LONGEST_SLEEP = timedelta(days=1)
ROUNDS = 200  # of one run: its history stays short


@workflow.defn(name=NOTIFY_WORKFLOW)
class NotifyWorkflow:
    @workflow.init
    def __init__(self, message: Notify) -> None:
        self._message = message
        self._woken = False

    @workflow.signal(name=WAKE)
    def wake(self) -> None:
        """Something is due that was not when the last round ended."""
        self._woken = True

    @workflow.run
    async def run(self, message: Notify) -> None:
        for _ in range(ROUNDS):
            self._woken = False
            done = await workflow.execute_activity(
                SEND_DUE,
                message,
                result_type=Round,
                task_queue=SENDING_QUEUE,
                start_to_close_timeout=LIMIT,
                heartbeat_timeout=SILENCE,
                retry_policy=UNTIL_IT_WORKS,
            )
            if done.next_in is None and not self._woken:
                return
            if done.next_in is not None:
                await self._sleep(timedelta(seconds=done.next_in))
        workflow.continue_as_new(message)

    async def _sleep(self, pause: timedelta) -> None:
        try:
            await workflow.wait_condition(lambda: self._woken, timeout=min(pause, LONGEST_SLEEP))
        except TimeoutError:
            return
