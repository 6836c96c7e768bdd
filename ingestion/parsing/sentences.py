"""One paragraph's text into sentences, by spans. Pure; the same text gives the same spans."""

import re
from functools import lru_cache

import nupunkt

_LABEL = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxlIVXL]{1,5})[.)]")  # "1.", "(a)", "iv)": belongs to what follows
_SHORT_LAST_WORD = re.compile(r"(?:^|\s)\S{1,5}\.$")
_GOES_ON = re.compile(r"[a-z]+(?:[\s,;.]|$)")


@lru_cache(maxsize=50_000)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Closed-open spans without surrounding blanks, in order; together they hold every word.

    Punkt for legal English; on top of it a label ("1.") stays with its sentence, and what goes on in lower case
    after a short word with a full stop ("5 pct. of the price") was an abbreviation. Kept for later calls: versions
    of a document share most of their paragraphs.
    """
    spans: list[tuple[int, int]] = []
    for start, end in nupunkt.sent_spans(text):
        sentence = text[start:end]
        start, end = start + len(sentence) - len(sentence.lstrip()), end - len(sentence) + len(sentence.rstrip())
        if start >= end:
            continue
        if spans and _belong_together(text[slice(*spans[-1])], text[start:end]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def _belong_together(before: str, after: str) -> bool:
    if _LABEL.fullmatch(before) or not any(c.isalnum() for c in after):
        return True
    return bool(_SHORT_LAST_WORD.search(before) and _GOES_ON.match(after))
