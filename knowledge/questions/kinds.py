"""What would answer a question: the kind of value, yes or no, and the documents that it names. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from knowledge.questions.model import DocumentChange
from knowledge.values import ValueKind

_KINDS: tuple[tuple[re.Pattern[str], ValueKind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\be-?mail\s+address|\bwhat\s+(?:is\s+the\s+)?e-?mail\b|\bwhich\s+e-?mail\b", ValueKind.EMAIL),
        (r"\b(?:url|web\s*site|web\s+address|web\s*page|hyperlink|link)\b", ValueKind.URL),
        (r"\b(?:postal|street|mailing|office|registered|physical)\s+address|\bwhich\s+address\b", ValueKind.ADDRESS),
        (r"\bper\s?cent(?:age)?\b|\bwhat\s+(?:share|proportion|fraction|cut|discount)\b|%", ValueKind.PERCENT),
        (
            r"\bhow\s+(?:long|soon|quickly|fast|far\s+(?:ahead|in\s+advance|back))\b|\bhow\s+much\s+(?:time|notice|longer)\b"
            r"|\bhow\s+many\s+(?:[\w-]+\s+){0,3}?(?:second|minute|hour|day|week|month|quarter|year|night)s?\b"
            r"|\bwhat\s+(?:[\w'\u2019-]+\s+){0,5}?(?:period|duration|time\s*(?:frame|limit)|deadline|notice)\b"
            r"|\bwithin\s+(?:what|which|how)\b",
            ValueKind.DURATION,
        ),
        (
            r"\b(?:what|which)\s+(?:[\w'\u2019-]+\s+){0,4}?(?:date|day)s?\b|^\W*(?:and\s+)?(?:since\s+|until\s+|by\s+)?when\b"
            r"|\bwhat\s+day\b",
            ValueKind.DATE,
        ),
        (
            r"\bhow\s+(?:expensive|costly)\b|\bhow\s+much\s+(?:money|does|did|do|is|was|are|were|can|could|may|will|must|would)\b"
            r"|\b(?:what|which)\s+(?:[\w'\u2019-]+\s+){0,4}?(?:fee|price|cost|charge|amount|salary|budget|fine|liability|payment"
            r"|allowance|sum|rate\s+per)s?\b",
            ValueKind.MONEY,
        ),
        (r"\bhow\s+(?:many|large|big|often|high)\b|\b(?:what|which)\s+(?:[\w-]+\s+){0,2}?number\b", ValueKind.NUMBER),
        (r"^\W*(?:and\s+)?where\b", ValueKind.ADDRESS),
    )
)
_AUXILIARY = (
    r"(?:is|are|was|were|am|be|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|need|isn['\u2019]?t|"
    r"aren['\u2019]?t|wasn['\u2019]?t|weren['\u2019]?t|don['\u2019]?t|doesn['\u2019]?t|didn['\u2019]?t|can['\u2019]?t|cannot|couldn['\u2019]?t|won['\u2019]?t)"
)
_POLAR = re.compile(rf"^\W*(?:(?:and|so|but|then|also|ok(?:ay)?)[\s,]+)*{_AUXILIARY}\s", re.IGNORECASE)
_CLAUSE_POLAR = re.compile(rf",\s*{_AUXILIARY}\s+(?!(?:what|which|who|how|when|where|why)\b)", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:what|which|who|whom|whose|how|when|where|why)\b", re.IGNORECASE)
_STATED = re.compile(r"^\W*(?:tell\s+me\s+)?(?:whether|if)\b", re.IGNORECASE)
_GENERIC = frozenset(["a", "an", "and", "for", "in", "of", "on", "our", "the", "to", "your"])


def wanted_kind(question: str) -> ValueKind | None:
    """The kind of value that the question's words ask for, or None where a sentence would answer it as well."""
    return next((kind for pattern, kind in _KINDS if pattern.search(question)), None)


def is_polar(question: str) -> bool:
    """Whether yes or no answers it: an auxiliary opens it, or its main clause, and no question word stands in it."""
    if _POLAR.match(question) or (_STATED.match(question) and not _ASKING.search(question)):
        return not re.search(rf"^\W*{_AUXILIARY}\s+(?:you|anybody|someone)\s+(?:know|tell)", question, re.IGNORECASE)
    return bool(_CLAUSE_POLAR.search(question)) and not _ASKING.search(question)


def named_documents(question: str, history: Sequence[DocumentChange]) -> tuple[str, ...]:
    """Slugs of the documents whose title or slug stands in the question, word for word, longest name first.

    A name of one word counts only with "policy" behind it; a name inside a longer one that was found does not count.
    """
    words = _words(question)
    found: list[tuple[int, int, str]] = []
    for slug, name in _names_of(tuple(dict.fromkeys((change.document, change.title) for change in history))):
        length = len(name)
        found += [(length, at, slug) for at in range(len(words) - length + 1) if tuple(words[at : at + length]) == name]
    kept: list[tuple[int, int, str]] = []
    for length, at, slug in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if all(at + length <= a or a + n <= at or (n == length and a == at) for n, a, _ in kept):
            kept.append((length, at, slug))
    return tuple(dict.fromkeys(slug for _, _, slug in kept))


@lru_cache(maxsize=64)
def _names_of(documents: tuple[tuple[str, str], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(slug, words of a name) of every document, given as (slug, title): the same for question after question."""
    house = _house_word(documents)
    named = ((slug, name) for slug, title in documents for name in _names(slug, title, house))
    return tuple(dict.fromkeys(named))


def _house_word(documents: Sequence[tuple[str, str]]) -> str | None:
    """The word that a third of the titles begin with, of three documents at least: the house's own name."""
    firsts = Counter(words[0] for _, title in documents if (words := _words(title)))
    word, count = firsts.most_common(1)[0] if firsts else ("", 0)
    return word if count >= max(3, firsts.total() / 3) else None


def _names(slug: str, title: str, house: str | None) -> list[tuple[str, ...]]:
    """The words of its title and of its slug, both also without the house's name in front."""
    names = []
    texts = [tuple(_words(text)) for text in (title, slug.replace("-", " ").replace("_", " "))]
    for name in [*texts, *(text[1:] for text in texts if text[:1] == (house,))]:
        if len([word for word in name if word not in _GENERIC]) >= 2:
            names.append(name)
        elif len(name) == 1:
            names.append((*name, "policy"))
    return names


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['\u2019]s\b", "", text.lower()).replace("&", " and "))
