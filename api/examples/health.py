"""Whether it lives and is ready, and what a problem means."""

from api.examples.shown import shown

alive = shown("alive", {"status": "alive"})
ready = shown("ready", {"status": "ready", "engines": {"postgres": {"state": "up", "seconds": 0.001, "detail": None}}})
not_ready = shown(
    "not_ready",
    {
        "status": "not ready",
        "engines": {"postgres": {"state": "down", "seconds": 3.0, "detail": "no answer within 3 s"}},
    },
    "At least one engine is down; it is named.",
)
meaning = shown(
    "meaning",
    {
        "type": "/problems/empty-document",
        "title": "The file holds no text",
        "status": 422,
        "example": "scan.pdf holds pages but no text: it seems to be scanned; run OCR over it first",
    },
)
