"""The names that scopes are made of, as texts write them: regions, groups of people, plans. Pure."""

import re

from knowledge.regions import NAMES, region_named

Pairs = tuple[tuple[str, str], ...]

_REGION = "(?:" + "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True)) + r")(?![\w-])"
_ONE_REGION = rf"(?:[Tt]he\s+)?{_REGION}(?:\s+\([A-Z.]{{2,4}}\))?"
REGIONS = rf"(?P<region>{_ONE_REGION}(?:\s*,\s*{_ONE_REGION})*(?:\s*,?\s*(?:and|or|&|/)\s*{_ONE_REGION})?)"

_WORKFORCE = r"(?:employees?|staff|workers?|team\s+members?|colleagues?)"
_CONTRACTS = (
    r"(?:part-time|full-time|temporary|permanent|seasonal|fixed-term|casual|hourly|salaried|remote|new|external)"
)
_BY_STATUS = (
    rf"(?:{_CONTRACTS}\s+{_WORKFORCE}|new\s+hires?|agency\s+workers?|working\s+students?|contractors?|"
    r"freelancers?|interns?|trainees?|apprentices?|volunteers?|consultants?|students?|pensioners?|retirees|minors?|"
    r"(?:business|private|wholesale|retail|premium|enterprise|corporate|existing|new)\s+customers?)"
)
_BY_ROLE = (
    r"(?:(?:senior\s+|line\s+|middle\s+)?managers?|team\s+lead(?:er)?s?|executives?|directors?|supervisors?|"
    r"board\s+members?)"
)
STATUS = rf"(?P<status>{_BY_STATUS}(?:\s*,\s*{_BY_STATUS})*(?:\s*,?\s*(?:and|or|&)\s*{_BY_STATUS})?)"
_GROUP = rf"(?:{_BY_STATUS}|{_BY_ROLE})"
GROUPS = rf"(?P<group>{_GROUP}(?:\s*,\s*{_GROUP})*(?:\s*,?\s*(?:and|or|&)\s*{_GROUP})?)"
PEOPLE = (
    rf"(?:{_GROUP}|{_WORKFORCE}|customers?|consumers?|users?|buyers?|clients?|residents?|members?|people|persons?|"
    r"individuals?|subscribers?|travell?ers?|applicants?|candidates?|citizens?|patients?|tenants?|drivers?|sellers?|"
    r"merchants?|developers?|passengers?|guests?)"
)

_TIER = (
    r"(?:[Ff]ree|[Bb]asic|[Pp]remium|[Pp]ro|[Ee]nterprise|[Pp]rofessional|Starter|Standard|Plus|Teams?|Business|Ultimate|"
    r"Personal|Individual|Developer|Growth|Essentials?)"
)
PLANS = (
    rf"(?:[Tt]he\s+)?(?P<plan>{_TIER}(?:\s*,\s*{_TIER})*(?:\s*,?\s*(?:and|or|&|/)\s*{_TIER})?)\s+"
    r"(?:plan|tier|edition|subscription|package)s?"
)
TIER_ALONE = rf"(?P<plan>{_TIER})"

_PARTS = re.compile(r"\s*(?:,|\band\b|\bor\b|&|/)\s*")
_ABBREVIATED = re.compile(r"\s+\([A-Z.]{2,4}\)")
_SPOKEN = {"staff": "employees", "retirees": "pensioners"}


def pairs_of(match: re.Match[str]) -> Pairs:
    """The pairs of every named group of a match, sorted."""
    named = match.groupdict()
    pairs: set[tuple[str, str]] = set()
    if region := named.get("region"):
        pairs |= {("region", name) for name in _regions(region)}
    for name in ("status", "group"):
        if people := named.get(name):
            pairs |= {("audience", _plural(part)) for part in _parts(people)}
    if plan := named.get("plan"):
        pairs |= {("plan", part.lower()) for part in _parts(plan)}
    return tuple(sorted(pairs))


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text) if part]


def _regions(text: str) -> set[str]:
    text = _ABBREVIATED.sub("", text)
    whole = region_named(text)  # "Bosnia and Herzegovina"
    names = [whole] if whole else [region_named(part) for part in _parts(text)]
    return {name for name in names if name is not None}


def _plural(people: str) -> str:
    """ "Part-time staff" and "part-time worker" are both "part-time employees"."""
    *before, last = people.lower().split()
    last = _SPOKEN.get(last, last if last.endswith("s") else f"{last}s")
    return " ".join([*before, "employees" if before and last in ("workers", "colleagues") else last])
