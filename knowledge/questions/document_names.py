"""The names that a collection of documents goes by: titles, slugs, acronyms, words of their kind. Pure.

Made once for a collection and kept, as the same documents are asked about again and again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

KIND_WORDS = frozenset(
    (
        "policy",
        "statement",
        "notice",
        "guideline",
        "term",
        "agreement",
        "rule",
        "code",
        "handbook",
        "manual",
        "guide",
        "procedure",
    )
)
"""What a document may be called, one as well as the other, in the singular."""
GENERIC = frozenset(
    (
        "a",
        "an",
        "and",
        "for",
        "in",
        "of",
        "on",
        "our",
        "the",
        "to",
        "your",
        "with",
        "by",
        "or",
        "general",
        "about",
        "page",
        "document",
        "condition",
    )
)
_PARENTHESES = re.compile(r"\(([^)]*)\)")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*")
_SMALL = frozenset(("a", "an", "and", "for", "in", "of", "on", "the", "to"))
Documents = tuple[tuple[str, str], ...]
"""(slug, title) of each."""


@dataclass(frozen=True, slots=True)
class Names:
    """`exact`: words in a row -> slugs. `acronyms`: in lower case -> slugs. `told`: distinctive words of each slug."""

    exact: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int
    firsts: frozenset[str]
    acronyms: Mapping[str, tuple[str, ...]]
    told: Mapping[str, tuple[frozenset[str], ...]]
    kinds: Mapping[str, frozenset[str]]
    vocabulary: frozenset[str]
    titles: Mapping[str, str]
    house: str | None


def words_of(text: str) -> list[str]:
    """Words in the lower case and the singular, possessives taken off, "&" as "and"."""
    plain = re.sub(r"['\u2019]s\b|(?<=s)['\u2019](?=\s)", "", text.lower()).replace("&", " and ")
    return [singular(word) for word in re.findall(r"[^\W_]+", plain)]


@lru_cache(maxsize=4_096)
def singular(word: str) -> str:
    if len(word) > 4 and word.endswith(("ies", "ie")):  # "policies", and "cookie" as "cookies"
        return f"{word.removesuffix('s')[:-2]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=64)
def names_of(documents: Documents) -> Names:
    """All names of the documents. Documents of one slug may have had several titles."""
    house = _house_word(documents)
    exact: dict[tuple[str, ...], dict[str, None]] = {}
    acronyms: dict[str, dict[str, None]] = {}
    told: dict[str, dict[frozenset[str], None]] = {}
    kinds: dict[str, set[str]] = {}
    for slug, title in documents:
        for name in _names(slug, title, house):
            exact.setdefault(name, {})[slug] = None
        for acronym in _acronyms(title, house):
            acronyms.setdefault(acronym, {})[slug] = None
        words = words_of(title)
        told.setdefault(slug, {})[distinctive(words, house)] = None
        kinds.setdefault(slug, set()).update(word for word in words if word in KIND_WORDS)
    vocabulary = {word for sets in told.values() for words in sets for word in words} | KIND_WORDS
    return Names(
        exact={name: tuple(slugs) for name, slugs in exact.items()},
        longest=max((len(name) for name in exact), default=0),
        firsts=frozenset(name[0] for name in exact),
        acronyms={acronym: tuple(slugs) for acronym, slugs in acronyms.items()},
        told={slug: tuple(sets) for slug, sets in told.items()},
        kinds={slug: frozenset(words) for slug, words in kinds.items()},
        vocabulary=frozenset(word for word in vocabulary if len(word) >= 5),
        titles=dict(documents),
        house=house,
    )


def distinctive(words: Iterable[str], house: str | None) -> frozenset[str]:
    """The words that tell a document from others: not the house's name, a kind of document, nor filling words."""
    return frozenset(word for word in words if word not in GENERIC and word not in KIND_WORDS and word != house)


def _house_word(documents: Sequence[tuple[str, str]]) -> str | None:
    """The word that a third of the titles begin with, of three documents at least: the house's own name."""
    firsts = Counter(words[0] for words in {slug: words_of(title) for slug, title in documents}.values() if words)
    word, count = firsts.most_common(1)[0] if firsts else ("", 0)
    return word if count >= max(3, firsts.total() / 3) else None


def _names(slug: str, title: str, house: str | None) -> list[tuple[str, ...]]:
    """The words of its title, with and without what stands in parentheses, and of its slug; also without the house.

    A name of one telling word alone counts only with a kind of document behind it.
    """
    plain = _PARENTHESES.sub(" ", title)
    texts = [tuple(words_of(text)) for text in (title, plain, slug.replace("-", " ").replace("_", " "))]
    names: dict[tuple[str, ...], None] = {}
    for name in [*texts, *(text[1:] for text in texts if text[:1] == (house,))]:
        if len([word for word in name if word not in _SMALL and word not in ("our", "your")]) >= 2:
            names[name] = None
        elif len(name) == 1 and name[0] not in KIND_WORDS:
            names.update(dict.fromkeys((name[0], kind) for kind in ("policy", "page", "document")))
    return list(names)


def _acronyms(title: str, house: str | None) -> set[str]:
    """ "tos" of "Terms of Service", "aup" of "Acceptable Use Policy", "dpa" of "Data Processing Agreement (DPA)"."""
    given = {found.lower() for group in _PARENTHESES.findall(title) for found in _ABBREVIATION.findall(group)}
    words = re.findall(r"[^\W_]+", _PARENTHESES.sub(" ", title))
    found = set(given)
    for row in (words, words[1:] if words and singular(words[0].lower()) == house else words):
        long = "".join(word[0] for word in row).lower()
        short = "".join(word[0] for word in row if word.lower() not in _SMALL).lower()
        found |= {letters for letters in (long, short) if 3 <= len(letters) <= 6}
    return found
