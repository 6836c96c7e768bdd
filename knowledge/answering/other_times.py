"""When a statement that is not in force was, or will be."""

import datetime as dt
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.spans import spoken
from knowledge.answering.wording import day_of, last_day_of, named
from knowledge.ports import KnowledgeReader
from knowledge.retrieval import RankedStatement
from knowledge.time_windows import Viewpoint, Window, join_windows


def stretch_of(other: RankedStatement, viewpoint: Viewpoint, reader: KnowledgeReader) -> Window | None:
    """How long the document says these words, whatever changes around them: the last time before the instant, else the
    first after it. None where it says them then too.
    """
    own = other.passage.valid
    stating = reader.stating(viewpoint.tenant, viewpoint.known_at, other.document, other.text)
    stretches = join_windows([own, *stating])
    if any(one.contains(viewpoint.as_of) for one in stretches):
        return None
    before = [one for one in stretches if one.end is not None and one.end <= viewpoint.as_of]
    return before[-1] if before else stretches[0]


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
    stretch = stretch_of(other, viewpoint, reader)
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
