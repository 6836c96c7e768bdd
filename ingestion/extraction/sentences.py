"""One sentence or list item into its triples."""

from functools import lru_cache

from ingestion.extraction.tokens import tokenize
from ingestion.extraction.triples import Topic, Triple
from ingestion.extraction.typed import typed_triples
from ingestion.extraction.untyped import untyped_triple
from knowledge.values import FoundValue, find_values


@lru_cache(maxsize=32_768)
def read_triples(text: str, topic: Topic, *, lead_in: str = "") -> tuple[Triple, ...]:
    """One triple a typed value, else one yes/no or one text. Cached: versions repeat their statements.

    `lead_in`: the words before a list that this item completes ("Staff may claim").
    """
    joined = f"{lead_in} {text}" if lead_in else text
    offset = len(joined) - len(text)
    found = find_values(text)
    shifted = [FoundValue(value=one.value, start=one.start + offset, end=one.end + offset) for one in found]
    tokens = tokenize(joined, shifted)
    if found:
        return tuple(typed_triples(text, tokens, found, topic))
    return (untyped_triple(text, tokens, offset, topic),)
