"""For whom or what a statement holds beside time: region, audience, plan and amount band. Pure.

Read where a sentence limits itself: in its lead ("For contractors, ..."), as its subject ("Employees in Germany ..."),
behind its value ("50 EUR in Germany"), or from the headings above it. What it merely mentions is no scope.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ingestion.extraction.clauses import Clause, read_clauses
from ingestion.extraction.rows import Cell
from ingestion.extraction.tokens import Token, tokenize
from ingestion.extraction.topics import plain_heading
from ingestion.extraction.triples import Triple
from ingestion.extraction.verbs import verb_group_end
from knowledge.scope_names import (
    GROUPS,
    PEOPLE,
    PLANS,
    REGIONS,
    STATUS,
    TIER_ALONE,
    Pairs,
    pairs_of,
)
from knowledge.time_windows import Scope
from knowledge.values import FoundValue, ValueKind, find_values

_LONGEST = 2_000  # characters; a longer statement is a dump


def _whole(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_LIVING = (
    r"(?:\s+(?:who|that)\s+(?:live|work|reside|are\s+(?:located|based|resident|employed))|\s+living|\s+based|\s+located|"
    r"\s+residing|\s+resident|\s+working|\s+employed)?"
)
_ALL = r"(?:(?i:all|our|any|every|each|an?|the)\s+)?"
_SHIPPED = r"(?:[Oo]rders?|[Dd]eliver(?:y|ies)|[Ss]hipments?|[Pp]arcels?|[Ss]hipping)(?:\s+(?:sent|shipped|delivered))?"
_PEOPLE_IN = rf"{_ALL}(?:[\w-]+\s+)?(?i:{PEOPLE}){_LIVING}\s+in\s+{REGIONS}"
_PEOPLE_ANYWHERE = re.compile(rf"\b(?i:{PEOPLE}){_LIVING}\s+in\s+{REGIONS}")
_LEADS = _whole(
    rf"(?:[Ii]n|[Ww]ithin|[Ff]or|[Tt]hroughout)\s+{REGIONS}(?:\s+only)?",
    rf"(?:[Ff]or|[Aa]s|[Ii]f\s+you\s+are)\s+{_ALL}(?i:{GROUPS})(?:\s+in\s+{REGIONS})?(?:\s+only)?",
    rf"[Ff]or\s+{_PEOPLE_IN}",
    rf"[Ii]f\s+you\s+(?:live|reside|work|are\s+(?:located|based|resident|a\s+resident))\s+(?:in|of)\s+{REGIONS}",
    rf"(?:[Oo]n|[Ww]ith|[Uu]nder|[Ff]or|[Ii]n)\s+{PLANS}(?:\s+only)?",
)
_SUBJECTS = _whole(
    rf"{_ALL}(?i:{STATUS})(?:{_LIVING}\s+in\s+{REGIONS})?",
    _PEOPLE_IN,
    rf"{_SHIPPED}\s+(?:to|within|in)\s+{REGIONS}",
    rf"{PLANS}(?:\s+(?:{PEOPLE}|accounts?|workspaces?|projects?|organi[sz]ations?))?",
    rf"{_ALL}(?:[\w-]+\s+)?(?:{PEOPLE}|[Aa]ccounts?|[Ww]orkspaces?|[Pp]rojects?|[Oo]rgani[sz]ations?)\s+(?:on|with|of)\s+{PLANS}",
)
_ENTITLED_SUBJECT = re.compile(rf"{_ALL}(?i:{GROUPS})(?:{_LIVING}\s+in\s+{REGIONS})?")
_ENTITLES = frozenset(
    ("receive", "receives", "get", "gets", "earn", "earns", "accrue", "accrues", "entitled", "eligible", "have", "has")
)
_ENDS = _whole(
    rf"\b[Ff]or\s+{_PEOPLE_IN}(?:\s+only)?$",
    rf"\bin\s+{REGIONS}\s+only$",
    rf"\({REGIONS}(?:\s+only)?\)$",
    rf"\b(?:on|with|for|in|under)\s+{PLANS}(?:\s+only)?$",
)
_BEHIND_VALUE = _whole(rf"\s+for\s+{_ALL}(?i:{GROUPS})(?:\s+only)?")
_BEHIND_AMOUNT = _whole(rf"\s+in\s+{REGIONS}(?:\s+only)?")
_NAMES = _whole(REGIONS, rf"(?i:{GROUPS})(?:\s+only)?", PLANS, rf"(?:[Ff]or\s+)?{_PEOPLE_IN}")
_TITLED = r"(?:handbook|polic(?:y|ies)|guide|guidelines?|terms|agreement|rules|manual|code)"
_HEADINGS = (
    *_NAMES,
    *_whole(
        rf"(?:.*\s)?(?:[Ii]n|[Ff]or)\s+{REGIONS}(?:\s+only)?",
        rf"(?:.*\s)?[Ff]or\s+{_ALL}(?i:{GROUPS})(?:\s+in\s+{REGIONS})?(?:\s+only)?",
        rf".*\s[Ff]or\s+{_PEOPLE_IN}",
        rf".*(?:\s[\u2013\u2014:-]|,)\s+(?:{REGIONS}|(?i:{GROUPS}))",
        rf".*\((?:{REGIONS}|(?i:{GROUPS})|{PLANS})(?:\s+only)?\)",
        rf"(?i:{GROUPS})\s+(?i:{_TITLED})",
        rf"(?:.*\s)?(?:[Oo]n|[Ff]or|[Ww]ith)\s+{PLANS}",
    ),
)
_COLUMNS = tuple(
    (re.compile(columns, re.IGNORECASE), re.compile(names))
    for columns, names in (
        (r"\b(?:countr(?:y|ies)|regions?|markets?|jurisdictions?|territor(?:y|ies)|destinations?|where)\b", REGIONS),
        (r"\b(?:who|groups?|roles?|audience|employees?|staff|workers?|positions?|applies)\b", rf"(?i:{GROUPS})"),
        (r"\b(?:plans?|tiers?|editions?|subscriptions?|packages?)\b", rf"{TIER_ALONE}(?:\s+plan)?"),
    )
)
"""What the first cells of a table's rows name, by the heading above them."""
_WORTH_READING = re.compile(
    rf"{REGIONS.replace('region', 'r')}|(?i:{GROUPS.replace('group', 'g')})|(?i:plan|tier|edition)"
)

