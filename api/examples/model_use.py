"""What was taken of language models."""

from api.examples.shown import shown

model_use = shown(
    "model_use",
    {
        "period": "month",
        "began": "2025-01-01",
        "spent": 48210,
        "most": 5_000_000,
        "uses": [
            {
                "period": "2025-01-01",
                "model": "anthropic:claude-haiku-4-5",
                "purpose": "answers",
                "requests": 31,
                "input_tokens": 44120,
                "output_tokens": 4090,
                "cost_usd": "0.06457",
                "seconds": 52.4,
            }
        ],
    },
)
