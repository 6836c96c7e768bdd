"""Webhooks over HTTP and from the terminal: made, tried out, changed, looked at, sent again, removed."""

import asyncio
import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from temporalio.client import Client
from typer.testing import CliRunner, Result

from api.cli import app
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.fan_out import FanOut
from ingestion.notifications.messages import Notify, workflow_id
from ingestion.notifications.store import WebhookStore
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import Backoff
from knowledge.adapters.receivers.secrets import Secrets
from knowledge.events import Event, EventKind
from tests.fixtures.notifying import KEY
from tests.fixtures.receiver import Answer, Receiver

HERE = "http://127.0.0.1:9999/hook"


async def made(api: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    reply = await api.post("/v1/webhooks", json={"url": HERE, **body})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def give_up(pool: Pool, webhook: str, *, happened: int = 1) -> None:
    """So many events were tried for it, and given up."""
    store, deliveries = WebhookStore(pool, Secrets(KEY)), DeliveryStore(pool)
    for number in range(happened):
        with pool.connection() as connection, connection.cursor() as cursor:
            record_event(
                cursor, Event(tenant="default", kind=EventKind.REINDEX_DONE, key=str(number), document="leave")
            )
    FanOut(pool).once()
    found, _ = store.get("default", UUID(webhook))
    for due in deliveries.due(found.id, 100):
        outcome = Outcome(answered=500, error="answered 500", excerpt="no room")
        deliveries.attempted(found, due, outcome, Backoff(()), failures=1)


async def test_a_secret_is_shown_once_and_kept_nowhere(api: httpx.AsyncClient, pool: Pool) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await api.post("/v1/webhooks", json={"url": HERE}, headers=headers)
    secret = first.json()["secret"]
    assert secret.startswith("whsec_")
    again = await api.post("/v1/webhooks", json={"url": HERE}, headers=headers)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    listed = await api.get("/v1/webhooks")
    assert [one["id"] for one in listed.json()["webhooks"]] == [first.json()["id"]]
    assert "secret" not in listed.json()["webhooks"][0]
    with pool.connection() as connection:
        kept = connection.execute(
            "SELECT (SELECT string_agg(w::text, '') FROM webhook w) || (SELECT string_agg(r::text, '') "
            "FROM idempotent_reply r)"
        ).fetchone()
    assert kept is not None
    assert secret.removeprefix("whsec_") not in kept[0]


async def test_a_webhook_is_changed_in_what_is_given_and_no_more(api: httpx.AsyncClient) -> None:
    one = await made(api, kinds=["facts.changed"], documents=["leave"], predicates=["Per  Diem"], description="desk")
    assert one["predicates"] == ["per diem"]
    changed = (await api.patch(one["location"], json={"status": "disabled", "kinds": []})).json()
    assert (changed["status"], changed["disabled_reason"]) == ("disabled", "disabled by local")
    assert (changed["kinds"], changed["documents"], changed["description"]) == ([], ["leave"], "desk")
    enabled = (await api.patch(one["location"], json={"status": "active", "url": HERE + "/2"})).json()
    assert (enabled["status"], enabled["disabled_reason"], enabled["url"]) == ("active", None, HERE + "/2")
    assert (await api.get(one["location"])).json() == enabled


async def test_another_secret_takes_the_place_of_the_one_before(api: httpx.AsyncClient) -> None:
    one = await made(api)
    rotated = await api.post(f"{one['location']}/rotate", json={"keep_hours": 2})
    assert rotated.status_code == 200
    assert rotated.json()["secret"] != one["secret"]
    assert rotated.json()["secret_number"] == 2
    assert rotated.json()["previous_until"] is not None


async def test_lists_are_read_page_by_page(api: httpx.AsyncClient, pool: Pool) -> None:
    ids = [(await made(api))["id"] for _ in range(3)]
    first = (await api.get("/v1/webhooks?limit=2")).json()
    rest = (await api.get(f"/v1/webhooks?limit=2&cursor={first['next_cursor']}")).json()
    assert [one["id"] for one in first["webhooks"] + rest["webhooks"]] == ids
    assert rest["next_cursor"] is None
    give_up(pool, ids[0], happened=3)
    place = f"/v1/webhooks/{ids[0]}/deliveries"
    newest = (await api.get(f"{place}?limit=2&status=dead")).json()
    oldest = (await api.get(f"{place}?limit=2&cursor={newest['next_cursor']}")).json()
    found = newest["deliveries"] + oldest["deliveries"]
    assert [one["status"] for one in found] == ["dead"] * 3
    assert [one["happened_at"] for one in found] == sorted((one["happened_at"] for one in found), reverse=True)
    assert (await api.get(f"{place}?status=waiting")).json()["deliveries"] == []
    assert (await api.get(f"/v1/webhooks/{ids[0]}")).json()["dead"] == 3


async def test_a_test_tells_what_the_receiver_answers(api: httpx.AsyncClient, receiver: Receiver) -> None:
    one = await made(api, url=receiver.url)
    tried = (await api.post(f"{one['location']}/test")).json()
    assert (tried["delivered"], tried["answered"], tried["error"]) == (True, 204, None)
    assert receiver.received[0].is_signed_with(one["secret"])
    assert receiver.received[0].said["type"] == "webhook.test"
    receiver.answer = lambda _: Answer(403, {"content-type": "text/plain"}, b"who are you")
    refused = (await api.post(f"{one['location']}/test")).json()
    assert (refused["delivered"], refused["answered"], refused["excerpt"]) == (False, 403, "who are you")
    assert (await api.get(one["location"])).json()["failures"] == 0


async def test_what_is_given_up_is_sent_again_by_name_or_all_of_it(
    served: str, pool: Pool, temporal: Client, receiver: Receiver
) -> None:
    async with httpx.AsyncClient(base_url=served) as api:
        one = await made(api)
        give_up(pool, one["id"], happened=3)
        deliveries = (await api.get(f"{one['location']}/deliveries")).json()["deliveries"]
        sent = await api.post(f"{one['location']}/resend", json={"deliveries": [deliveries[0]["id"]]})
        assert (sent.status_code, sent.json()) == (202, {"sent_again": 1})
        assert (await api.post(f"{one['location']}/resend", json={})).json() == {"sent_again": 2}
        assert (await api.post(f"{one['location']}/resend", json={})).json() == {"sent_again": 0}
        waiting = (await api.get(f"{one['location']}/deliveries?status=waiting")).json()["deliveries"]
        assert {one["event"] for one in waiting} == {one["event"] for one in deliveries}
        message = Notify(tenant="default", webhook=one["id"])
        await temporal.get_workflow_handle(workflow_id(message)).terminate("the test is over")


@pytest.mark.parametrize(
    ("body", "type_", "says"),
    [
        ({"url": "http://10.0.0.7/"}, "invalid-receiver", "10.0.0.7 is an address of a private network"),
        ({"url": "https://169.254.169.254/"}, "invalid-receiver", "metadata"),
        ({"url": "hooks.example"}, "invalid-receiver", "not a full URL"),
        ({"url": HERE, "kinds": ["version.gone"]}, "invalid-request", "kinds"),
        ({"url": HERE, "documents": ["Leave Policy"]}, "invalid-slug", "leave-policy"),
        ({"url": HERE, "predicates": [" "]}, "invalid-request", "predicates"),
        ({"url": HERE, "secret": "mine"}, "invalid-request", "secret"),
        ({}, "invalid-request", "url"),
    ],
)
async def test_what_cannot_be_a_webhook_is_refused(
    api: httpx.AsyncClient, body: dict[str, object], type_: str, says: str
) -> None:
    reply = await api.post("/v1/webhooks", json=body)
    assert (reply.status_code, reply.json()["type"]) == (422, f"/problems/{type_}")
    assert says in reply.json()["detail"]
    assert (await api.get("/v1/webhooks")).json()["webhooks"] == []


async def test_what_is_not_there_is_told(api: httpx.AsyncClient) -> None:
    nowhere = "/v1/webhooks/3c0f4f0e-5f43-4c8e-9d1b-4f6a0c1d2e3f"
    for method, path, body in (
        ("GET", nowhere, None), ("DELETE", nowhere, None), ("PATCH", nowhere, {}), ("POST", f"{nowhere}/rotate", {}),
        ("POST", f"{nowhere}/test", None), ("GET", f"{nowhere}/deliveries", None), ("POST", f"{nowhere}/resend", {}),
    ):  # fmt: skip
        reply = await api.request(method, path, json=body)
        assert (reply.status_code, reply.json()["type"]) == (404, "/problems/webhook-not-found"), (method, path)
    one = await made(api)
    for named in ("x", "3c0f4f0e-5f43-4c8e-9d1b-4f6a0c1d2e3f"):
        reply = await api.post(f"{one['location']}/resend", json={"deliveries": [named]})
        assert (reply.status_code, reply.json()["type"]) == (404, "/problems/delivery-not-found")
    assert (await api.delete(one["location"])).json() == {"id": one["id"], "deleted": True}
    assert (await api.get(one["location"])).status_code == 404


# -- the terminal -------------------------------------------------------------------------------------


def asof(served: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["webhooks", *arguments, "--url", served], env={"COLUMNS": "80"})


def shown(served: str, *arguments: str) -> dict[str, Any]:
    ended = asof(served, *arguments, "--json")
    assert ended.exit_code == 0, ended.stderr
    return dict(json.loads(ended.stdout))


async def test_a_webhook_is_made_looked_after_and_removed_from_the_terminal(
    served: str, pool: Pool, receiver: Receiver
) -> None:
    def steps() -> None:
        assert "Nobody is told of anything yet" in asof(served).stdout
        added = asof(served, "add", receiver.url, "-k", "facts.changed", "-d", "leave", "--description", "the desk")
        assert added.exit_code == 0, added.stderr
        assert "shown this once" in added.stdout
        (secret,) = [line for line in added.stdout.splitlines() if line.startswith("whsec_")]
        (one,) = shown(served)["webhooks"]
        short = one["id"][:8]
        assert asof(served, "test", short).exit_code == 0
        assert receiver.received[0].is_signed_with(secret)
        told = asof(served).stdout
        assert all(line in told for line in (receiver.url, "kinds facts.changed; about leave", "the desk", "active"))
        changed = shown(served, "change", short, "-k", "", "--disable")
        assert (changed["kinds"], changed["documents"], changed["status"]) == ([], ["leave"], "disabled")
        assert "disabled by local" in asof(served, "show", short).stdout
        shown(served, "change", short, "--enable")
        give_up(pool, one["id"])
        letters = asof(served, "deliveries", short, "--dead").stdout
        assert all(word in letters for word in ("dead", "reindex.done", "1 attempt; answered 500", "1 deliveries"))
        assert max(len(line) for line in letters.splitlines()) <= 80
        assert "another" not in asof(served, "rotate", short, "--keep-hours", "1").stdout
        assert shown(served, "show", short)["secret_number"] == 2
        assert "removed" in asof(served, "remove", short).stdout
        assert "Nobody is told of anything yet" in asof(served).stdout

    await asyncio.to_thread(steps)


async def test_what_fails_in_the_terminal_is_told_in_a_line(served: str, receiver: Receiver) -> None:
    def steps() -> None:
        nowhere = asof(served, "show", "abc")
        assert (nowhere.exit_code, nowhere.stdout) == (1, "")
        assert "no webhook has an id that begins with 'abc'" in nowhere.stderr
        refused = asof(served, "add", "http://10.0.0.7/")
        assert refused.exit_code == 1
        assert "Nothing is sent to this address" in refused.stderr
        one = shown(served, "add", receiver.url)
        receiver.answer = lambda _: Answer(500)
        failed = asof(served, "test", one["id"])
        assert failed.exit_code == 1
        assert "not delivered: answered 500" in failed.stdout
        assert "nothing to change" in asof(served, "change", one["id"]).stderr

    await asyncio.to_thread(steps)
