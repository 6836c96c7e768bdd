"""Follow-ups: what a short question leaves out is taken over from the question before it. Pure."""

import re
from dataclasses import dataclass

from knowledge.questions.clauses import PREPOSITION
from knowledge.questions.model import RecentQuestion
from knowledge.questions.scopes_meant import scope_meant

_LEAD = re.compile(
    r"^\W*(?:(?:and|so|but|ok(?:ay)?|then|also|now|well|or)\b[\s,]*)*"
    r"(?:(?:what|how)\s+(?:about|if)\b[\s,]*|(?:and|or|then)\b[\s,]*)*",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^\W*(?:and|so|but|then|also|or|what\s+about|how\s+about|what\s+if)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:what|how|about|was|were|is|it|that|the|same|and|then|so|did|does|say|in|on|of|at|to|be|been|would|will|have|has|"
    r"had|for|question|answer|policy|rule|there|please|exactly|back|still|true|case|this)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|they|their|them|those|these|that|this|he|she|there|such|one)\b", re.IGNORECASE)
_EXISTENTIAL = re.compile(
    r"\b(?:how\s+(?:many|much)|what|which)\s+(?:[\w-]+\s+){1,3}(?:is|are|was|were|will\s+be)\s+there\b", re.IGNORECASE
)  # "how many holidays are there?": this "there" points at nothing said before
_WHY = re.compile(
    r"^\W*(?:why|why\s+not|how\s+so|how\s+come|since\s+when|who\s+says(?:\s+so)?|where\s+(?:does|is)\s+it\s+(?:say|written).*)\W*$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b[A-Z][\w-]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|may|must|will|would|should|has|have|had|what|which|who|how|when|where|why)\b",
    re.IGNORECASE,
)
_UNIT = r"(?:(?:business|working|calendar)\s+)?[\w-]+"
_FRAGMENT = re.compile(
    rf"^\W*(?:(?:and|so|but|then|or)\b[\s,]*)*(?:{PREPOSITION}\s+)?"
    rf"(?:how\s+(?:long|often|soon|fast|quickly|(?:many|much)(?:\s+{_UNIT})?)|(?:what|which)\s+{_UNIT}|who|whom|where|when|what)\W*$",
    re.IGNORECASE,
)  # "within how many days?": a question word, and no verb
_OF_A_SCOPE = re.compile(r"\b(?:for|in|on|of|with|under|the|our|your|all|plan|tier|edition)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A question made complete. `leans`: words were taken over; `follows`: in form it goes on from the turn before."""

    text: str
    leans: bool
    follows: bool


def complete(rest: str, previous: RecentQuestion | None) -> Completed:
    """`rest` is the question without the words of its date; `previous` the last turn, its question without its date.

    Only a date: the previous question again. "What about contractors?": the previous question, and this. "Why?", or a
    question that rests on a pronoun or has no verb: the previous question, then this. All else stands for itself.
    """
    stripped = _LEAD.sub("", rest).strip(" \t\n?.!,;")
    if previous is None:
        return Completed(text=rest, leans=False, follows=False)
    base = previous.question.strip()
    if is_lead(rest) and not _WHY.match(rest):
        return Completed(text=base, leans=True, follows=True)
    if _WHY.match(rest) or is_fragment(rest):
        return Completed(text=f"{base} {_sentence(rest)}", leans=True, follows=True)
    marked = bool(_MARKED.match(rest))
    if marked and not _VERB.search(stripped):
        first = re.split(r"(?<=\?)\s", base, maxsplit=1)[0]
        text = _exchanged(base, stripped) or f"{first} What about {stripped}?"
        return Completed(text=text, leans=True, follows=True)
    pointing = _EXISTENTIAL.sub(lambda found: found.group().removesuffix("there"), stripped)
    if _PRONOUN.search(pointing) and _rests_on_pronoun(pointing):
        return Completed(text=f"{base} {_sentence(rest)}", leans=True, follows=True)
    return Completed(text=rest, leans=False, follows=marked)


def is_fragment(rest: str) -> bool:
    """ "Within how many days?": it says what is wanted, of what was asked before."""
    return bool(_FRAGMENT.match(rest)) and not _WHY.match(rest)


def _exchanged(base: str, fragment: str) -> str | None:
    """ "And the Enterprise plan?" behind "what does the Team plan cost?": the question of the other plan, group or
    region. None where the fragment is about more, or the question names none of that kind in its own words.
    """
    meant = scope_meant(f"for {fragment}?") or scope_meant(f"{fragment}?")
    before = dict(scope_meant(base))
    rest, text = fragment, base
    for dimension, value in meant:
        new = re.search(rf"\b{re.escape(value)}\b", fragment, re.IGNORECASE)
        old = rf"\b{re.escape(before.get(dimension, value))}\b"
        if new is None or before.get(dimension, value) == value or len(re.findall(old, text, re.IGNORECASE)) != 1:
            return None
        text = re.sub(old, new.group(), text, flags=re.IGNORECASE)
        rest = rest.replace(new.group(), " ")
    alone = meant and not _WORD.search(_OF_A_SCOPE.sub(" ", rest))
    return text if alone else None


def is_lead(rest: str) -> bool:
    """Whether nothing but filling words is left: "And", "What about", "how was it"."""
    return not _WORD.search(_FILLER.sub(" ", _LEAD.sub("", rest)))


def _rests_on_pronoun(text: str) -> bool:
    """Few words of its own, or none before the pronoun that it could stand for."""
    own = _WORD.findall(_FILLER.sub(" ", _VERB.sub(" ", _PRONOUN.sub(" ", text))))
    pronoun = _PRONOUN.search(text)
    ahead = text[: pronoun.start()] if pronoun else text
    before = _WORD.findall(_FILLER.sub(" ", _VERB.sub(" ", ahead)))
    subject = bool(re.search(r"\b(?:it|they|them|its|their|those|these|he|she)\b", text, re.IGNORECASE))
    return len(own) <= 3 or (subject and not before and not _NAMED.search(ahead[1:]))


def _sentence(text: str) -> str:
    text = _LEAD.sub("", text).strip()
    return text[:1].upper() + text[1:]
