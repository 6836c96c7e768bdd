"""Words as they are compared between a question and a statement: content words, cut to their stems. Pure."""

import math
import re
import threading
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:[.@'\u2019-][^\W_]+)*")
_STOP_WORDS = (
    "a about according after all also am an and any are as at be been before being below between both but by can "
    "could did do does doing done during each either for from get gets give given had has have having he her him "
    "his how i if in into is it its just let many may me might more most much must my need needs neither no nor not "
    "of off on once one only onto or other our out over own per please said say says shall she should so some "
    "somebody someone such tell than that the their them then there these they this those to too under up upon us "
    "was we were what when where which while who whom whose why will with within would yes you your document "
    "documents state stated states policy policies long"
)
_STOP = frozenset(_STOP_WORDS.split())


class _Stemmer(threading.local):
    """One a thread: a stemmer of Snowball keeps the word that it is at work on in itself."""

    def __init__(self) -> None:
        self.snowball = snowballstemmer.stemmer("english")


_STEMMER = _Stemmer()


def content_terms(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    return [stem(word) for word in _words(text) if word not in _STOP]


@lru_cache(maxsize=16_384)  # passages and statements come back question after question
def all_terms(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _words(text))


def _words(text: str) -> list[str]:
    plain = re.sub(r"['\u2019]s\b", "", text.lower())
    words: list[str] = []
    for word in _WORD.findall(plain):
        words.append(word)
        if "-" in word:
            words += [part for part in word.split("-") if len(part) > 1]
            words.append(word.replace("-", ""))
    return words


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Snowball's English stem (Porter 2001)."""
    stemmed: str = _STEMMER.snowball.stemWord(word)
    return stemmed


def rarity(holding: int, count: int) -> float:
    """How much a term tells apart that `holding` of `count` texts hold: ln(1 + (N - n + 0.5) / (n + 0.5)), as BM25
    weighs it.
    """
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))
