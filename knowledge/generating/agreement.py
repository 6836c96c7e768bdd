"""Whether a wording says what the extractive answer says. Pure."""

import re

from knowledge.answering import Answer
from knowledge.generating.stated_dates import dates_in, is_lone_year
from knowledge.terms import all_terms, content_terms
from knowledge.values import ValueKind, find_values

LEAST_SHARED = 0.5  # of an answer's content words, where it has no value
_YES_NO = re.compile(r"^\W*(?P<said>yes|no)\b", re.IGNORECASE)


def disagreeing(text: str, answer: Answer) -> str | None:
    """In what the text leaves out, or contradicts, the answer that was found; `None` where it does neither."""
    found = answer.answer or ""
    told, wanted = _YES_NO.match(text), _YES_NO.match(found)
    if told and (wanted is None or told["said"].lower() != wanted["said"].lower()):
        return f"the answer that was found is {found!r}"
    missing = _values(found) - _values(text)
    if missing:
        return f"the answer that was found, {found!r}, is left out"
    terms = content_terms(_YES_NO.sub("", found))
    if terms and not _values(found) and _share(terms, text) < LEAST_SHARED:
        return f"the answer that was found, {found!r}, is left out"
    return None


def _values(text: str) -> set[str]:
    typed = {
        found.value.canonical
        for found in find_values(text)
        if found.value.kind is not ValueKind.DATE and not is_lone_year(found)
    }
    return typed | set(dates_in(text))


def _share(terms: list[str], text: str) -> float:
    said = all_terms(text)
    return sum(term in said for term in terms) / len(terms)
