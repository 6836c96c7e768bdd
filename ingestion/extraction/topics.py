"""Who or what a statement is about when its own words do not say: the section, the policy, the parties."""

import re

from ingestion.extraction import words

_NUMBERING = re.compile(
    r"^(?:(?i:section|article|part|chapter|appendix|annex)\s+[\w.]+\s*[:.–—-]?\s+|[§#]?\s*(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)[.):](?!\d)\s*|\d+(?:\.\d+)+\s+|\d+\s+(?=[A-Z]))",  # noqa: RUF001
)
_NAME = r"(?P<name>[A-Z][\w&’'-]*(?:,? (?:[A-Z][\w&.’'-]*|of|and|the)){0,6}\.?)"  # noqa: RUF001
_MARKED = re.compile(
    _NAME
    + r",? ?\((?:collectively|together|hereinafter|referred to as|the|each|also|,| )*(?:[\"“'‘*]+[\w ]{1,30}[\"”'’*]+(?:,| or| and| )*)*?[\"“'‘*]+(?P<role>we|us|our|you|your)\b",  # noqa: RUF001
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"[\"“‘*]+(?P<role>we|us|our|you|your)[\"”’*,]+.{0,60}?\b(?:means?|refers? to|is|are)\s+(?:the )?(?P<name>[A-Z][\w&’'-]*(?: (?:[A-Z][\w&.’'-]*|of|and)){0,5})",  # noqa: RUF001
    re.IGNORECASE,
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
    text = _NUMBERING.sub("", " ".join(heading.split())).strip(" :.-–—*#?")  # noqa: RUF001
    return text[:1].upper() + text[1:]
