"""Examples of changes under review and of rules, as the OpenAPI page shows them."""

from api.examples.facts import FACT
from api.examples.shown import shown

INVALIDATION_ID = "4b1f6f2e-5d3a-5f0c-9a51-2f6f0c9b7d21"
_SIDE = {
    "subject": "Return period",
    "predicate": "return a product within",
    "section": ["Returns Policy", "Return period"],
}
_QUOTE = "Customers may return a product within 30 days of delivery."
_BEFORE = {
    **_SIDE,
    "fact": "0d1f0a52-7b5e-5d0e-a4f6-0b8a0a4f2a55",
    "object": "30 days",
    "quote": _QUOTE,
    "valid_at": "2023-01-01T00:00:00+00:00",
    "expired_at": None,
}
_CUT = {**_BEFORE, "fact": None, "expired_at": "2024-03-01T00:00:00+00:00"}
_AFTER = {
    **_SIDE,
    "fact": None,
    "object": "90 days",
    "quote": _QUOTE.replace("30", "90"),
    "valid_at": "2024-03-01T00:00:00+00:00",
    "expired_at": None,
}
SUMMARY = {
    "id": INVALIDATION_ID,
    "document": "returns-policy",
    "version": 3,
    "ingestion_id": "5f0c1c4e-52d5-4d6e-9f3b-0b5d3c1f7a52",
    "kind": "version",
    "status": "waiting",
    "rule": "a text that retires more than 40% of its document's facts waits",
    "outcome": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "facts_added": 0,
    "facts_superseded": 1,
    "facts_removed": 6,
    "passages_retired": 4,
    "share_going": 0.46,
    "asked": 1,
    "differs": {"come": [], "gone": [], "otherwise": []},
    "effective_at": "2024-03-01T00:00:00+00:00",
    "actor": "local",
    "reason": None,
    "opened_at": "2025-01-10T08:12:44.120311+00:00",
    "decided_at": None,
    "location": f"/v1/invalidations/{INVALIDATION_ID}",
}
DETAIL = {
    **SUMMARY,
    "changes": [
        {
            "key": "b0b3f7f2-0f0e-5a49-8a55-3a1de6f9a9d1",
            "edit": "change",
            "outcome": "superseded",
            "goes": False,
            "likeness": 1.0,
            "before": [_BEFORE],
            "after": [_CUT, _AFTER],
        }
    ],
    "decisions": [],
    "answers": [
        {
            "id": "6a7cf3a6-8f1f-4f2e-8d0e-7b7a2b1c9d10",
            "question": "How long can I return a product?",
            "created_at": "2025-01-09T10:00:00+00:00",
        }
    ],
}
DECISION = {
    "id": "77e4c6ae-0ef1-4f8e-8a54-9d9e3b7f1c02",
    "verb": "approve",
    "actor": "mo",
    "reason": "the new policy is shorter on purpose",
    "outcome": "applied",
    "detail": None,
    "undo_ingestion": None,
    "made_at": "2025-01-12T09:00:00+00:00",
    "done_at": "2025-01-12T09:00:00.220100+00:00",
}
DECIDED = {
    **DETAIL,
    "status": "applied",
    "decided_at": "2025-01-12T09:00:00.220100+00:00",
    "decisions": [DECISION],
}
ACCEPTED = {**DETAIL, "decisions": [{**DECISION, "outcome": None, "done_at": None}]}
RULE = {
    "id": "0b54a6a0-3f19-4be1-93b5-6a1a0c6a1d11",
    "name": "a text that retires more than 40% of its document's facts waits",
    "position": 200,
    "enabled": True,
    "outcome": "wait",
    "documents": None,
    "kinds": ["correction", "re-extraction", "version"],
    "predicate": None,
    "share_over": 0.4,
    "likeness_under": None,
    "outranked": False,
    "past_days": None,
    "actor": "asof",
}
EXPIRY_RULE = {
    "id": "2c8e0b52-7c0d-4d65-8d55-90fd8d1c7e01",
    "name": "rates are looked at once a year",
    "months": 12,
    "remind_days": 30,
    "enabled": True,
    "documents": ["travel-expenses"],
    "predicate": "rate",
    "actor": "mo",
}
invalidations = shown("invalidations", {"invalidations": [SUMMARY], "next_cursor": None})
invalidation = shown("invalidation", DETAIL)
decided_invalidation = shown("decided_invalidation", DECIDED, "Carried out (or decided so before).")
accepted_decision = shown("accepted_decision", ACCEPTED, "Accepted: it stands in Postgres, and is carried out.")
rules = shown("rules", {"rules": [RULE]})
rule = shown("rule", RULE, "Added.")
changed_rule = shown("changed_rule", {**RULE, "enabled": False, "actor": "mo"})
left_rules = shown("left_rules", {"rules": [RULE]})
expiry_rules = shown("expiry_rules", {"rules": [EXPIRY_RULE]})
expiry_rule = shown("expiry_rule", EXPIRY_RULE, "Added.")
changed_expiry_rule = shown("changed_expiry_rule", {**EXPIRY_RULE, "enabled": False})
left_expiry_rules = shown("left_expiry_rules", {"rules": []})
confirmed_fact = shown(
    "confirmed_fact", {"fact": FACT["id"], "confirmed_at": "2025-01-12T09:00:00+00:00", "actor": "mo"}
)
