"""What kind of answer a question asks for, told by its question word and the noun beside it. Pure.

Where habit would allow two kinds: "how often" is text ("once a quarter"); "how old" and "which version" are numbers; "which
section", "which subject line" and telephone numbers are text; "which ZIP code" is a number.
"""

# ruff: noqa: E501 - a pattern broken over lines reads worse

import re

from knowledge.questions.clauses import AUXILIARY, Focus, asking_clause, focus_of, without_lead_in
from knowledge.questions.model import Wanted
from knowledge.values import ValueKind

_KIND_OF = {wanted: ValueKind(wanted.value) for wanted in list(Wanted)[:8]}

_HEADS: tuple[tuple[Wanted, str], ...] = (
    (
        Wanted.TEXT,
        r"(?:phone|telephone|fax|hotline|mobile)(?: numbers?)?|subject lines?|subject|sections?|clauses?|articles?|paragraphs?",
    ),
    (Wanted.EMAIL, r"(?:e-?mail|mail) address(?:es)?|e-?mails?|mailbox(?:es)?"),
    (Wanted.URL, r"(?:web|internet|site) address(?:es)?|urls?|web ?sites?|web ?pages?|hyperlinks?|links?|domains?"),
    (
        Wanted.NUMBER,
        r"(?:zip|postal|post) ?codes?|zip|(?:minimum |maximum )?ages?|versions?|(?:(?:maximum|minimum|total|highest|lowest|greatest|least|exact) )?numbers?|quantity|quantities|headcount|capacity|file size|size",
    ),
    (Wanted.ADDRESS, r"(?:[\w-]+ )?address(?:es)?|place of business"),
    (
        Wanted.DURATION,
        r"periods?|durations?|time ?(?:frames?|limits?|spans?|lines?|windows?)|windows?|deadlines?|notice(?: periods?)?|(?:response|processing|waiting|turnaround|delivery|retention|lead|resolution|reaction) times?"
        r"|lengths?|terms? length|cooling-off|grace",
    ),
    (
        Wanted.PERCENT,
        r"percentages?|percent|shares?|proportions?|fractions?|cuts?|discounts?|(?:interest|tax|vat|commission|contribution|matching|exchange)(?: rates?)?|interest|commissions?|uptime|availability|(?:tax|late) rates?",
    ),
    (
        Wanted.MONEY,
        r"fees?|prices?|costs?|charges?|amounts?|salary|salaries|wages?|budgets?|fines?|liability(?: cap| limit)?|(?:price|liability|spending|expense|damages?|liability) (?:caps?|limits?|limitation)|caps?|payments?|allowances?|sums?|totals?|per diems?"
        r"|stipends?|reimbursements?|deposits?|bonus(?:es)?|credit|supplements?|subsid(?:y|ies)|(?:minimum |account |outstanding )?balances?|rents?|surcharges?|premiums?|payouts?|refund amounts?|value limits?|compensation|rate per \w+",
    ),
    (Wanted.DATE, r"(?:[\w-]+ )?dates?|days?|weekdays?|month|year"),
    (
        Wanted.PERSON_OR_BODY,
        r"(?:compan(?:y|ies)|organi[sz]ations?|entit(?:y|ies)|bod(?:y|ies)|authorit(?:y|ies)|courts?|laws?|jurisdictions?|departments?|teams?|persons?|people|names?|countr(?:y|ies)|states?|regulators?|agenc(?:y|ies)|"
        r"providers?|processors?|controllers?|officers?|managers?|roles?|banks?|insurers?|committees?|boards?|currency|currencies|languages?|employers?|vendors?|suppliers?|arbitrators?|city|place|tribunals?)",
    ),
)
_HEAD_FORMS = (
    *((wanted, re.compile(rf"(?:.* )?(?:{heads})")) for wanted, heads in _HEADS[:3]),
    (
        Wanted.TEXT,
        re.compile(r".* (?<!maximum )(?<!minimum )(?<!total )(?<!highest )(?<!lowest )number"),
    ),  # a name: "order number"
    *((wanted, re.compile(rf"(?:.* )?(?:{heads})")) for wanted, heads in _HEADS[3:]),
)
_PARTICIPLE = re.compile(r"\w+ed|shown|given|paid|set|made|due|put|taken|owing")
_TIME_UNIT = re.compile(r"(?:second|minute|hour|day|week|fortnight|month|quarter|year|night)s?")
_TIME_SPAN = re.compile(rf"{_TIME_UNIT.pattern}|time|period|window|time-?frame|span")
_HAPPENS = re.compile(r"(?:happens|changes|counts|governs|applies|matters|follows|belongs)")
_LISTED = re.compile(
    r"(?:types?|kinds?|sorts?|categories|classes|examples?|groups|rights|steps|things|conditions|requirements|reasons|ways)"
)
_NO_PLURAL = re.compile(r".*(?:ss|us|is|ews)$")
_AMOUNTS = re.compile(r"(?:time|notice|longer|leave|vacation|holiday|sleep|rest|warning)")
_SHARES = re.compile(r"(?:interest|commission|discount|tax|vat)")
_MEASURED = re.compile(r"(?:storage|data|space|memory|disk|bandwidth|traffic|weight|luggage|baggage)")
_HOW = (
    (re.compile(r"(?:long|soon|quick|quickly|fast|rapidly|promptly|late|early)"), Wanted.DURATION),
    (re.compile(r"(?:expensive|costly)"), Wanted.MONEY),
    (re.compile(r"(?:tall|heavy|old|young|wide|deep|strong|hot|cold|far)"), Wanted.NUMBER),
    (re.compile(r"(?:often|frequently)"), Wanted.TEXT),
    (re.compile(r"come"), Wanted.REASON),
)
_OF_SIZE = re.compile(r"(?:large|big|small|high|low)")
_SIZES = (Wanted.MONEY, Wanted.PERCENT, Wanted.DURATION)
_OF_WORD = {
    "": Wanted.TEXT,
    "why": Wanted.REASON,
    "when": Wanted.DATE,
    **dict.fromkeys(("who", "whom", "whose"), Wanted.PERSON_OR_BODY),
}
_FAR_IN_TIME = re.compile(r"(?:ahead|in\s+advance|back|beforehand)\b", re.IGNORECASE)
_MEANING = re.compile(
    rf"\bwhat\s+(?:do|does|did)\s+.{{1,80}}?\s(?:mean|stand\s+for|refer\s+to)\b|\bwhat\s+(?:is|are|was|were)\s+meant\s+by\b"
    rf"|\bwhat\s+(?:counts?|counted|qualif(?:y|ies|ied))\s+as\b|\bwhat\s+(?:{AUXILIARY}\s+)?(?:is|are|be)?\s*considered\b|^\W*define\b"
    rf"|\bhow\s+(?:is|are|was|were|do|does|did)\s+.{{1,80}}?\sdefined?\b|\bthe\s+(?:definition|meaning)\s+of\b",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"\b(?:cost|pay|charge|earn|owe)\s*(?:\?|$)|^\s*(?:do|does|did|will|would|must|can|may)\s+(?:[\w'\u2019-]+\s+){1,6}(?:cost|charge|owe|pay)\b",
    re.IGNORECASE,
)
_MOST = re.compile(r"(?:most|maximum|least|minimum|highest|lowest)")
_PAYS = re.compile(r"\b(?:owe|pay|charge|cost|claim|spend|receive)\b", re.IGNORECASE)
_BY_MAIL = re.compile(r"\be-?mails?\b", re.IGNORECASE)
_IMPERATIVE_LIST = re.compile(r"^\W*(?:please\s+)?(?:list|name|enumerate)\b", re.IGNORECASE)
_WITHOUT_PLACE = re.compile(
    r"\b(?:find|read|see|learn|download|say|says|said|stated|written|stored|processed|kept|apply|applies)\b",
    re.IGNORECASE,
)

