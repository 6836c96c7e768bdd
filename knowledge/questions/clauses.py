"""Where the asking clause of a question begins, and what its question word asks about. Pure."""

import re
from dataclasses import dataclass

AUXILIARY = (
    r"(?:is|are|was|were|am|be|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|need|isn['\u2019]?t|"
    r"aren['\u2019]?t|wasn['\u2019]?t|weren['\u2019]?t|don['\u2019]?t|doesn['\u2019]?t|didn['\u2019]?t|can['\u2019]?t|cannot|couldn['\u2019]?t|won['\u2019]?t)"
)
ASKING = r"(?:what|which|who|whom|whose|how|when|where|why)"
PREPOSITION = (
    r"(?:of|to|for|from|in|on|at|by|with|within|without|under|over|above|below|after|before|since|until|till|about|against|"
    r"during|per|into|through|between|among|beyond|according|via|as|than|like|regarding|concerning|around|toward|towards|upon)"
)
_LEAD_IN = re.compile(
    r"^\W*(?:(?:and|so|but|then|also|ok(?:ay)?|please|hi|hello|hey)\b[\s,]*)*"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell|say|explain|show|find|confirm)\b(?:\s+(?:me|us|out|to\s+me))?|"
    r"(?:do|does)\s+(?:you|anybody|anyone|someone|somebody)\s+(?:happen\s+to\s+)?know|(?:please\s+)?(?:tell|show)\s+(?:me|us)|"
    r"I(?:['\u2019]d|\s+would)?\s+(?:like|want|need)\s+to\s+know|I\s+wonder|(?:please\s+)?(?:state|explain|say|find\s+out))"
    r"[\s,:]+(?=(?:\w+\s+)?(?:what|which|who|whom|whose|how|when|where|why|whether|if)\b)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^\W*(?:(?:and|so|but|then|also|ok(?:ay)?|please|well)\b[\s,]*)*", re.IGNORECASE)
_TELL = re.compile(
    r"(?:please\s+)?(?:tell|give|show)\s+(?:me|us)\s+(?:the|your|our|my)\s+|(?:please\s+)?state\s+the\s+", re.IGNORECASE
)
_OPENS = rf"(?:(?:and|then|so)\s+)?(?:{PREPOSITION}\s+)?(?:{ASKING}|{AUXILIARY})\b"
_ASKS_FIRST = re.compile(
    rf"(?:{PREPOSITION}\s+)?(?:what|which|who|whom|whose|how|why)\b|(?:when|where)\s+{AUXILIARY}\b|{AUXILIARY}\s",
    re.IGNORECASE,
)
_MAIN = re.compile(rf",\s+(?={_OPENS})", re.IGNORECASE)
_ASKED = re.compile(rf"\b(?P<word>{ASKING})\b", re.IGNORECASE)
_TOKEN = re.compile(r"[\w'\u2019%-]+|[^\w\s]")
_STOP = re.compile(
    rf"(?:{AUXILIARY}|{PREPOSITION}|{ASKING}|the|an?|this|that|these|those|its?|their|my|our|your|his|her|i|we|you|they|he|she|"
    r"any|each|every|some|and|or|if|apply|applies|applied|[^\w\s]+)",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"\s*(?:is|are|was|were|will\s+be|would\s+be|has\s+been|have\s+been|had\s+been|['\u2019]s)\b", re.IGNORECASE
)
_SKIPPED = re.compile(
    r"(?:the|an?|my|our|your|its?|their|his|her|any|exactly|currently|then|now|there)\s+", re.IGNORECASE
)
_NAME_IN_FRONT = re.compile(r"(?:[\w.&-]+\s+){1,3}?[\w.&-]+['\u2019]s?\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What is asked about. "Which effective date was shown": word "which", noun phrase ("effective", "date")."""

    word: str  # the question word; empty where there is none
    noun: tuple[str, ...]  # in lower case, as far as it goes before a preposition, a verb or an article
    copular: bool  # "what is the notice period": the phrase stands behind the verb
    article: str  # of a copular phrase: "the", "a", a possessive, or nothing
    rest: str  # everything behind the noun phrase
    before: str  # the preposition before the question word


def without_lead_in(question: str) -> str:
    """The question without "could you tell me"."""
    return _LEAD_IN.sub("", question, count=1)


def asking_clause(question: str) -> str:
    """The clause that asks: "How long may the search take?" of "If a parcel is lost, how long may the search take?"."""
    text = _LEADING.sub("", without_lead_in(question), count=1)
    if _ASKS_FIRST.match(text):
        return text
    told = _TELL.match(text)
    if told:
        return f"What is the {text[told.end() :]}"
    for comma in _MAIN.finditer(text):
        return text[comma.end() :]
    return text


def focus_of(clause: str) -> Focus:
    """The question word of an asking clause, and the noun phrase that belongs to it."""
    asked = _ASKED.search(clause)
    if asked is None:
        return Focus(word="", noun=(), copular=False, article="", rest=clause, before="")
    before = clause[: asked.start()].split()
    rest = clause[asked.end() :]
    copula = _COPULA.match(rest)
    article = ""
    if copula:
        rest = rest[copula.end() :].lstrip()
        while skipped := _SKIPPED.match(rest):
            article = article or skipped.group().strip().lower()
            rest = rest[skipped.end() :]
        if name := _NAME_IN_FRONT.match(rest):
            article, rest = article or "the", rest[name.end() :]
    noun, end = _phrase(rest)
    return Focus(
        word=asked["word"].lower(),
        noun=noun,
        copular=copula is not None,
        article=article,
        rest=rest[end:].strip(),
        before=before[-1].lower() if before else "",
    )


def _phrase(text: str) -> tuple[tuple[str, ...], int]:
    words: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        if _STOP.fullmatch(token.group()) or len(words) == 8:
            break
        words.append(token.group().lower().replace("\u2019", "'"))
        end = token.end()
    return tuple(words), end
