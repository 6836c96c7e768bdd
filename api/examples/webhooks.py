"""Examples of the replies about webhooks, as the OpenAPI page shows them."""

from api.examples.shown import shown

WEBHOOK_ID = "3c0f4f0e-5f43-4c8e-9d1b-4f6a0c1d2e3f"
WEBHOOK = {
    "id": WEBHOOK_ID,
    "url": "https://hooks.example.org/asof",
    "description": "the returns desk",
    "kinds": ["facts.changed", "conflict.opened"],
    "documents": ["returns-policy"],
    "predicates": [],
    "status": "active",
    "disabled_reason": None,
    "failures": 0,
    "failing_since": None,
    "waiting": 0,
    "dead": 1,
    "secret_number": 1,
    "previous_until": None,
    "actor": "local",
    "created_at": "2025-01-10T08:12:43.001004+00:00",
    "changed_at": "2025-01-10T08:12:43.001004+00:00",
    "location": f"/v1/webhooks/{WEBHOOK_ID}",
}
SECRET = {**WEBHOOK, "dead": 0, "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}
DELIVERY = {
    "id": "5b0c1f7e-0c3c-4a55-8a76-9d3f5b1f2c4d",
    "event": "0b7e6f0d-6a52-5a5f-9b5e-1f0e8c7d6b5a",
    "kind": "facts.changed",
    "document": "returns-policy",
    "status": "dead",
    "attempts": 10,
    "answered": 500,
    "error": "answered 500",
    "excerpt": "Internal Server Error",
    "happened_at": "2025-01-10T08:12:44.120311+00:00",
    "attempted_at": "2025-01-13T11:30:02.000000+00:00",
    "next_attempt_at": None,
}

created_webhook = shown("created_webhook", SECRET, "Created. The secret is shown this once.")
rotated_webhook = shown(
    "rotated_webhook", {**SECRET, "secret_number": 2, "previous_until": "2025-01-11T08:12:43.001004+00:00"}
)
webhook = shown("webhook", WEBHOOK)
webhooks = shown("webhooks", {"webhooks": [WEBHOOK], "next_cursor": None})
deleted_webhook = shown("deleted_webhook", {"id": WEBHOOK_ID, "deleted": True})
webhook_trial = shown(
    "webhook_trial", {"delivered": True, "answered": 204, "error": None, "excerpt": None, "milliseconds": 42}
)
deliveries = shown("deliveries", {"deliveries": [DELIVERY], "next_cursor": None})
sent_again = shown("sent_again", {"sent_again": 1})