_POLAR = re.compile(rf"^\W*(?:(?:and|so|but|then|also|ok(?:ay)?)[\s,]+)*{AUXILIARY}\s", re.IGNORECASE)
_CLAUSE_POLAR = re.compile(rf",\s*{AUXILIARY}\s+(?!(?:what|which|who|how|when|where|why)\b)", re.IGNORECASE)
_ASKED_ANYWHERE = re.compile(r"\b(?:what|which|who|whom|whose|how|when|where|why)\b", re.IGNORECASE)
_STATED = re.compile(r"^\W*(?:tell\s+me\s+)?(?:whether|if)\b", re.IGNORECASE)


def is_polar(question: str) -> bool:
    """Whether yes or no answers it: an auxiliary opens it, or its main clause, and no question word stands in it."""
    asked = without_lead_in(question)
    if asked != question:
        return bool(_STATED.match(asked))
    if _POLAR.match(question) or (_STATED.match(question) and not _ASKED_ANYWHERE.search(question)):
        return True
    return bool(_CLAUSE_POLAR.search(question)) and not _ASKED_ANYWHERE.search(question)


def wanted_of(question: str) -> Wanted:
    """The kind of answer that the question's words ask for; `TEXT` where a sentence would answer it as well."""
    return Wanted.YES_NO if is_polar(question) else _of_clause(asking_clause(question))


def kind_of(question: str) -> ValueKind | None:
    """The kind of typed value that would answer it, if any."""
    return _KIND_OF.get(wanted_of(question))


