"""Who or what a statement is about when its own words do not say: the section, the policy, the parties."""

# ruff: noqa: RUF001 - marks of both shapes occur in text; a list of words is read as a text

import re

from ingestion.extraction import words

_NUMBERING = re.compile(
    r"^(?:(?i:section|article|part|chapter|appendix|annex)\s+[\w.]+\s*[:.–—-]?\s+|[§#]?\s*(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)[.):](?!\d)\s*|\d+(?:\.\d+)+\s+|\d+\s+(?=[A-Z]))",
)
_NAME = r"(?P<name>[A-Z][\w&’'-]*(?:,? (?:[A-Z][\w&.’'-]*|of|and|the)){0,6}\.?)"
_MARKED = re.compile(
    _NAME + r",? ?\((?i:collectively|together|hereinafter|referred to as|the|each|also|,| ){0,8}"
    r"(?:[\"“'‘*]{1,3}[\w ]{1,30}[\"”'’*]{1,3}(?:,| or| and| ){0,3}){0,3}"
    r"[\"“'‘*]{1,3}(?P<role>(?i:we|us|our|you|your))\b",
)
_DEFINED = re.compile(
    r"[\"“‘*]{1,3}(?P<role>(?i:we|us|our|you|your))[\"”’*,]{1,4}[^.\n]{0,60}?\b(?:means?|refers? to)\s(?:the )?"
    r"(?P<name>[A-Z][\w&’'-]*(?: (?:[A-Z][\w&.’'-]*|of|and)){0,5})",
)


def find_parties(text: str) -> dict[str, str]:
    """Who "we" and "you" are, where the document says so: `Acme Ltd ("we", "us")`. Keys: "we", "you"."""
    parties: dict[str, str] = {}
    head = text[:20_000]
    for pattern in (_MARKED, _DEFINED):
        for match in pattern.finditer(head):
            name = match["name"].strip(" ,")
            if name[:1].isupper() and name.lower() not in words.PRONOUNS:
                parties.setdefault(words.PARTIES[match["role"].lower()], name)
    return parties


def topic_of(section: tuple[str, ...], title: str) -> str:
    """The innermost heading that says something, without its numbering; else the title of the policy."""
    for heading in reversed(section):
        text = plain_heading(heading)
        spoken = re.findall(r"[a-z]+", text.lower())
        if spoken and not all(word in words.GENERIC_HEADINGS or word in words.CONJUNCTIONS for word in spoken):
            return text
    return plain_heading(title) or title


def plain_heading(heading: str) -> str:
    """ "4.2 Refund window:" -> "Refund window"."""
    text = _NUMBERING.sub("", " ".join(heading.split())).strip(" :.-–—*#?")
    return text[:1].upper() + text[1:]
