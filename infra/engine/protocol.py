"""What travels over the engine's socket: a call, then a result or the error it raised. Both sides hold the same key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.errors import KnowledgeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    method: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    value: object


@dataclass(frozen=True, slots=True)
class Failure:
    """`error` is one of ours; anything else was translated or is told in words."""

    error: KnowledgeError