def _of_clause(clause: str) -> Wanted:
    if _IMPERATIVE_LIST.match(clause):
        return Wanted.LIST
    if _MEANING.search(clause):
        return Wanted.DEFINITION
    focus = focus_of(clause)
    plain = _OF_WORD.get(focus.word)
    if plain is not None:
        return plain
    wanted = _how(focus) if focus.word == "how" else _what(focus)
    if focus.word == "where":
        return Wanted.TEXT if _WITHOUT_PLACE.search(clause) else Wanted.ADDRESS
    return Wanted.EMAIL if wanted is Wanted.ADDRESS and _BY_MAIL.search(clause) else wanted


def _what(focus: Focus) -> Wanted:
    if "reason" in focus.noun[-1:] and focus.before == "for":
        return Wanted.REASON
    near = (*focus.noun, *focus.rest.lower().split()[:4])
    if focus.before == "within" and any(_TIME_SPAN.fullmatch(word) for word in near):
        return Wanted.DURATION
    if not focus.noun or (not focus.copular and _HAPPENS.fullmatch(focus.noun[0])):
        return Wanted.MONEY if _PRICED.search(focus.rest) else Wanted.TEXT
    if focus.copular and focus.article in ("a", "an") and not focus.rest.strip(" ?.!"):
        return Wanted.DEFINITION
    if _MOST.fullmatch(focus.noun[0]) and _PAYS.search(focus.rest):
        return _head_of(focus) or Wanted.MONEY
    return _head_of(focus) or _unmeasured(focus)


def _unmeasured(focus: Focus) -> Wanted:
    """Of a noun that names no value: a definition, a list, or text."""
    if focus.copular and not focus.article and not focus.rest.strip(" ?.!"):
        return Wanted.DEFINITION
    last = focus.noun[-1]
    plural = last.endswith("s") and not _NO_PLURAL.fullmatch(last)
    listed = plural or _LISTED.fullmatch(last) or _LISTED.fullmatch(focus.noun[0])
    return Wanted.LIST if listed and (not focus.copular or focus.article) else Wanted.TEXT


def _head_of(focus: Focus) -> Wanted | None:
    """What the noun names: the longest stretch of it that ends in a known head; "amount of time" is told by what follows."""
    for end in range(len(focus.noun), 0, -1):
        if end < len(focus.noun) - 3:
            break
        phrase = " ".join(focus.noun[:end])
        for wanted, form in _HEAD_FORMS:
            if form.fullmatch(phrase):
                return _measured(wanted, phrase, focus)
        if focus.copular and not _PARTICIPLE.fullmatch(focus.noun[end - 1]):
            break  # "what is the fee schedule" is no fee
    return None


def _measured(wanted: Wanted, phrase: str, focus: Focus) -> Wanted:
    if wanted is Wanted.PERSON_OR_BODY and re.search(r"(?<!s)s$|ies$", phrase) and not focus.copular:
        return Wanted.LIST
    counted = re.match(r"of\s+(?P<one>[\w-]+)(?:\s+(?P<two>[\w-]+))?", focus.rest.lower())
    if counted is None or not re.search(r"(?:numbers?|amounts?|lengths?|quantity)$", phrase):
        return wanted
    of = [word for word in counted.groups() if word]
    if any(_TIME_UNIT.fullmatch(word) or word in ("time", "notice") for word in of):
        return Wanted.DURATION
    return Wanted.NUMBER if "number" in phrase or any(_MEASURED.fullmatch(word) for word in of) else wanted


def _how(focus: Focus) -> Wanted:
    first = focus.noun[0] if focus.noun else ""
    if focus.copular or not first:
        return Wanted.MANNER
    if first == "far" and _FAR_IN_TIME.match(" ".join((*focus.noun[1:], focus.rest))):
        return Wanted.DURATION
    if first == "much":
        return _how_much(focus)
    if _OF_SIZE.fullmatch(first):
        return _of_size(focus)
    if first == "many":
        return Wanted.DURATION if any(_TIME_UNIT.fullmatch(word) for word in focus.noun[1:5]) else Wanted.NUMBER
    return next((wanted for words, wanted in _HOW if words.fullmatch(first)), Wanted.MANNER)


def _of_size(focus: Focus) -> Wanted:
    """ "How high is the late fee" asks for what the fee is measured in; of what names no measure, for a number."""
    measured = _what(focus_of(f"what {focus.rest}"))
    return measured if measured in _SIZES else Wanted.NUMBER


def _how_much(focus: Focus) -> Wanted:
    second = " ".join(focus.noun[1:])
    for words, wanted in ((_AMOUNTS, Wanted.DURATION), (_SHARES, Wanted.PERCENT), (_MEASURED, Wanted.NUMBER)):
        if any(words.fullmatch(word) for word in focus.noun[1:4]):
            return wanted
    if re.match(r"of\b", focus.rest, re.IGNORECASE) and not second:
        return Wanted.PERCENT
    return (
        Wanted.MONEY
        if not second or re.search(r"\b(?:money|per|compensation|credit|support|aid|pay|salary|wages?)\b", second)
        else Wanted.NUMBER
    )
