"""The triples of a statement with the window and the scope that its own words give them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from ingestion.extraction.own_window import read_own_window
from ingestion.extraction.triples import Triple
from knowledge.values import find_values


def bounded_triples(text: str, zone: ZoneInfo, read: Callable[[str], Sequence[Triple]]) -> list[Triple]:
    """What `read` makes of the text without the words for its window, so that those never change a key.

    Where no other typed value is left ("The office is closed until 3 June 2027"), the date stays the object.
    """
    own = read_own_window(text, zone)
    bare = own.without(text)
    triples = read(bare)
    if bare != text and (not find_values(bare) or any(triple.value.text not in text for triple in triples)):
        masked = triples[0].masked
        triples = [replace(triple, masked=masked) for triple in read(text)]
    if own.window is None and not own.scope:
        return list(triples)
    return [replace(triple, valid=own.window, scope=own.scope) for triple in triples]
