"""Two neighbouring versions of one document compared: which statement succeeds which, and what kind of edit that is.

Pure, and a function of the two versions alone, so that its result may be cached. Knows no store and no fold.
"""

from knowledge.alignment.comparison import align
from knowledge.alignment.keys import KeylessFact, PlacedFact, heirs_of, keys_of
from knowledge.alignment.likeness import likenesses
from knowledge.alignment.model import ComparedStatement, Edit, EditKind, compared, compared_text

__all__ = [
    "ComparedStatement",
    "Edit",
    "EditKind",
    "KeylessFact",
    "PlacedFact",
    "align",
    "compared",
    "compared_text",
    "heirs_of",
    "keys_of",
    "likenesses",
]
