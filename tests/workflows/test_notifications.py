"""Receivers are told by a durable workflow each: until it works, under one id, whatever becomes of other receivers."""

import threading

import pytest

from tests.fixtures.notifying import Notifying, until
from tests.fixtures.receiver import Answer, Receiver, receiving


async def test_what_happens_is_told_once_and_signed(notifying: Notifying, receiver: Receiver) -> None:
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("one", document="leave", about={"version": 3})
        await until(lambda: notifying.statuses(webhook) == ["delivered"])
    (received,) = receiver.received
    assert received.is_signed_with(notifying.webhooks.secret(webhook.id, 1))
    assert received.said["type"] == "reindex.done"
    assert received.said["data"] == {
        "document": "leave", "version": 3, "links": {"document": "/v1/documents/leave"}
    }  # fmt: skip
    assert received.id == str(notifying.listed(webhook)[0].event)
