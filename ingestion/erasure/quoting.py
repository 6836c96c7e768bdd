"""Whether a text quotes what was erased, without keeping what was erased. Pure.

Runs of `RUN` consecutive words are kept as salted 63-bit digests (w-shingling, Broder 1997); a statement shorter than
that counts as a whole, from `LEAST` words on.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator

RUN = 6
LEAST = 3
_WORD = re.compile(r"\w+")


def quotable(texts: Iterable[str], *, salt: bytes) -> set[int]:
    """The digests of everything in the texts that would be a quotation."""
    return {_digest(run, salt) for text in texts for run in _runs_kept(_words(text))}


def quotes(text: str, digests: Collection[int], *, salt: bytes) -> bool:
    """Whether the text holds one of the runs that `quotable` gave, in any spelling of case, space and punctuation."""
    words = _words(text)
    return any(
        _digest(words[start : start + length], salt) in digests
        for length in range(LEAST, RUN + 1)
        for start in range(len(words) - length + 1)
    )


def _runs_kept(words: list[str]) -> Iterator[list[str]]:
    if LEAST <= len(words) < RUN:
        yield words
    for start in range(len(words) - RUN + 1):
        yield words[start : start + RUN]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _digest(words: list[str], salt: bytes) -> int:
    hashed = hashlib.blake2b(" ".join(words).encode(), digest_size=8, key=salt)
    return int.from_bytes(hashed.digest(), "big") >> 1
