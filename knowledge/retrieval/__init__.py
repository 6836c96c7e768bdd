"""Evidence for a question at a viewpoint: found in the index, confirmed in Postgres, ranked by statements."""

from knowledge.retrieval.model import Elsewhen, Evidence, RankedPassage, RankedStatement, Signals, Sought, Stores
from knowledge.retrieval.restated import without_restated
from knowledge.retrieval.retrieving import retrieve, retrieve_ever
from knowledge.retrieval.signals import contributions, kinds_for, values_of
from knowledge.retrieval.viewpoint import ResolvedViewpoint, resolve_viewpoint

__all__ = [
    "Elsewhen",
    "Evidence",
    "RankedPassage",
    "RankedStatement",
    "ResolvedViewpoint",
    "Signals",
    "Sought",
    "Stores",
    "contributions",
    "kinds_for",
    "resolve_viewpoint",
    "retrieve",
    "retrieve_ever",
    "values_of",
    "without_restated",
]
