"""Ids by how they begin: the one way in which every command finds what it is told of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import hexdigits
from typing import Any
from urllib.parse import quote

from api.cli.connection import Connection
from api.cli.failures import Failure
from api.cli.printing import SHORT

WHOLE = 36  # characters of an id
SHOWN = 5  # candidates

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Something that has ids: what it is called, where the API lists it, and what a person knows one by."""

    noun: str
    nouns: str
    path: str
    rows: str  # of the reply of `path`
    where: str  # a person finds theirs
    words: Callable[[Json], str | None]
    query: Mapping[str, object] = field(default_factory=dict)
    paged: bool = True
    narrowed: bool = False  # the API looks for the beginning
    named: bool = False  # its words are a name, which will do for the id
    by_part: bool = False  # so will a part of the name


CONVERSATION = Kind(
    noun="conversation",
    nouns="conversations",
    path="/v1/conversations",
    rows="conversations",
    where="`asof conversations` lists them",
    words=lambda one: one["title"] or one["latest"],
)
ANSWER = Kind(
    noun="answer",
    nouns="answers",
    path="/v1/ids",
    rows="ids",
    where="every answer shows its own below it",
    words=lambda one: one["words"],
    query={"kind": "answer"},
    narrowed=True,
)
FACT = Kind(
    noun="fact",
    nouns="facts",
    path="/v1/ids",
    rows="ids",
    where="`asof facts` shows them",
    words=lambda one: one["words"],
    query={"kind": "fact"},
    narrowed=True,
)
QUESTION = Kind(
    noun="question",
    nouns="questions",
    path="/v1/questions",
    rows="questions",
    where="`asof questions --all` lists them",
    words=lambda one: f"{one['person']}, {one['status']}: {one['question']}",
    query={"status": "all"},
)
PERSON = Kind(
    noun="person",
    nouns="people",
    path="/v1/people",
    rows="people",
    where="`asof people` lists them",
    words=lambda one: one["name"],
    paged=False,
    named=True,
)
CHANGE = Kind(
    noun="change",
    nouns="changes",
    path="/v1/invalidations",
    rows="invalidations",
    where="`asof review --status all` lists them",
    words=lambda one: f"{one['document']} version {one['version']}, {one['status']}",
)
RULE = Kind(
    noun="rule",
    nouns="rules",
    path="/v1/rules",
    rows="rules",
    where="`asof rules` lists them",
    words=lambda one: one["name"],
    paged=False,
    named=True,
    by_part=True,
)
EXPIRY_RULE = Kind(
    noun="expiry rule",
    nouns="expiry rules",
    path="/v1/expiry-rules",
    rows="rules",
    where="`asof rules expiry` lists them",
    words=lambda one: one["name"],
    paged=False,
    named=True,
    by_part=True,
)
WEBHOOK = Kind(
    noun="webhook",
    nouns="webhooks",
    path="/v1/webhooks",
    rows="webhooks",
    where="`asof webhooks` lists them",
    words=lambda one: one["url"],
)
GOLDEN_QUESTION = Kind(
    noun="golden question",
    nouns="golden questions",
    path="/v1/golden-questions",
    rows="golden_questions",
    where="`asof golden list` lists them",
    words=lambda one: one["question"],
)
REINDEX = Kind(
    noun="re-index",
    nouns="re-indexes",
    path="/v1/reindex",
    rows="reindexes",
    where="`asof reindex list` lists them",
    words=lambda one: f"{one['kind']}, {one['before']} → {one['generation']}, {one['status']}",
)


def deliveries_at(webhook: str) -> Kind:
    return Kind(
        noun="delivery",
        nouns="deliveries",
        path=f"{webhook}/deliveries",
        rows="deliveries",
        where="`asof webhooks deliveries WEBHOOK` lists them",
        words=lambda one: f"{one['kind']}, {one['status']}",
    )


def whole_id(connection: Connection, kind: Kind, given: str) -> str:
    """The id that begins so, ready to stand in an address; one given whole is the API's to find. Raises `Failure`
    where none begins so, or several do.
    """
    if len(given) >= WHOLE and not kind.named:
        return quote(given, safe="")
    return str(find(connection, kind, given)["id"])


def find(connection: Connection, kind: Kind, given: str) -> Json:
    """The one whose id begins so, or that has this name. Raises `Failure` as `whole_id` does."""
    meant = given.strip().casefold()
    found = [one for one in _listed(connection, kind, meant) if _is_meant(kind, one, meant)] if meant else []
    exact = [one for one in found if kind.named and (kind.words(one) or "").casefold() == meant]
    found = exact if len(exact) == 1 else found
    if len(found) == 1:
        return found[0]
    raise Failure(_several(kind, given, found) if found else _none(kind, given))


def _is_meant(kind: Kind, one: Json, meant: str) -> bool:
    name = (kind.words(one) or "").casefold() if kind.named else ""
    if name and (meant == name or (kind.by_part and meant in name)):
        return True
    return _digits(one["id"]).startswith(_digits(meant) or "-")


def _digits(id_: str) -> str:
    return id_.replace("-", "")


def _listed(connection: Connection, kind: Kind, beginning: str) -> Iterator[Json]:
    if kind.narrowed:
        digits = _digits(beginning)
        if digits and not set(digits) - set(hexdigits):
            reply = connection.get(kind.path, **kind.query, begins=digits, limit=SHOWN + 1)
            yield from reply[kind.rows]
        return
    if kind.paged:
        yield from connection.all_of(kind.path, kind.rows, **kind.query)
    else:
        yield from connection.get(kind.path, **kind.query)[kind.rows]


def _how(kind: Kind, given: str) -> str:
    if not kind.named:
        return "an id"
    return f"a name with {given!r} in it, or an id" if kind.by_part else f"the name {given!r}, or an id"


def _none(kind: Kind, given: str) -> str:
    begins = "that begins so" if kind.named else f"that begins with {given!r}"
    return f"no {kind.noun} has {_how(kind, given)} {begins}: {kind.where}"


def _several(kind: Kind, given: str, found: Sequence[Json]) -> str:
    begins = "that begins so" if kind.named else f"that begins with {given!r}"
    count = f"more than {SHOWN}" if kind.narrowed and len(found) > SHOWN else str(len(found))
    long = _length_that_tells_apart([str(one["id"]) for one in found])
    lines = [f"{count} {kind.nouns} have {_how(kind, given)} {begins}; give more of it:"]
    for one in found[:SHOWN]:
        words = " ".join((kind.words(one) or "").split())
        lines.append(f"  {str(one['id'])[:long]}  {words if len(words) <= 60 else words[:59] + '…'}".rstrip())
    if len(found) > SHOWN:
        lines.append("  ...")
    return "\n".join(lines)


def _length_that_tells_apart(ids: Sequence[str]) -> int:
    return next(
        (length for length in range(SHORT, WHOLE) if len({id_[:length] for id_ in ids}) == len(set(ids))), WHOLE
    )
