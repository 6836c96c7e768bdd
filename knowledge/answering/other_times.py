"""When a statement that is not in force was, or will be."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.spans import spoken
from knowledge.answering.wording import day_of, last_day_of, named
from knowledge.ports import KnowledgeReader, StoredPassage
from knowledge.retrieval import RankedStatement, states
from knowledge.time_windows import Viewpoint, Window, join_windows


def passages_saying(other: RankedStatement, viewpoint: Viewpoint, reader: KnowledgeReader) -> list[StoredPassage]:
    """Those of its document that say these words at some time, whatever stands around them; its own among them."""
    last_line = other.text.rpartition("\n")[2]  # a row's headings need not stand right above it
    ids = reader.passages_with(viewpoint.tenant, viewpoint.known_at, other.document, last_line)
    found = reader.passages_ever(viewpoint.tenant, viewpoint.known_at, ids)
    others = (one for id_, one in found.items() if id_ != other.passage.id)
    return [other.passage, *(one for one in others if states(one, other.text))]


def stretch_near(passages: Sequence[StoredPassage], as_of: dt.datetime) -> Window | None:
    """The last time before the instant in which one of them holds without a break, else the first after it. None where
    one holds then.
    """
    stretches = stretches_of(passages)
    if any(one.contains(as_of) for one in stretches):
        return None
    before = [one for one in stretches if one.end is not None and one.end <= as_of]
    return before[-1] if before else stretches[0]


def stretches_of(passages: Sequence[StoredPassage]) -> list[Window]:
    return join_windows(one.valid for one in passages)


def other_time_of(
    other: RankedStatement, viewpoint: Viewpoint, reader: KnowledgeReader, *, now: dt.datetime, zone: ZoneInfo
) -> list[str]:
    """ "Said until 18 April 2024", "first said on ...". One whose passage is in force names a time of its own, or is
    for others than the scope that was asked for.
    """
    title = named(other.passage.source.title)
    quote = spoken(other.text).rstrip(".")
    if other.passage.valid.contains(viewpoint.as_of):
        whose = "of another time or for others" if viewpoint.scope else "of another time"
        return [f"{wording.at_the_head(title)} says {whose}: “{quote}”."]
    stretch = stretch_near(passages_saying(other, viewpoint, reader), viewpoint.as_of)
    if stretch is None:
        return []
    if stretch.end is not None and stretch.end <= viewpoint.as_of:
        return [f"{wording.at_the_head(title)} said until {last_day_of(stretch.end, zone)}: “{quote}”."]
    if stretch.start is None:
        return []
    start = day_of(stretch.start, zone)
    if stretch.start <= now:
        return [f"{wording.at_the_head(title)} first said on {start}: “{quote}”."]
    return [f"Announced for {start} in {title}: “{quote}”."]
