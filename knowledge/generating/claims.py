"""What a model wrote as claims: sentences, each with the ids that it says it rests on. Pure."""

import re
from dataclasses import dataclass

_ID = r"e\d{1,3}"
_MARKS = re.compile(rf"(?:\s*\[\s*{_ID}(?:\s*[,;]\s*{_ID})*\s*\])+")
_ONE_ID = re.compile(_ID)
_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f]+[\"'\u201d\u2019)]*(?=\s|\[|$)|\n+")
_SHORT_FORM = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|incl|approx|max|min|no|nos|art|sec|para|fig|inc|ltd|co|mr|mrs|ms|dr|st|vs|cf|p|pp|[A-Za-z])|^\s*\d{1,2})\.$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*\u2022]\s+|\d{1,2}[.)]\s+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence without its marks. Without ids it rests on nothing."""

    text: str
    ids: tuple[str, ...]


def read_claims(text: str, *, ended: bool) -> tuple[list[Claim], str]:
    """The claims that are complete, and what is left of the text. Once it has `ended` nothing is left.

    "Within 30 days [e1]. After that, none [e2, e3]." and "Within 30 days. [e1]" are read alike.
    """
    claims: list[Claim] = []
    while (end := _end_of_first(text, ended=ended)) is not None:
        claim = _claim(text[:end])
        if claim is not None:
            claims.append(claim)
        text = text[end:]
    if ended and (claim := _claim(text)) is not None:
        claims.append(claim)
    return claims, "" if ended else text


def _end_of_first(text: str, *, ended: bool) -> int | None:
    """Where the first sentence ends, its marks included; `None` while more of it may come."""
    for found in _END.finditer(text):
        marks = _MARKS.match(text, found.end())
        if marks is None and _SHORT_FORM.search(text[: found.end()]):
            continue
        end = marks.end() if marks else found.end()
        rest = text[end:].lstrip()
        if ended or (rest and not rest.startswith("[")):
            return end
        return None
    return None


def _claim(sentence: str) -> Claim | None:
    ids = [id_ for marks in _MARKS.finditer(sentence) for id_ in _ONE_ID.findall(marks.group())]
    text = " ".join(_BULLET.sub("", _MARKS.sub("", sentence)).split())
    return Claim(text, tuple(dict.fromkeys(ids))) if any(one.isalnum() for one in text) else None
