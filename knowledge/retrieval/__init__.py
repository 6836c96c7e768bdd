"""Evidence for a question at a viewpoint: found in the index, confirmed in Postgres, ranked by statements."""

from knowledge.retrieval.model import Elsewhen, Evidence, RankedPassage, RankedStatement, Signals, Sought
from knowledge.retrieval.retrieving import look_elsewhen, retrieve
from knowledge.retrieval.signals import contributions, values_of
from knowledge.retrieval.viewpoint import ResolvedViewpoint, resolve_viewpoint

__all__ = [
    "Elsewhen",
    "Evidence",
    "RankedPassage",
    "RankedStatement",
    "ResolvedViewpoint",
    "Signals",
    "Sought",
    "contributions",
    "look_elsewhen",
    "resolve_viewpoint",
    "retrieve",
    "values_of",
]
