"""Two neighbouring versions of one document compared: which statement succeeds which, and what kind of edit that is.

Pure, and a function of the two versions alone, so that its result may be cached. Knows no store and no fold.
"""

from knowledge.alignment.comparison import align
from knowledge.alignment.keys import KeyedFact, successor_keys
from knowledge.alignment.model import ComparedStatement, Edit, EditKind, compared

__all__ = ["ComparedStatement", "Edit", "EditKind", "KeyedFact", "align", "compared", "successor_keys"]
