"""Made-up policies of a company in several versions, as many statements as are asked for, and questions about them.

The same on every machine: what a version says follows from its number alone.
"""

import itertools
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

VERSIONS = 4
_REVISED = 6  # in each later version every so many-th section has other numbers

_TOPICS = (
    "travel", "parental leave", "laptop", "visitor", "training", "overtime", "relocation", "supplier", "customer data",
    "fleet", "laboratory", "warehouse", "invoice", "recruiting", "sick leave", "conference", "remote work", "pension",
    "security badge", "software licence", "catering", "returns", "warranty", "donation", "sponsoring", "press",
    "patent", "archive", "incident", "backup", "payroll", "safety gear", "waste", "energy", "parking", "mentoring",
    "apprentice", "contractor", "audit", "complaint",
)  # fmt: skip
_THINGS = (
    "requests", "receipts", "records", "allowances", "approvals", "contracts", "reports", "forms", "deposits",
    "inspections", "refunds", "appointments", "exemptions", "notices", "plans", "reviews", "surveys", "accounts",
    "orders", "certificates", "inventories", "appeals", "budgets", "schedules", "handovers",
)  # fmt: skip
_ROLES = (
    "team leads",
    "site managers",
    "new employees",
    "the finance office",
    "department heads",
    "works council members",
)
_EVENTS = ("the end of the quarter", "the first working day", "a written warning", "the signed offer", "the delivery")
_RULES = (
    (
        "{Role} must hand in {thing} within {n} days of {event}.",
        "Within how many days of {event} must {role} hand in {thing}?",
    ),
    (
        "Copies of {thing} are kept for {n} months after {event}.",
        "How many months are copies of {thing} kept after {event}?",
    ),
    ("{Role} may spend up to {money} EUR a year on {thing}.", "How much may {role} spend a year on {thing}?"),
    (
        "{Thing} above {money} EUR need the approval of {role}.",
        "From which amount on do {thing} need the approval of {role}?",
    ),
    (
        "After {event} the company bears {percent}% of the cost of {thing}.",
        "Which share of the cost of {thing} is borne after {event}?",
    ),
    ("{Role} review all {thing} every {n} weeks.", "How often do {role} review all {thing}?"),
    (
        "Objections to {thing} are answered within {n} hours by {role}.",
        "How fast are objections to {thing} answered by {role}?",
    ),
    (
        "At most {n} {thing} a month are open to {role}, unless {event} is pending.",
        "How many {thing} a month are open to {role}?",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    document: str
    title: str
    effective_at: str
    text: str  # Markdown


def statements_per_document() -> int:
    """Distinct ones of all versions."""
    revised = sum(_number_round(section, version) == version for section, version in _revisions())
    return (len(_THINGS) + revised) * len(_RULES)


def policies(documents: int) -> list[list[PolicyVersion]]:
    """The versions of each document, in order of effect."""
    return [[_version(topic, number) for number in range(VERSIONS)] for topic in range(documents)]


def questions(documents: int) -> Iterator[str]:
    """One for each rule of the first version, all different; neighbours are of different documents."""
    for (rule, section), topic in itertools.product(_places(), range(documents)):
        yield _said(_RULES[rule][1], topic, section, rule, version=0)


def _version(topic: int, version: int) -> PolicyVersion:
    title = f"{_topic(topic).capitalize()} policy"
    sections = [
        f"## {thing.capitalize()}\n\n"
        + " ".join(_said(rule, topic, at, n, version) for n, (rule, _) in enumerate(_RULES))
        for at, thing in enumerate(_THINGS)
    ]
    return PolicyVersion(
        document=title.lower().replace(" ", "-"),
        title=title,
        effective_at=f"{2021 + version}-{topic % 12 + 1:02d}-01",
        text=f"# {title}\n\n" + "\n\n".join(sections) + "\n",
    )


def _said(form: str, topic: int, section: int, rule: int, version: int) -> str:
    role = _ROLES[(topic + section + rule) % len(_ROLES)]
    thing = f"{_topic(topic)} {_THINGS[section]}"
    n = 2 + (topic * 31 + section * 7 + rule * 3 + _number_round(section, version) * 11) % 88
    return form.format(
        role=role,
        Role=role[0].upper() + role[1:],
        thing=thing,
        Thing=thing[0].upper() + thing[1:],
        event=_EVENTS[(topic + 2 * section + rule) % len(_EVENTS)],
        n=n,
        money=n * 10,
        percent=n,
    )


def _topic(number: int) -> str:
    """Beyond the list, those of another site."""
    site, topic = divmod(number, len(_TOPICS))
    return f"site {site + 1} {_TOPICS[topic]}" if site else _TOPICS[topic]


def _number_round(section: int, version: int) -> int:
    """The last version that gave the section other numbers."""
    return max((n for n in range(1, version + 1) if (section + n) % _REVISED == 0), default=0)


def _revisions() -> Iterator[tuple[int, int]]:
    return itertools.product(range(len(_THINGS)), range(1, VERSIONS))


def _places() -> Iterator[tuple[int, int]]:
    return ((rule, section) for section in range(len(_THINGS)) for rule in range(len(_RULES)))


def lines_of_pages() -> Iterator[tuple[str, list[str]]]:
    """Pages without an end, none like another: a heading, and the rules of two sections as wrapped lines."""
    for topic in itertools.count():
        for section in range(0, len(_THINGS) - 1, 2):
            said = [_said(rule, topic, at, n, 0) for at in (section, section + 1) for n, (rule, _) in enumerate(_RULES)]
            heading = f"{_topic(topic)} {_THINGS[section]}".capitalize()
            yield heading, [line for sentence in said for line in textwrap.wrap(sentence, 95)]
