"""Evidence for a question at a viewpoint: found in the index, confirmed in Postgres, ranked by statements."""

from knowledge.retrieval.explaining import Exclusions, Filter, LeftOut, Weighed, signals_of, weigh
from knowledge.retrieval.lifting import find_left_out
from knowledge.retrieval.model import (
    Aside,
    Elsewhen,
    Evidence,
    RankedPassage,
    RankedStatement,
    Signals,
    Sought,
    Stores,
    in_turn,
)
from knowledge.retrieval.restated import rule_of, without_restated
from knowledge.retrieval.retrieving import retrieve, retrieve_ever
from knowledge.retrieval.signals import kinds_for, values_of
from knowledge.retrieval.statements import states
from knowledge.retrieval.viewpoint import ResolvedViewpoint, resolve_viewpoint

__all__ = [
    "Aside",
    "Elsewhen",
    "Evidence",
    "Exclusions",
    "Filter",
    "LeftOut",
    "RankedPassage",
    "RankedStatement",
    "ResolvedViewpoint",
    "Signals",
    "Sought",
    "Stores",
    "Weighed",
    "find_left_out",
    "in_turn",
    "kinds_for",
    "resolve_viewpoint",
    "retrieve",
    "retrieve_ever",
    "rule_of",
    "signals_of",
    "states",
    "values_of",
    "weigh",
    "without_restated",
]