_BANDED = (
    r"(?:orders?|expenses?|amounts?|purchases?|invoices?|trips?|claims?|payments?|transactions?|contracts?|bookings?|gifts?|"
    r"items?|receipts?|sums?|requests?|costs?|bills?|donations?|transfers?|refunds?|journeys?|fares?|withdrawals?)"
)
_BAND_BEFORE = re.compile(
    rf"\b{_BANDED}\s+(?:(?:that\s+)?(?:of|worth|costing|totall?ing|valued\s+at|cost|with\s+a\s+value\s+of)\s+)?"
    r"(?P<bound>over|above|more\s+than|exceeding|greater\s+than|at\s+least|from|up\s+to|under|below|less\s+than|"
    r"not\s+exceeding|no\s+more\s+than|between)?\s*$",
    re.IGNORECASE,
)
_BAND_AFTER = re.compile(r"\s+(?:or|and)\s+(?P<bound>more|above|over|less|under|below)\b", re.IGNORECASE)
_BOUNDS = {
    **dict.fromkeys(("over", "above", "more than", "exceeding", "greater than"), "over"),
    **dict.fromkeys(("at least", "from"), "from"),
    **dict.fromkeys(("up to", "not exceeding", "no more than"), "up to"),
    **dict.fromkeys(("under", "below", "less than"), "under"),
    "between": "between",
}
_BOUNDS_AFTER = {"more": "from", "above": "from", "over": "from", "less": "up to", "under": "up to", "below": "up to"}


@lru_cache(maxsize=32_768)
def scope_of_sentence(text: str) -> Scope:
    """Regions, audience and plan that the sentence limits itself to; of a dimension that it names twice, nothing.

    Cached: versions repeat their statements.
    """
    if len(text) > _LONGEST or not _WORTH_READING.search(text):
        return ()
    values = find_values(text)
    tokens = tokenize(text, values)
    said = [limits for clause in read_clauses(tokens) if (limits := _of_clause(text, tokens, clause)) is not None]
    first = said[0] if said else []
    ended = _of_its_end(text, values)
    everywhere = {dimension for pairs in (*first, *ended) for dimension, _ in pairs}
    rest = [pairs for limits in said[1:] for pairs in limits if {pair[0] for pair in pairs} <= everywhere]
    elsewhere = [pairs_of(match) for match in _PEOPLE_ANYWHERE.finditer(text)] if len(first) + len(ended) else []
    return _agreed([*first, *rest, *ended, *(elsewhere if len(set(elsewhere)) > 1 else [])])


def _of_clause(text: str, tokens: Sequence[Token], clause: Clause) -> list[Pairs] | None:
    """What its lead and its subject limit it to; None where it has neither lead nor verb."""
    limits = _limits(_LEADS, _between(text, tokens, clause.start, clause.subject))
    if clause.verb == clause.end:
        return limits or None
    subject = _between(text, tokens, clause.subject, clause.verb)
    of_subject = _limits(_SUBJECTS, subject)
    group = tokens[clause.verb : verb_group_end(tokens, clause.verb, clause.end)]
    if not of_subject and any(token.lower in _ENTITLES for token in group):
        of_subject = _limits((_ENTITLED_SUBJECT,), subject)
    return [*limits, *of_subject]


