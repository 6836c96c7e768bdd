"""The weights that ranking was given by `python -m tests.evaluation.tuning`, from `weights.json` beside this file."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

_TUNED: Final = json.loads(files("knowledge.retrieval").joinpath("weights.json").read_text(encoding="utf-8"))

RANKING: Final[Mapping[str, float]] = _TUNED["ranking"]
"""Of each signal in a statement's score."""

CONFIDENCE: Final[Mapping[str, float]] = _TUNED["confidence"]
"""Of each doubt in the log-odds that the documents in force state what is asked, and the bias."""

LEAST_CONFIDENCE: Final[float] = _TUNED["least_confidence"]
"""Below it an answer would be wrong too often: the documents do not state what is asked."""
