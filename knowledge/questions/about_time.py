"""Questions about time itself: when something was introduced, changed or ended, and what changed between two instants. Pure."""

# ruff: noqa: E501 - a pattern broken over lines reads worse

import datetime as dt
import re
from dataclasses import replace

from knowledge.questions.clauses import asking_clause
from knowledge.questions.instants import Instant, span_of
from knowledge.questions.model import AboutTime
from knowledge.time_windows import Window

_WHEN = r"(?:when|(?:on|at|from|by)?\s*(?:what|which)\s+(?:exact\s+)?(?:date|day|month|year)|(?:in|with|as\s+of)\s+(?:what|which)\s+(?:version|edition|revision|year|month))"
_SUBJECT = r"(?:[^?,;]{1,90}?)"
_BEGUN = (
    r"(?:introduced|added|first\s+(?:stated|published|introduced|mentioned|allowed|required|adopted|added|included|listed)|adopted|brought\s+in|rolled\s+out|"
    r"put\s+in\s+place|established|inserted|launched)"
)
_OVER = r"(?:removed|abolished|dropped|repealed|withdrawn|discontinued|deleted|scrapped|cancel+ed|phased\s+out|retired|revoked|ended|taken\s+out|struck)"
_ALTERED = r"(?:changed|updated|amended|revised|modified|altered|raised|increased|reduced|lowered|cut|shortened|extended|replaced|rewritten|reworded|tightened|relaxed|doubled|halved)"
_FORMS: tuple[tuple[AboutTime, re.Pattern[str]], ...] = tuple(
    (about, re.compile(pattern, re.IGNORECASE))
    for about, pattern in (
        (AboutTime.VERSIONS, r"^\W*how\s+many\s+(?:versions|editions|revisions|releases)\b"),
        (AboutTime.ENDED, r"^\W*(?:until|till|up\s+to)\s+(?:when|(?:what|which)\s+(?:date|day|year))\s+(?:did|was|were|has|have|had)\b"),
        (AboutTime.HOLDS_SINCE, r"^\W*(?:since|as\s+of|from)\s+(?:when|(?:what|which)\s+(?:date|day|year|version))\s+(?:is|are|has|have|does|do|did|was|were|may|can|must)\b"),
        (AboutTime.HOLDS_SINCE, r"^\W*since\s+when\W*$"),
        (AboutTime.HOLDS_SINCE, rf"^\W*(?:for\s+)?how\s+long\s+(?:has|have)\s+{_SUBJECT}\s*\bbeen\b"),
        (AboutTime.INTRODUCED, rf"^\W*{_WHEN}\s+(?:was|were|has|have|had)\s+{_SUBJECT}\s(?:been\s+)?(?:first\s+)?{_BEGUN}\b"),
        (AboutTime.ENDED, rf"^\W*{_WHEN}\s+(?:was|were|has|have|had)\s+{_SUBJECT}\s(?:been\s+)?{_OVER}\b"),
        (AboutTime.CHANGED, rf"^\W*{_WHEN}\s+(?:was|were|has|have|had)\s+{_SUBJECT}\s(?:been\s+)?(?:last\s+|first\s+|recently\s+)?{_ALTERED}\b"),
        (AboutTime.INTRODUCED, rf"^\W*{_WHEN}\s+did\s+{_SUBJECT}\s(?:become|first\s+(?:appear|apply|state|mention|allow|require|say|take\s+effect|start|begin)|come\s+into\s+(?:force|effect|being)|enter\s+into\s+force|take\s+effect|start\s+(?:to\s+)?apply(?:ing)?)\b"),
        (AboutTime.ENDED, rf"^\W*{_WHEN}\s+did\s+{_SUBJECT}\s(?:stop|cease|disappear|lapse|go\s+away|no\s+longer)\b"),
        (AboutTime.CHANGED, rf"^\W*{_WHEN}\s+did\s+{_SUBJECT}\s(?:last\s+|first\s+)?(?:change|increase|decrease|rise|fall|drop|go\s+(?:up|down)|switch|move\s+(?:from|to))\b"),
        (AboutTime.CHANGED, r"^\W*when\s+(?:was|were)\s+the\s+last\s+(?:change|update|amendment|revision)\b|^\W*(?:what|when)\s+(?:is|was)\s+the\s+date\s+of\s+the\s+(?:last|latest|most\s+recent)\s+(?:change|update|amendment|revision)\b"),
        (AboutTime.INTRODUCED, rf"^\W*{_WHEN}\s+did\s+(?:you|we|they|it|the\s+(?:[\w-]+\s+){{1,4}}?|[A-Z]\w+\s+)\s*(?:introduce|add|adopt|bring\s+in|launch|(?:begin|start)\s+(?:to|\w+ing))\b"),
        (AboutTime.ENDED, rf"^\W*{_WHEN}\s+did\s+(?:you|we|they|it|the\s+(?:[\w-]+\s+){{1,4}}?|[A-Z]\w+\s+)\s*(?:remove|abolish|drop|withdraw|discontinue|delete|scrap|end)\b"),
        (AboutTime.CHANGED, rf"^\W*{_WHEN}\s+did\s+(?:you|we|they|it|the\s+(?:[\w-]+\s+){{1,4}}?|[A-Z]\w+\s+)\s*(?:amend|update|revise|raise|lower|reduce|extend|shorten|modify|alter)\b"),
    )
)  # fmt: skip
_APART = r"different(?=\s*(?:[?.!,;]|$)|\s+(?:from|than|in|on|now|before|after|since|back|under|then|between|to\s+(?:what|how|the|it))\b)"
_CHANGES = (
    r"(?<!\ba\s)(?<!\ban\s)(?<!\bany\s)(?<!\bthe\s)(?<!\bno\s)(?<!al\s)(?<!to\s)(?:change|differ|vary|evolve|develop|increase|decrease|rise|fall|drop|go\s+(?:up|down))"
    r"(?=\s*(?:[?.!,;]|$)|\s+(?:in|on|between|since|from|over|after|with|during|at|as|under|compared)\b)"
)
_HAS_CHANGED = r"(?:changed|differed|varied|evolved|developed|increased|decreased|risen|fallen|dropped|gone\s+(?:up|down)|been\s+(?:updated|amended|revised|modified|altered|raised|increased|reduced|lowered))"
_CHANGE_ASKED = re.compile(
    rf"\b(?:what|which|anything|something|how|how\s+much)\b[^?]{{0,90}}?\b(?:(?:changed|differs?|differed)\b|{_APART})"
    rf"|\b(?:did|does|do|will)\b[^?]{{1,90}}?\s{_CHANGES}"
    rf"|\b(?:has|have|had)\b[^?]{{1,90}}?\b{_HAS_CHANGED}\b|\b(?:is|are|was|were)\b[^?]{{1,90}}?\b{_APART}"
    r"|\b(?:is|are|was|were)\b[^?]{1,60}?\b(?:changed|updated|amended|revised|raised|increased|reduced|lowered|higher|lower|longer|shorter)\b"
    r"(?=[^?]*\b(?:between|since|than)\b)"
    r"|\bdifferences?\s+(?:between|since|from|in|compared)\b"
    r"|\b(?:what|which|any|list|show|there|summari[sz]e)\s+(?:[\w-]+\s+){0,3}changes?\s+(?:(?:was|were|has|have|are|is)\s+)?(?:(?:been\s+)?(?:made|introduced|there)\s+)?(?:to\s+[^?]{1,60}?\s+)?(?:between|since|from|in|during|over|after|with|compared)\b"
    r"|\b(?:what|which)\s+(?:[\w-]+\s+){0,2}(?:changes?|differences?|amendments?|updates?)\b|\bcompare[ds]?\b|\bcomparison\b"
    r"|\bwhat\s+(?:was|were|has\s+been|have\s+been)\s+(?:added|removed|introduced|amended|changed|dropped)\b|\b(?:what(?:\s+is|['\u2019]s|\s+was)|anything|something)\s+new\b",
    re.IGNORECASE,
)
_RAISED = r"(?:changed|updated|amended|revised|raised|increased|reduced|lowered|different|extended|shortened)"
_COMING = re.compile(
    r"^\W*(?:(?:what|which)\s+(?:changes?|amendments?|updates?)\s+(?:are|is|have\s+been)\s+(?:announced|planned|coming|known|expected|upcoming|scheduled)\b"
    rf"|what\s+(?:will|is\s+going\s+to)\s+(?:change|be\s+(?:new|{_RAISED}))\b"
    rf"|(?:will|is|are)\s+[^?,;]{{1,80}}?\s(?:going\s+to\s+)?(?:change|rise|increase|decrease|fall|go\s+(?:up|down)|be\s+{_RAISED})"
    r"(?:\s+(?:soon|again|in\s+(?:the\s+)?future|any\s+time\s+soon))?\W*$"
    r"|are\s+(?:there\s+)?any\s+changes\s+(?:to\s+[^?]{1,60}?\s+)?(?:announced|planned|coming|known|expected|scheduled)\b)",
    re.IGNORECASE,
)
_SO_FAR = r"(?:\s+(?:so\s+far|over\s+time|over\s+the\s+years|ever|lately|recently|at\s+all))?\W*$"
_EVER = re.compile(
    r"^\W*(?:what(?:\s+(?:has|have))?\s+changed|what(?:['\u2019]s|\s+is)\s+new)(?:\s+(?:in|to|about|with|for)\s+[^?]{1,80}?)?"
    rf"{_SO_FAR}"
    rf"|^\W*(?:how\s+)?(?:has|have|had)\s+[^?,;]{{1,80}}?\s(?:ever\s+)?(?<!\sbe\s){_HAS_CHANGED}{_SO_FAR}"
    rf"|^\W*(?:how\s+)?did\s+[^?,;]{{1,80}}?\s(?:ever\s+)?change{_SO_FAR}",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(
    r"^\W*(when)\s+((?:the|our|your|this|that|its|their)\s+[^?,]{1,80}?)\s+(was|were)\s+", re.IGNORECASE
)
_AGAINST = re.compile(
    r"\b(?:differ(?:s|ed)?|different)\b[^?]*\b(?:from|than|to)\b|\bcompared?\s+(?:to|with)\b|\bthan\s+(?:it\s+was\s+)?(?:in|on|before)\b",
    re.IGNORECASE,
)
_NOT_A_CHANGE = re.compile(
    r"\b(?:a|an|any)\s+(?:[\w-]+\s+)?changes?\s+(?:of|in|to)\b|\bmust\b[^?]*\bchanged\b|\b(?:what|which)\s+changes\s+(?:can|may|must|should|do|will|would)\b",
    re.IGNORECASE,
)


def asks_when(question: str) -> AboutTime | None:
    """What the question asks of a rule's history, if it asks for that: `question` without the words of its date."""
    clause = _EMBEDDED.sub(r"\1 \3 \2 ", asking_clause(question))
    return next((about for about, pattern in _FORMS if pattern.search(clause)), None)


def set_against_now(text: str, instant: Instant, now: dt.datetime) -> Instant:
    """ "different from 2021": the instant that is named is the first of two, and now the second."""
    if instant.as_of is None or instant.paired or instant.as_of >= now or not _AGAINST.search(text):
        return instant
    return replace(instant, as_of=now, period=None, span=span_of(instant.as_of, now), paired=True)


def comparison_of(text: str, instant: Instant | None, now: dt.datetime) -> Window | None:
    """From the first instant to the second, where what changed between them is asked. `text`: the whole question.

    Of no time that is named ("has the fee ever changed?") it has no start, and of what is to come no end.
    """
    if instant is None and _COMING.search(text):
        return Window(now, None)
    if instant is None and _EVER.search(text):
        return Window(None, now)
    if instant is None or instant.as_of is None or not _CHANGE_ASKED.search(text) or _NOT_A_CHANGE.search(text):
        return None
    return instant.span