def _of_its_end(text: str, values: Sequence[FoundValue]) -> list[Pairs]:
    ended = text.rstrip(" .;,!")
    found: list[Pairs] = []
    for pattern in _ENDS:
        match = pattern.search(ended)
        if match:
            found.append(pairs_of(match))
    if values and not found:
        last = values[-1]
        amount = last.value.kind in (ValueKind.MONEY, ValueKind.PERCENT)
        for pattern in (*_BEHIND_VALUE, *(_BEHIND_AMOUNT if amount else ())):
            match = pattern.fullmatch(ended, last.end)
            if match:
                found.append(pairs_of(match))
    return found


def scope_of_name(name: str) -> Scope:
    """Of a key or a heading of a column that names nothing but a region, a group or a plan: "Germany: 50 EUR"."""
    return _agreed(_limits(_NAMES, name.strip(" :.")))


@lru_cache(maxsize=8_192)
def scope_of_section(section: tuple[str, ...], title: str) -> Scope:
    """What the title and the headings limit all below them to; the innermost heading wins for its dimension."""
    scope: Scope = ()
    for heading in (title, *section):
        plain = plain_heading(heading)
        limits = [] if _OUTSIDE.search(plain) else _limits(_HEADINGS, plain)
        scope = narrowed(scope, _agreed([*limits[:1], *([band] if (band := _heading_band(plain)) else [])]))
    return scope


_OUTSIDE = re.compile(r"\b(?:outside|except|other\s+than|excluding|not)\b", re.IGNORECASE)


def _heading_band(heading: str) -> Pairs:
    bands = amount_bands(heading)
    return (("amount", bands[0]),) if len(bands) == 1 and len(heading.split()) <= _LONGEST_BAND else ()


_LONGEST_BAND = 8  # words of a heading that is about a band


@lru_cache(maxsize=32_768)
def amount_bands(text: str) -> tuple[str, ...]:
    """The bands of the amounts that limit what the sentence says: "over eur 100" of "orders over 100 EUR"."""
    found: list[str] = []
    for one in find_values(text):
        if one.value.kind is not ValueKind.MONEY:
            continue
        before = _BAND_BEFORE.search(text, 0, one.start)
        if before is None:
            continue
        after = _BAND_AFTER.match(text, one.end)
        bound = _BOUNDS.get(" ".join((before["bound"] or "").lower().split()))
        bound = bound or (_BOUNDS_AFTER[after["bound"].lower()] if after else None)
        if bound:
            found.append(f"{bound} {one.value.canonical}".lower())
    return tuple(found)


def limits_of_line(text: str, *, lead_in: str, cell: Cell | None) -> Scope:
    """Of a sentence, a list item below the words that it completes, or a line whose key may be a scope's name."""
    limits = scope_of_sentence(f"{lead_in} {text}" if lead_in else text)
    return narrowed(limits, scope_of_name(cell.name)) if cell else limits


@lru_cache(maxsize=8_192)
def limits_of_cell(name: str, column: str, heading: str) -> Scope:
    """Of a cell below `heading`, in a row whose first cell is `name`, below `column`."""
    bands = amount_bands(name)
    band = (("amount", bands[0]),) if len(bands) == 1 else ()
    pattern = next((named for columns, named in _COLUMNS if columns.search(column)), None)
    row = _agreed(_limits((pattern,), name)) if pattern else ()
    return narrowed(row, narrowed(scope_of_name(heading), band))


def limited(triples: Sequence[Triple], limits: Scope, text: str) -> list[Triple]:
    """The triples of a sentence with its limits, beside the acts that its dates limit them to.

    A value is limited by the one amount band that the sentence names, unless it is that band's own amount.
    """
    bands = amount_bands(text)
    found: list[Triple] = []
    for triple in triples:
        scope = narrowed(limits, triple.scope)
        if len(bands) == 1 and triple.value.canonical.lower() not in bands[0]:
            scope = narrowed(scope, (("amount", bands[0]),))
        found.append(replace(triple, scope=scope) if scope != triple.scope else triple)
    return found


def narrowed(outer: Scope, inner: Scope) -> Scope:
    """Both, the inner one's values in the dimensions that it names."""
    named = {dimension for dimension, _ in inner}
    return tuple(sorted({*inner, *(pair for pair in outer if pair[0] not in named)}))


def _between(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    return text[tokens[start].start : tokens[end - 1].end].strip(" ,:") if start < end else ""


def _limits(patterns: Sequence[re.Pattern[str]], words: str) -> list[Pairs]:
    """What the first pattern that fits all of the words names."""
    if not words:
        return []
    matches = (pattern.fullmatch(words) for pattern in patterns)
    return [pairs_of(match) for match in matches if match][:1]


def _agreed(found: Sequence[Pairs]) -> Scope:
    """The pairs of all; a dimension that two places fill differently belongs to parts alone, and is left out."""
    by_dimension: dict[str, set[Pairs]] = {}
    for pairs in found:
        for dimension in {pair[0] for pair in pairs}:
            by_dimension.setdefault(dimension, set()).add(tuple(pair for pair in pairs if pair[0] == dimension))
    kept = (values for values in by_dimension.values() if len(values) == 1)
    return tuple(sorted(pair for values in kept for pair in next(iter(values))))
