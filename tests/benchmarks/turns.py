"""A durable turn over HTTP, without a language model, against an empty update of the same Temporal."""

import time
from uuid import uuid4

from tests.benchmarks.stack import RunningStack

QUESTION = "Within how many days are requests answered?"


def time_turns(stack: RunningStack, count: int) -> list[float]:
    """Seconds of each of `count` turns of one conversation, one after the other."""
    with stack.client() as client:
        conversation = client.post("/v1/conversations", json={}).raise_for_status().json()["id"]
        seconds = []
        for _ in range(count):
            began = time.perf_counter()
            reply = client.post(
                f"/v1/conversations/{conversation}/messages",
                json={"text": QUESTION, "message_id": str(uuid4())},
            )
            seconds.append(time.perf_counter() - began)
            reply.raise_for_status()
    return seconds
