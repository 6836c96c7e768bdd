"""Rules over HTTP: seen, added, changed, removed, and what is refused. Temporal is away, and need not be there."""

from typing import Any

import httpx
import pytest

RULE = {"name": "prices are looked at", "outcome": "wait", "predicate": "price", "kinds": ["version"], "position": 50}
EXPIRY = {"name": "rates", "months": 12, "predicate": "rate"}


async def test_a_tenant_begins_with_rules_and_may_change_them(api: httpx.AsyncClient) -> None:
    begins = (await api.get("/v1/rules")).json()["rules"]
    assert [(rule["position"], rule["outcome"], rule["share_over"], rule["past_days"]) for rule in begins] == [
        (100, "apply", None, None),
        (150, "apply", None, 90),
        (200, "wait", 0.4, None),
        (300, "apply", None, None),
    ]
    added = await api.post("/v1/rules", json=RULE, headers={"Idempotency-Key": "r"})
    again = await api.post("/v1/rules", json=RULE, headers={"Idempotency-Key": "r"})
    assert (added.status_code, again.json()) == (201, added.json())
    rule = added.json()["id"]
    changed = await api.post(f"/v1/rules/{rule}", json={"enabled": False, "predicate": None, "share_over": 0.2})
    told = changed.json()
    assert (told["enabled"], told["predicate"], told["share_over"], told["kinds"]) == (False, None, 0.2, ["version"])
    left = (await api.post(f"/v1/rules/{rule}/remove")).json()["rules"]
    assert left == begins
    missing = await api.post(f"/v1/rules/{rule}", json={"enabled": True})
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/rule-not-found")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/rules", {**RULE, "outcome": "perhaps"}),
        ("/v1/rules", {**RULE, "kinds": ["import"]}),
        ("/v1/rules", {**RULE, "share_over": 40}),
        ("/v1/rules", {**RULE, "documents": ["Not A Slug"]}),
        ("/v1/rules", {**RULE, "misspelt": 1}),
        ("/v1/rules", {"name": "", "outcome": "wait"}),
        ("/v1/expiry-rules", {**EXPIRY, "months": 0}),
        ("/v1/expiry-rules", {"name": "everything", "months": 1}),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(api: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
    refused = await api.post(path, json=body)
    assert refused.status_code == 422, refused.text
    assert refused.json()["type"] in ("/problems/invalid-request", "/problems/invalid-slug")


async def test_an_expiry_rule_is_kept_though_temporal_is_away(api: httpx.AsyncClient) -> None:
    added = await api.post("/v1/expiry-rules", json=EXPIRY)
    assert added.status_code == 201
    rule = added.json()
    assert (rule["months"], rule["remind_days"], rule["enabled"]) == (12, 30, True)
    changed = (await api.post(f"/v1/expiry-rules/{rule['id']}", json={"months": 6})).json()
    assert (await api.get("/v1/expiry-rules")).json() == {"rules": [changed]}
    assert (await api.post(f"/v1/expiry-rules/{rule['id']}/remove")).json() == {"rules": []}


async def test_lists_tell_of_nothing_and_refuse_a_cursor_of_another_list(api: httpx.AsyncClient) -> None:
    assert (await api.get("/v1/invalidations")).json() == {"invalidations": [], "next_cursor": None}
    assert (await api.get("/v1/invalidations", params={"cursor": "x"})).status_code == 422
    assert (await api.get("/v1/invalidations", params={"status": "asleep"})).status_code == 422
    missing = await api.get("/v1/invalidations/00000000-0000-0000-0000-000000000000")
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/invalidation-not-found")
