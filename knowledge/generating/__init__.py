"""A language model words what the extractive answer found; every claim is checked before anybody reads it."""

from knowledge.generating.claims import Claim
from knowledge.generating.metering import Metered
from knowledge.generating.model import Generation, Outcome, Telling, Worded, Wording, as_it_is, unheard
from knowledge.generating.sealing import grounds_of_worded
from knowledge.generating.wording import word_answer

__all__ = [
    "Claim",
    "Generation",
    "Metered",
    "Outcome",
    "Telling",
    "Worded",
    "Wording",
    "as_it_is",
    "grounds_of_worded",
    "unheard",
    "word_answer",
]
