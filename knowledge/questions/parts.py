"""A question of several parts, as questions that are complete in themselves. Pure. Precision comes before recall.

Split are: two question clauses ("What is X, and when is Y?"), one predicate over two named documents ("How long do A and B
each say ..."), two phrases behind one preposition ("the cap for X under A, and for Y under B"), two objects of one verb ("To
which addresses do I send a complaint and a cancellation?"), and two values of one thing ("What are the fee and the deadline
for X?"). "Crimea and Cuba", "terms and conditions", a title that holds "and" are no parts.
"""

# ruff: noqa: E501 - a pattern broken over lines reads worse

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.questions.clauses import ASKING, AUXILIARY, PREPOSITION, asking_clause, focus_of
from knowledge.questions.documents import NamedDocument
from knowledge.questions.model import Wanted
from knowledge.questions.wanted import is_polar, wanted_of

MOST_PARTS = 4
LONGEST = 1_000  # characters; a longer text is a story, and the cost of splitting grows with its square
_DETERMINER = r"(?:an?|the|my|our|your|his|her|their|its)"
_OPENING = (
    rf"(?:(?:{PREPOSITION}\s+)?(?:what|which|who|whom|whose|how)\b|(?:{PREPOSITION}\s+)?(?:when|where|why)\s+{AUXILIARY}\b"
    rf"|{AUXILIARY}\s+(?:I|we|you|they|there|{_DETERMINER}|all|any|every|each|customers?|users?|employees|contractors|[A-Z][\w-]+)\b)"
)
_AND = re.compile(
    rf"(?P<mark>,?\s+(?:and|or)\s+(?:also\s+)?|\s*;\s*(?:and\s+)?|\?\s+(?:and\s+)?)(?={_OPENING})", re.IGNORECASE
)
_LEAD = re.compile(rf"^(?P<lead>[^?]{{3,200}}?,\s+)(?={_OPENING})", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|they|them|this|that|these|those|its|their|one|he|she)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b[A-Z][\w&.-]*['\u2019]s?(?=\s)")
_QUESTION_WORD = re.compile(rf"\b{ASKING}\b", re.IGNORECASE)
_AUXILIARY = re.compile(rf"{AUXILIARY}$", re.IGNORECASE)
_PREPOSITION = re.compile(rf"{PREPOSITION}$", re.IGNORECASE)
_EMPTY = re.compile(
    rf"(?:{ASKING}|{AUXILIARY}|{PREPOSITION}|{_DETERMINER}|and|or|i|we|you|it|they|there|this|that|much|many|long|so|not|also|exactly|to|be|been)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'\u2019-]+")
_SET_AGAINST = re.compile(
    r"\b(?:between|differ\w*|compar\w*|versus|vs\.?|conflict\w*|contradict\w*|relat\w+|together|combined|same|both\s+of|interact\w*|priority|prevails?|precedence|than)\b",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(
    r"\s*,?\s*(?:page|document|policy)?\s*(?:and|or|as\s+well\s+as)\s+(?:(?:the|its|their|our|your|on|in|under|of|by)\s+)*(?:[\w&.-]+['\u2019]s?\s+|(?-i:[A-Z])[\w&.-]*\s+)?$",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"(?:\b(?:both|on|in|under|of|by)\s+)?(?:\b(?:the|its|their|our|your)\s+)?(?:[\w&.-]+['\u2019]s?\s+)?(?:[A-Z][\w&.-]*\s+)?$"
)
_TAIL = re.compile(r"\s+(?:page|document)\b", re.IGNORECASE)
_EACH = re.compile(
    r"\s*,?\s*\b(?:each|both|respectively)\b(?!\s+(?:year|month|day|week|quarter|party|other|time|of)\b)", re.IGNORECASE
)
_PHRASES = re.compile(
    r"^(?P<head>.+?)\s(?P<one>(?P<p>for|under|in|to|on|by|with|of|at)\s+[^,?]+?)(?P<comma>,?)\s+and\s+(?P<two>(?P=p)\s+[^,?]+?)(?P<end>[?.!\s]*)$",
    re.IGNORECASE,
)
_OBJECTS = re.compile(
    rf"^(?P<rest>[^?]+?)(?P<comma>,?)\s+and\s+(?P<two>{_DETERMINER}\s+[^?,]+?)(?P<end>[?.!\s]*)$", re.IGNORECASE
)
_HEADS = re.compile(
    rf"^(?P<lead>(?:[^?]*,\s+)?what\s+(?:is|are|was|were)\s+)(?P<one>(?:the|my|our|your|its)\s+[^,?]+?)\s+and\s+(?P<two>(?:the|my|our|your|its)\s+[^,?]+?)(?P<tail>\s+{PREPOSITION}\s[^?]*)?(?P<end>[?.!\s]*)$",
    re.IGNORECASE,
)
_VALUES = frozenset(
    (
        Wanted.DURATION,
        Wanted.MONEY,
        Wanted.PERCENT,
        Wanted.NUMBER,
        Wanted.DATE,
        Wanted.EMAIL,
        Wanted.URL,
        Wanted.ADDRESS,
    )
)
_QUOTED = re.compile(r"[“\"«][^”\"»]*[”\"»]")


def parts_of(question: str, mentions: Sequence[NamedDocument]) -> tuple[str, ...]:
    """The questions that it is made of, each complete; the question itself where it is one."""
    if len(question) > LONGEST:
        return (question,)
    found = list(_clauses(question))
    if len(found) == 1:
        found = list(_single(question, mentions))
    return tuple(found[:MOST_PARTS]) if 1 < len(found) <= MOST_PARTS else (question,)


def _single(question: str, mentions: Sequence[NamedDocument]) -> Sequence[str]:
    if _SET_AGAINST.search(question) or is_polar(question):
        return (question,)
    return (
        _of_documents(question, mentions)
        or _of_heads(question)
        or _of_phrases(question, mentions)
        or _of_objects(question)
        or (question,)
    )


# Two question clauses


def _clauses(question: str) -> Iterator[str]:
    lead, body = _led(question)
    rest, done = body, ""
    for match in _AND.finditer(body):
        at = match.start() - (len(body) - len(rest))
        left, right = rest[:at], rest[at + len(match.group("mark")) :]
        if _quoted(body, match.start()) or not (_complete(left) and _complete(right)):
            continue
        right = _resolved(left, right) or ""
        if not right or ("or" in match.group("mark").lower().split() and not _QUESTION_WORD.match(right)):
            continue
        yield _sentence(lead, left)
        done, rest = left, right
        body = body[: match.end()] + right
    if done:
        yield _sentence(lead, rest)
    else:
        yield question


def _led(question: str) -> tuple[str, str]:
    """What stands before the asking clause holds for all clauses: "For contractors, what is X, and what is Y?"."""
    if asking_clause(question).strip() != question.strip():
        match = _LEAD.match(question)
        if match and not re.match(rf"{_OPENING}", question, re.IGNORECASE):
            return match["lead"], question[match.end() :]
    return "", question


def _complete(clause: str) -> bool:
    """Whether it has an auxiliary or a verb behind the question word, and two words of its own at least."""
    words = _WORD.findall(clause)
    own = [word for word in words if not _EMPTY.match(word)]
    return len(own) >= 2 or (len(own) == 1 and len(words) >= 4)


def _resolved(left: str, right: str) -> str | None:
    """The right clause with a pronoun at its head replaced by what the left one asks about; None where that is not plain."""
    pronoun = _PRONOUN.search(right)
    if pronoun is None:
        return right
    own = [word for word in _WORD.findall(right[: pronoun.start()]) if not _EMPTY.match(word)]
    after = right[pronoun.end() :].split()
    if (
        pronoun.group().lower() in ("this", "that", "these", "those")
        and after
        and not _AUXILIARY.match(after[0].strip("?,."))
    ):
        return right if own else None
    owner = _OWNER.search(left)
    if owner and pronoun.group().lower() in ("its", "their"):
        return f"{right[: pronoun.start()]}{owner.group()}{right[pronoun.end() :]}"
    before = right[: pronoun.start()].split()
    if own and not (before and _AUXILIARY.match(before[-1])):
        antecedent = len(own) > 1 and pronoun.group().lower() in ("its", "their", "they")
        return right if antecedent else None  # "it" behind a verb may be anything that the left clause holds
    subject = _subject(left)
    if subject is None:
        return None
    possessive = pronoun.group().lower() in ("its", "their")
    return f"{right[: pronoun.start()]}{subject}{_owned(subject) if possessive else ''}{right[pronoun.end() :]}"


def _owned(subject: str) -> str:
    return "'" if subject.endswith("s") else "'s"


def _subject(clause: str) -> str | None:
    """ "the late fee" of "what is the late fee"; "a refund" of "how long does a refund take"."""
    match = re.search(
        rf"\b{ASKING}\b(?:\s+(?:long|much|many|often|soon|large|high|\w+))?\s+{AUXILIARY}\s+(?P<subject>{_DETERMINER}\s+[\w'\u2019 -]+?)(?:\s+{PREPOSITION}\s[^?]*)?$",
        clause.strip(" ,;?"),
        re.IGNORECASE,
    )
    if match is None:
        return None
    words = match["subject"].split()
    copular = re.search(rf"\b(?:is|are|was|were)\s+{re.escape(words[0])}\b", clause, re.IGNORECASE)
    if not copular and len(words) > 2:
        words = words[:-1]  # the verb
    return " ".join(words) if 2 <= len(words) <= 6 else None


def _sentence(lead: str, clause: str) -> str:
    text = f"{lead}{clause.strip(' ,;')}"
    text = text if text.endswith("?") else f"{text.rstrip('.!')}?"
    return text[:1].upper() + text[1:]


def _quoted(text: str, at: int) -> bool:
    return any(match.start() < at < match.end() for match in _QUOTED.finditer(text))


# One predicate over two documents


def _of_documents(question: str, mentions: Sequence[NamedDocument]) -> list[str] | None:
    for one, two in pairwise(mentions):
        if one.slugs == two.slugs or not _BETWEEN_NAMES.fullmatch(question[one.end : two.start]):
            continue
        opening = _BEFORE_NAME.search(question[: one.start])
        start = opening.start() if opening else one.start
        lead = question[:start]
        between = question[one.end : two.start]
        of_two = re.search(
            r"\band\s+(?P<words>.*)$|\bor\s+(?P<words2>.*)$|\bas\s+well\s+as\s+(?P<words3>.*)$", between, re.IGNORECASE
        )
        words = next((group for group in (of_two.groups() if of_two else ()) if group), "")
        if not re.match(r"(?:on|in|under|of|by)\s", words) and (
            carried := re.match(r"\s*(?:both\s+)?((?:on|in|under|of|by)\s+)", question[start : one.start])
        ):
            words = f"{carried[1]}{words}"
        words = re.sub(r"\b(?:its|their)\s+", "the ", words)
        tail = question[two.end :]
        first = re.sub(r"\bboth\s+", "", question[start : one.end])
        page = "" if not _TAIL.match(tail) else _TAIL.match(tail).group()  # type: ignore[union-attr]
        pair = [f"{lead}{first}{tail[len(page) :]}", f"{lead}{words}{question[two.start : two.end]}{tail}"]
        return [_EACH.sub("", text) for text in pair]
    return None


# Two phrases behind one preposition


def _of_phrases(question: str, mentions: Sequence[NamedDocument]) -> list[str] | None:
    match = _PHRASES.match(question)
    if match is None or not _QUESTION_WORD.search(match["head"]):
        return None
    one, two = match["one"], match["two"]
    last = max((m.start() for m in re.finditer(rf"\b{match['p']}\s", one, re.IGNORECASE)), default=0)
    head, one = f"{match['head']} {one[:last]}".rstrip(), one[last:]
    if any(m.start < match.start("two") - 1 and match.start("two") < m.end for m in mentions):
        return None  # the "and" stands inside a title
    inside = [any(match.start(name) <= m.start < match.end(name) for m in mentions) for name in ("one", "two")]
    plural = wanted_of(question) in _VALUES and _plural_head(question)
    if not (match["comma"] or all(inside) or plural) or not focus_of(asking_clause(question)).noun:
        return None
    return [_sentence("", f"{head} {one}"), _sentence("", f"{head} {two}")]


def _plural_head(question: str) -> bool:
    noun = focus_of(asking_clause(question)).noun
    return bool(noun) and any(word.endswith("s") and not word.endswith(("ss", "us", "is")) for word in noun[-2:])


# Two objects of one verb


def _of_objects(question: str) -> list[str] | None:
    """Only where the question word's noun is a value in the plural: "which addresses", "what fees"."""
    match = _OBJECTS.match(question)
    focus = focus_of(asking_clause(question))
    if match is None or focus.copular or wanted_of(question) not in _VALUES or not _plural_head(question):
        return None
    if focus.word not in ("what", "which"):
        return None
    rest = match["rest"]
    auxiliary = re.search(rf"\b{AUXILIARY}\s+", rest, re.IGNORECASE)
    for found in re.finditer(rf"\b{_DETERMINER}\s", rest[auxiliary.end() :] if auxiliary else "", re.IGNORECASE):
        at = found.start() + (auxiliary.end() if auxiliary else 0)
        before = rest[:at].split()
        if before and not _AUXILIARY.match(before[-1]) and not _PREPOSITION.match(before[-1]):
            return [_sentence("", rest), _sentence("", f"{rest[:at]}{match['two']}")]
    return None


# Two values of one thing


def _of_heads(question: str) -> list[str] | None:
    match = _HEADS.match(question)
    if match is None:
        return None
    tail = match["tail"] or ""
    inner = re.search(rf"\s{PREPOSITION}\s", match["one"], re.IGNORECASE)
    lead = re.sub(r"\bare\s+$", "is ", re.sub(r"\bwere\s+$", "was ", match["lead"]))
    pair = [f"{lead}{match['one']}{'' if inner else tail}", f"{lead}{match['two']}{tail}"]
    if all(wanted_of(text) in _VALUES for text in pair):
        return [_sentence("", text) for text in pair]
    return None
