"""What must be asked back before a question can be answered. Pure. Nothing that a reasonable clerk would understand."""

# ruff: noqa: E501 - a pattern broken over lines reads worse

import re
from collections.abc import Mapping

from knowledge.questions.clauses import ASKING, AUXILIARY, PREPOSITION
from knowledge.questions.documents import DocumentsMeant

_DONE = (
    r"(?:joined|signed\s+up|signed|started|began|was\s+hired|were\s+hired|got\s+hired|bought|purchased|ordered|subscribed|registered|enrolled|applied|"
    r"moved(?:\s+(?:in|here))?|left|resigned|retired|opened|booked|upgraded|cancel+ed|renewed|created|arrived|became)"
)
_OWN_EVENT = re.compile(
    rf"\b(?:when|before|after|since|on\s+the\s+(?:day|date)(?:\s+(?:on\s+which|that|when))?|at\s+the\s+time(?:\s+(?:that|when))?|the\s+(?:day|week|month|year)(?:\s+that)?)\s+(?:I|we)\s+(?:first\s+)?{_DONE}\b"
    r"|\b(?:at\s+the\s+time\s+of|on\s+the\s+(?:day|date)\s+of|at|upon)\s+(?:my|our)\s+(?:\w+\s+)?(?:purchase|order|registration|hiring|hire|start|enrolment|enrollment|application|subscription|signature|booking|birth|arrival)\b",
    re.IGNORECASE,
)
_ASKS_OF_THE_PAST = re.compile(r"\b(?:was|were|did|had)\b", re.IGNORECASE)
_BACK_THEN = re.compile(r"\b(?:back\s+then|as\s+of\s+then|in\s+those\s+days)\b(?=\s*(?:[?.!,]|$))", re.IGNORECASE)
_LEADING = r"^\W*(?:(?:and|so|but|ok(?:ay)?|then|also|now|well|or)\b[\s,]*)*"
_LEANS = re.compile(
    rf"{_LEADING}(?:(?:{PREPOSITION}\s+)?{ASKING}\s+(?:(?:long|much|many|often|old|soon|large|big|far|exactly)\s+)?)?{AUXILIARY}\s+(?:it|they|that|those|these|he|she)\b(?P<rest>[^?.!]*)[?.!\s]*$"
    rf"|{_LEADING}{ASKING}\s+\w+\s+(?:it|them|him|her)[?.!\s]*$",
    re.IGNORECASE,
)
_LIGHT = re.compile(
    r"(?:still|also|now|then|ever|yet|really|exactly|be|been|being|have|has|to|not|so|too|take|takes|cost|costs|last|lasts|apply|applies|say|says|mean|means|"
    r"work|works|changed?|introduced|removed|updated|happen|valid|allowed|required|true|possible|there|for|in|on|a|an|the|of|by|with|again|today)$",
    re.IGNORECASE,
)
_APPLIES = re.compile(r"\bappl(?:y|ies)\s+to\b", re.IGNORECASE)
_WORD = re.compile(r"[\w'\u2019-]+")
_OF_THE_DOCUMENT = re.compile(
    r"\b(?:effective|publication|issue|revision)\s+dates?\b|\b(?:which|what)\s+version\b|\blast\s+(?:updated|changed|revised|amended)\b|\b(?:who|which\s+\w+)\s+(?:owns?|wrote|approved|issued|maintains?)\b"
    r"|\b(?:what|how)\b[^?]*\bchanged?\b|\bwhat(?:\s+is|['\u2019]s)\s+new\b",
    re.IGNORECASE,
)


def unknown_event(text: str) -> str | None:
    """ "when I joined": a time that only the one who asks knows. Only of what was: "what if I cancelled" names no time."""
    if not _ASKS_OF_THE_PAST.search(text):
        return None
    event = _OWN_EVENT.search(text)
    if event:
        return f"As of which date should it be answered? When “{event.group()}” was is not known here."
    return None


def nothing_before(text: str) -> str | None:
    """ "back then", "is it refundable?" where no turn comes before; "how long does it take to return a camera?" is complete."""
    then = _BACK_THEN.search(text)
    if then:
        return f"“{then.group()}” counts on a date named before, and there is none. Which date is meant?"
    leans = _LEANS.match(text)
    if leans is None:
        return None
    words = _WORD.findall(_APPLIES.sub("", leans["rest"] or ""))
    own = [word for word in words if not _LIGHT.match(word)]
    if len(own) > 1 or any(word.lower() in ("to", "that", "if", "when", "for") for word in words[1:]):
        return None
    return "What does the question speak of? Nothing was asked before it that it could go on from."


def which_document(text: str, meant: DocumentsMeant, titles: Mapping[str, str]) -> str | None:
    """Where the document itself is asked about, and the words name several alike."""
    if not _OF_THE_DOCUMENT.search(text):
        return None
    for mention in meant.mentions:
        if len(mention.slugs) > 1:
            named = " or ".join(f"“{titles.get(slug, slug)}”" for slug in mention.slugs[:4])
            return f"“{text[mention.start : mention.end]}” can be {named}. Which one is meant?"
    return None
