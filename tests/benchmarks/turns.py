"""A durable turn over HTTP, without a language model, against an empty update of the same Temporal."""

import time
from uuid import uuid4

from tests.benchmarks.stack import RunningStack


def time_turns(stack: RunningStack, count: int, *, anew: bool) -> list[float]:
    """Seconds of each of `count` turns of one conversation, one after the other.

    `anew` asks another question each time; else one question is asked as of another date, and embedded once.
    """
    with stack.client() as client:
        conversation = client.post("/v1/conversations", json={}).raise_for_status().json()["id"]
        seconds = []
        for n in range(count):
            team = n if anew else 7
            began = time.perf_counter()
            reply = client.post(
                f"/v1/conversations/{conversation}/messages",
                json={
                    "text": f"Within how many days does team {team} answer requests?",
                    "as_of": f"2025-{n % 12 + 1:02d}-01",
                    "message_id": str(uuid4()),
                },
            )
            seconds.append(time.perf_counter() - began)
            reply.raise_for_status()
    return seconds
