"""The sentences that a person reads: the answer with its date and document. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from knowledge.answering.model import AnswerStatus, Citation
from knowledge.answering.parts import PartAnswer
from knowledge.answering.spans import items_after, opens_list, spoken
from knowledge.questions.calendar_spans import written
from knowledge.regions import REGION
from knowledge.time_windows import Scope

_NOUN = re.compile(
    r"(?:polic(?:y|ies)|terms|agreement|statement|handbook|guidelines?|rules|notice|manual|code|procedures?|addendum|"
    r"standard|plan|charter|conditions|service|list|schedule|catalogue|faq|guide|framework|programme|program|regulations?|"
    r"instructions?|overview|register|annex|appendix|declaration|commitments?)$",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*(?=[\s,;.]|$)")


def day_of(instant: dt.datetime, zone: ZoneInfo) -> str:
    """ "3 March 2024" in the tenant's zone."""
    return written(instant.astimezone(zone).date())


def searching(as_of: dt.datetime, now: dt.datetime, zone: ZoneInfo, *, known_at: dt.datetime | None) -> str:
    """What somebody who waits is told: "searching what held on 3 March 2024"."""
    day, today = day_of(as_of, zone), day_of(now, zone)
    holds = "holds today" if day == today else f"{'held' if as_of < now else 'will hold'} on {day}"
    return f"searching what {holds}" + ("" if known_at is None else f", as known on {day_of(known_at, zone)}")


def found(facts: int) -> str:
    """ "found 4 facts"."""
    if not facts:
        return "found nothing that states it"
    return f"found {facts} fact{'s' if facts > 1 else ''}"


def told(part: PartAnswer, as_of: dt.datetime, zone: ZoneInfo, document: str | None) -> str:
    """What a person reads of one part."""
    if part.said is None:
        return not_stated(as_of, zone, document)
    if part.status is AnswerStatus.CONFLICT:
        return in_conflict([part.said.citation, *(one.citation for one in part.opponents)], as_of, zone)
    items = items_after(part.said.statement.passage.text, part.said.citation.quote)
    if opens_list(part.said.citation.quote) and items and not part.part.polar:
        return listed(items, part.said.citation, as_of, zone)
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
    return says if answer in (citation.quote, citation.quote.rstrip(".")) else f"{as_sentence(answer)} {says}"


def listed(items: Sequence[str], citation: Citation, as_of: dt.datetime, zone: ZoneInfo) -> str:
    """All items of a list behind the words that open it."""
    says = f"{spoken(citation.quote)} {'; '.join(item.rstrip('.;,') for item in items)}"
    return f"As of {day_of(as_of, zone)}, {named(citation.title)} says: “{says}”"


def as_sentence(answer: str) -> str:
    """ "Ten years." A first word that is no plain one, as an address, stays as it is."""
    plain = _PLAIN_WORD.match(answer)
    return f"{at_the_head(answer) if plain else answer}".rstrip(".") + "."


def in_conflict(citations: Sequence[Citation], as_of: dt.datetime, zone: ZoneInfo) -> str:
    says = "; ".join(f"{named(citation.title)} says: “{spoken(citation.quote)}”" for citation in citations)
    return f"As of {day_of(as_of, zone)}, the documents disagree: {says}"


def overruled(answer: str, citation: Citation) -> str:
    return f"{at_the_head(named(citation.title))}, which ranks lower, says otherwise: “{answer.rstrip('.')}”."


def otherwise(answer: str, citation: Citation) -> str:
    return f"{at_the_head(named(citation.title))} says otherwise: “{answer.rstrip('.')}”."


def whom(scope: Scope) -> str:
    """The pairs of a scope inside a sentence: "students on the Team plan", "contractors in Germany", "Germany"."""
    people = [value for dimension, value in scope if dimension == "audience"]
    plans = [f"the {_name_of(value)} plan" for dimension, value in scope if dimension == "plan"]
    regions = [_name_of(value) for dimension, value in scope if dimension == REGION]
    others = [f"{dimension} “{value}”" for dimension, value in scope if dimension not in ("audience", "plan", REGION)]
    told = in_words(people) if people else ""
    for link, named_ones in (("on", plans), ("in", regions), ("with", others)):
        if named_ones:
            told += f" {link} {in_words(named_ones)}" if told else in_words(named_ones)
    return told


def _name_of(value: str) -> str:
    name = value.title() if value.islower() else value
    return f"the {name}" if name.startswith(("United ", "European ", "Netherlands")) else name


def in_words(words: Sequence[str]) -> str:
    """ "one, two and three", each once."""
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


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
