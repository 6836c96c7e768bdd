"""The examples of replies that explain themselves."""

from api.examples.answers import ANSWER, CITATION
from api.examples.facts import AGAINST, FACT, QUOTE, SOURCE, VIEW
from api.examples.shown import shown

HIT = {
    "kind": "passage",
    "id": "e2d2c7a0-54f5-5c0b-8f55-1a7d7f0f7d55",
    "text": QUOTE,
    "document": "returns-policy",
    "title": "Returns Policy",
    "version": 3,
    "section": SOURCE["section"],
    "page": None,
    "valid_at": "2024-03-01T00:00:00+00:00",
    "expired_at": "2025-01-01T00:00:00+00:00",
    "score": 21.4,
    "conflicts": [{**AGAINST, "fact": FACT["id"]}],
    "outranked_by": [],
    "explanation": None,
}

SIGNALS = [
    {"name": name, "value": value, "weight": weight, "contribution": contribution}
    for name, value, weight, contribution in (
        ("meaning", 0.8104, 12.523, 10.1486),
        ("passage_meaning", 0.7251, 11.357, 8.235),
        ("words", 0.7718, 8.618, 6.6514),
        ("kind", 1.0, 3.318, 3.318),
        ("passage_words", 1.0, 1.725, 1.725),
        ("headings", 0.0, 8.548, 0.0),
        ("named", 0.0, 1.625, 0.0),
    )
]
SCORE = 30.078
PLACE = {name: SOURCE[name] for name in ("document", "title", "version", "section", "page")}
EXCLUDED = {
    "counts": {"time": 1, "document": 0, "scope": 0},
    "passages": [
        {
            **PLACE,
            "by": "time",
            "why": "in force until 29 February 2024",
            "position": 1,
            "version": 1,
            "text": QUOTE.replace("90", "30"),
            "valid_at": "2023-01-01T00:00:00+00:00",
            "expired_at": "2024-03-01T00:00:00+00:00",
        }
    ],
}
EXPLAINED_HIT = {**HIT, "score": SCORE, "explanation": {"score": SCORE, "statement": QUOTE, "signals": SIGNALS}}
EXPLAINED_PART = {
    "question": ANSWER["question"],
    "wanted": "duration",
    "value_kind": "duration",
    "documents": [],
    "scope": {},
    "as_of": VIEW["as_of"],
    "confidence": 0.9556,
    "least_confidence": 0.246,
    "doubts": {
        "ahead": {"value": 15.6023, "weight": 0.217, "contribution": 3.3857},
        "meaning": {"value": 0.8104, "weight": 2.079, "contribution": 1.6848},
        "kind_missing": {"value": 0.0, "weight": -1.065, "contribution": -0.0},
        "elsewhen": {"value": 0.0, "weight": -0.084, "contribution": -0.0},
        "unsaid": {"value": 0.1512, "weight": -1.019, "contribution": -0.1541},
        "bias": {"value": 1.0, "weight": -1.848, "contribution": -1.848},
    },
    "statements": [
        {
            **PLACE,
            "text": QUOTE,
            "valid_at": CITATION["valid_at"],
            "expired_at": CITATION["expired_at"],
            "score": SCORE,
            "signals": SIGNALS,
        }
    ],
    "excluded": EXCLUDED,
}

search = shown(
    "search", {**VIEW, "generation": "g1", "hits": [EXPLAINED_HIT], "excluded": EXCLUDED}, "With `explain=true`."
)
asked = shown("asked", {**ANSWER, "explanation": {"parts": [EXPLAINED_PART]}}, "With `explain`, the explanation too.")
