"""Facts that a person states, corrects, retracts or ends: with a reason, through the same revision as a document's."""

from ingestion.by_hand.edits import (
    EditReceipt,
    HandCorrection,
    HandEdit,
    HandExpiry,
    HandFact,
    HandRetraction,
)
from ingestion.by_hand.recording import HandEditStore

__all__ = [
    "EditReceipt",
    "HandCorrection",
    "HandEdit",
    "HandEditStore",
    "HandExpiry",
    "HandFact",
    "HandRetraction",
]
