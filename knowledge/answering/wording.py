"""The sentences that a person reads: the answer with its date and document. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from knowledge.answering.model import AnswerStatus, Citation
from knowledge.answering.parts import PartAnswer
from knowledge.answering.spans import spoken
from knowledge.questions.calendar_spans import written

_NOUN = re.compile(
    r"(?:polic(?:y|ies)|terms|agreement|statement|handbook|guidelines?|rules|notice|manual|code|procedures?|addendum|"
    r"standard|plan|charter|conditions|service)$",
    re.IGNORECASE,
)


def day_of(instant: dt.datetime, zone: ZoneInfo) -> str:
    """ "3 March 2024" in the tenant's zone."""
    return written(instant.astimezone(zone).date())


def told(part: PartAnswer, as_of: dt.datetime, zone: ZoneInfo, document: str | None) -> str:
    """What a person reads of one part."""
    if part.said is None:
        return not_stated(as_of, zone, document)
    if part.status is AnswerStatus.CONFLICT:
        return in_conflict([part.said.citation, *(one.citation for one in part.opponents)], as_of, zone)
    return answered(part.said.answer, part.said.citation, as_of, zone)


def short(part: PartAnswer, *, beside: bool) -> str:
    """The span that answers one part; with its document where it stands `beside` others or against them."""
    if part.said is None:
        return "not stated"
    said = [part.said, *part.opponents]
    if not beside and len(said) == 1:
        return part.said.answer
    return " or ".join(f"{one.answer} ({one.citation.title})" for one in said)


def last_day_of(end: dt.datetime, zone: ZoneInfo) -> str:
    """The last day that a window holds whose end is excluded."""
    return day_of(end - dt.timedelta(microseconds=1), zone)


def answered(answer: str, citation: Citation, as_of: dt.datetime, zone: ZoneInfo) -> str:
    says = f"As of {day_of(as_of, zone)}, {named(citation.title)} says: “{spoken(citation.quote)}”"
    return says if answer in (citation.quote, citation.quote.rstrip(".")) else f"{answer.rstrip('.')}. {says}"


def in_conflict(citations: Sequence[Citation], as_of: dt.datetime, zone: ZoneInfo) -> str:
    says = "; ".join(f"{named(citation.title)} says: “{spoken(citation.quote)}”" for citation in citations)
    return f"As of {day_of(as_of, zone)}, the documents disagree: {says}"


def overruled(answer: str, citation: Citation) -> str:
    return f"{at_the_head(named(citation.title))}, which ranks lower, says otherwise: “{answer.rstrip('.')}”."


def otherwise(answer: str, citation: Citation) -> str:
    return f"{at_the_head(named(citation.title))} says otherwise: “{answer.rstrip('.')}”."


def at_the_head(name: str) -> str:
    return name[:1].upper() + name[1:]


def not_stated(as_of: dt.datetime, zone: ZoneInfo, document: str | None) -> str:
    where = f"the document {document!r} does" if document else "the documents do"
    return f"As of {day_of(as_of, zone)}, {where} not state this."


def named(title: str) -> str:
    """A title inside a sentence: "the Returns Policy", "“Travel and Expenses”"."""
    if _NOUN.search(title):
        return title if title.lower().startswith("the ") else f"the {title}"
    return f"“{title}”"
