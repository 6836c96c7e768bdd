"""One paragraph's text into sentences, by spans. Pure; the same text gives the same spans."""

import re
from collections.abc import Iterator
from functools import lru_cache

import nupunkt

_LABEL = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxlIVXL]{1,5})[.)]")  # "1.", "(a)", "iv)": belongs to what follows
_SHORT_LAST_WORD = re.compile(r"(?:^|\s)\S{1,5}\.$")
_GOES_ON = re.compile(r"[a-z]+(?:[\s,;.]|$)")
_INITIALS = re.compile(r"(?:^|[\s(\-])(?:[A-Z]\.){2,}$")  # "U.S."
_NEVER_LAST = (
    "e\\.g|i\\.e|cf|vs|viz|approx|incl|excl|esp|resp|misc|dept|corp|assn|univ|govt|intl|acct|arts|secs"
    "|paras|vols|no|nos|art|sec|fig|para|mr|mrs|ms|dr|prof|st|al"
)
_OPENER = (
    r"(?:The|This|That|These|Those|If|In|It|Its|We|You|Your|Our|For|When|Where|While|Any|All|Each|Every|No|To|On|At|As|"
    r"By|From|Please|They|Their|There|He|She|An|Such|Some|Other|However|Unless|Until|After|Before|During|Under|Upon|"
    r"Employees?|Customers?|Contractors?|Users?|Managers?|Members?|Staff|Nothing|Neither|Either|Both|Only|Also|See|Use)"
)
_PLAIN_END = (
    r"(?<=[a-z]{4}\.)\s+(?=[A-Z][a-z])"  # "team lead. Apprentices": no abbreviation, whatever Punkt thinks of it
)
# Where Punkt sees an abbreviation ("Acme Inc. For ...") and the next word yet opens a sentence.
_MISSED = re.compile(rf"(?<![\s.(][a-zA-Z])(?<=[a-zA-Z0-9)\]\"\u201d\u2019]\.)\s+(?={_OPENER}\b)|{_PLAIN_END}")
_OPENS = re.compile(rf"[(\"\u201c]?{_OPENER}\b")
_ABBREVIATED = re.compile(rf"(?:^|[\s(])(?:{_NEVER_LAST})\.$", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Closed-open spans without surrounding blanks, in order; together they hold every word.

    Punkt for legal English (nupunkt), and on top of it: a label ("1.") stays with its sentence; what goes on in lower
    case after a short word with a full stop ("5 pct. of the price") and a name after initials ("U.S. Mail") go on; a
    word that opens sentences ("Acme Inc. For ...") opens one. Kept for later calls: versions of a document share most
    of their paragraphs.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        sentence = text[start:end]
        first, last = start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip())
        if first >= last:
            continue
        if spans and _belong_together(text[slice(*spans[-1])], text[first:last]):
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return tuple(spans)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for start, end in nupunkt.sent_spans(text):
        begun = start
        for gap in _MISSED.finditer(text, start, end):
            if not _ABBREVIATED.search(text, max(begun, gap.start() - 12), gap.start()):
                yield begun, gap.start()
                begun = gap.end()
        yield begun, end


def _belong_together(before: str, after: str) -> bool:
    if _LABEL.fullmatch(before) or not any(c.isalnum() for c in after):
        return True
    if _INITIALS.search(before):
        return not _OPENS.match(after)
    return bool(_SHORT_LAST_WORD.search(before) and _GOES_ON.match(after))
