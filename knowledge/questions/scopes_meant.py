"""For whom or what a question asks, where its words say so: the same names as statements have for their scopes. Pure.

"for contractors", "in Germany", "on the Enterprise plan", "do part-time employees get". What it merely mentions is none.
"""

# ruff: noqa: E501 - a pattern broken over lines reads worse

import re

from knowledge.questions.clauses import AUXILIARY
from knowledge.scope_names import GROUPS, PEOPLE, PLANS, REGIONS, STATUS, Pairs, pairs_of
from knowledge.time_windows import Scope

_LIVING = (
    r"(?:\s+(?:who|that)\s+(?:live|lives|work|works|reside|resides|(?:is|are)\s+(?:located|based|resident|employed|living))|\s+living|\s+based|"
    r"\s+located|\s+residing|\s+resident|\s+working|\s+employed)?"
)
_ALL = r"(?:(?i:all|our|any|every|each|an?|the|some)\s+)?"
_ENDS = r"(?=\s*(?:[?.!,;)]|$)|\s+(?i:under|when|if|according|as\s+of|on|during|and|who|that|get|must|may|can)\b)"
_NOT_OWNED = r"(?!['\u2019-])\b"
_PEOPLE = rf"(?i:{PEOPLE})"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:[Ff]or|[Aa]s|[Ii]f\s+(?:you|I|we)\s+(?:are|am)|I\s+am|I['\u2019]m|[Ww]e\s+are)\s+{_ALL}(?i:{GROUPS}){_NOT_OWNED}(?:{_LIVING}\s+in\s+{REGIONS})?",
        rf"\b(?i:appl(?:y|ies|ied)|available|given|granted|paid|open|offered|due)\s+to\s+{_ALL}(?i:{GROUPS}){_NOT_OWNED}",
        rf"\b(?i:{AUXILIARY})\s+{_ALL}(?i:{STATUS}){_NOT_OWNED}(?:{_LIVING}\s+in\s+{REGIONS})?(?=\s+\w)",
        rf"^\W*{_ALL}(?i:{STATUS}){_NOT_OWNED}\s*:",
        rf"\b{_ALL}(?:[\w-]+\s+)?{_PEOPLE}{_LIVING}\s+(?:in|from)\s+{REGIONS}",
        rf"\b(?:I|[Ww]e|[Yy]ou|[Oo]ur\s+(?:company|firm|office|team|business)|[Mm]y\s+(?:company|employer|office|team))(?:\s+(?:live|work|reside|(?:am|are|is)(?:\s+(?:located|based|resident|employed|living|working|a\s+resident))?)|['\u2019](?:m|re)(?:\s+\w+)?)\s+(?:in|of|from)\s+{REGIONS}",
        rf"^\W*(?:[Ii]n|[Ww]ithin|[Ff]or|[Tt]hroughout)\s+{REGIONS}\s*[,:]",
        rf"\b(?:[Oo]rders?|[Dd]eliver(?:y|ies)|[Ss]hipments?|[Pp]arcels?|[Ss]hipping)(?:\s+(?:sent|shipped|delivered))?\s+(?:to|within|in)\s+{REGIONS}",
        rf"\b(?:[Oo]n|[Ww]ith|[Uu]nder|[Ff]or|[Ii]n|[Oo]f)\s+{_ALL}(?i:{PLANS})",
        rf"\b(?i:{AUXILIARY})\s+{_ALL}(?i:{PLANS})(?:\s+(?i:{PEOPLE}|accounts?|workspaces?|projects?|organi[sz]ations?))?(?=\s+\w)",
        rf"(?<!\w)(?:in|within)\s+{REGIONS}{_ENDS}",
        rf"\bfor\s+{REGIONS}(?=\s*(?:[?.!,;)]|$))",
        r"\b(?:an?|for|do|does|did|may|can|could|must)\s+(?P<region>US|U\.S\.|UK|EU|EEA)(?:-based)?\s+" + _PEOPLE,
    )
)
_OUTSIDE = re.compile(
    r"\b(?:outside|except|other\s+than|excluding|not|listed?|sanction\w*|embargo\w*)\b", re.IGNORECASE
)
_PLACE_OF = re.compile(
    r"\b(?:office|headquarters|entity|compan(?:y|ies)|subsidiary|court|server|data\s*cent(?:er|re)|address|establishment|branch|registered|agent|authority|law|"
    r"regulator|bank|stored|hosted|processed|incorporated)s?(?:\s+\w+)?\s+$",
    re.IGNORECASE,
)
_WORTH_READING = re.compile(
    rf"{REGIONS.replace('region', 'r')}|(?i:{GROUPS.replace('group', 'g')})|(?i:plan|tier|edition|subscription|package)"
)


def scope_meant(question: str) -> Scope:
    """The pairs that the question limits itself to; of a dimension that two of its places fill differently, nothing."""
    if not _WORTH_READING.search(question):
        return ()
    by_dimension: dict[str, set[Pairs]] = {}
    for pattern in _FORMS:
        for match in pattern.finditer(question):
            before = question[: match.start()]
            if _OUTSIDE.search(before[-24:]) or ("region" in pattern.groupindex and _PLACE_OF.search(before)):
                continue
            pairs = pairs_of(match)
            for dimension in {pair[0] for pair in pairs}:
                by_dimension.setdefault(dimension, set()).add(tuple(pair for pair in pairs if pair[0] == dimension))
    found = (next(iter(values)) for values in map(_widest, by_dimension.values()) if len(values) == 1)
    return tuple(sorted(pair for pairs in found for pair in pairs))


def _widest(values: set[Pairs]) -> set[Pairs]:
    """Without those that another one holds: two forms may have read parts of the same words."""
    return {one for one in values if not any(set(one) < set(other) for other in values)}
