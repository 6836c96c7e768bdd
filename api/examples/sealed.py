"""Examples of replies about sealed answers."""

from api.examples.answers import ANSWER
from api.examples.recalls import RECALL
from api.examples.shown import shown

_DIGEST = "0d5a4b0f8f6e1d1f2c3b4a5968778695a4b3c2d1e0f9e8d7c6b5a49382716050"
_CODE = "0.1.0+3f2a9c01d4e5"
RELEASED = {**ANSWER, "sealed_hash": "c7fe25e04a111bad284b52c36bbdf32a7a1c5b73c35eef36aad2057b2340e376"}
SEALED = {
    **RELEASED,
    "recall": RECALL,
    "seal": {
        "number": 17,
        "hash": RELEASED["sealed_hash"],
        "previous": "7a1c5b73c35eef36aad2057b2340e376c7fe25e04a111bad284b52c36bbdf32a",
        "sealed_at": "2025-01-10T08:20:00.120311+00:00",
        "signature": None,
        "public_key": None,
        "record": {
            "format": "asof.answer/1",
            "tenant": "default",
            "answer": ANSWER["id"],
            "viewpoint": {"as_of": ANSWER["as_of"], "known_at": ANSWER["known_at"], "scope": {}},
            "generation": "g1",
            "model": "extractive",
            "parameters": {},
            "code": _CODE,
            "considered": [],
            "parts": {"question": _DIGEST},
        },
        "parts": {
            "question": {
                "digest": _DIGEST,
                "salt": "5f0c1c4e52d54d6e9f3b0b5d3c1f7a52",
                "content": {"asked": {"text": ANSWER["question"]}, "understood": ANSWER["question"]},
                "tombstone": None,
            }
        },
    },
}
REPLAY = {
    "id": ANSWER["id"],
    "sealed_hash": RELEASED["sealed_hash"],
    "intact": True,
    "findings": [],
    "erased": {},
    "answer": RELEASED,
    "output": '{"answer":"90 days","as_of":"2024-06-30T00:00:00+00:00"}',
    "generation": "g1",
    "code": _CODE,
    "today": {
        "same": False,
        "reason": None,
        "differs": [{"field": "answer", "recorded": "90 days", "today": "60 days"}],
        "evidence": [{"number": 1, "same": True, "differs": [], "retired_at": None}],
        "answer": {**ANSWER, "answer": "60 days"},
        "generation": "g2",
        "code": _CODE,
    },
}
AUDIT = {
    "well": False,
    "records": 1000,
    "number": 1000,
    "hash": RELEASED["sealed_hash"],
    "more": True,
    "findings": [
        {
            "number": 17,
            "answer": ANSWER["id"],
            "what": "output",
            "detail": "its salted SHA-256 is not the one in the record: it was changed, or its salt",
        }
    ],
    "signed": [{"public_key": None, "records": 1000}],
    "erased": 0,
}

sealed_answer = shown("sealed_answer", SEALED)
replayed = shown("replayed", REPLAY)
audited = shown("audited", AUDIT)
packed = {
    "description": "A zip that `asof verify` checks without a server.",
    "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}, "example": "PK..."}},
}
