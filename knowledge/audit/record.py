"""What is sealed of an answer: an open body, and parts that can be erased one by one without breaking its digest."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from knowledge.audit.canonical import Json, canonical, sha256

FORMAT = "asof.answer/1"
QUESTION, CONTEXT, PROMPT, OUTPUT = "question", "context", "prompt", "output"
EVIDENCE = "evidence/"  # and the number of the citation, from 1
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Considered:
    """A row that was looked at and not cited."""

    kind: Literal["fact", "passage"]
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What an answer rests on beside what it says itself; values of JSON.

    Where a language model wrote it, `prompt` is everything that was sent to it and `parameters` how it was asked.
    """

    asked: Mapping[str, object]  # as it came: text, as_of, known_at, scope, document, now, zone
    recent: Sequence[Mapping[str, object]] = ()  # earlier turns that it could lean on
    considered: Sequence[Considered] = ()
    prompt: object | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """`content` is canonical JSON. The salt keeps whoever holds the digest from guessing erased words."""

    name: str
    salt: bytes
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.salt + self.content).hex()


@dataclass(frozen=True, slots=True)
class Record:
    body: bytes  # canonical JSON
    parts: tuple[Part, ...]


def record_of(
    answer: Mapping[str, object],
    grounds: Grounds | None,
    evidence: Sequence[Mapping[str, object]],
    *,
    tenant: str,
    code: str,
    salt: Callable[[], bytes],
) -> Record:
    """The record of an answer as the API shows it. `evidence`: what stands behind each citation; `code`: the version of
    the program; `salt`: random bytes, `SALT_BYTES` each. Raises `SealFailed`.
    """
    asked = {"text": answer.get("question")} if grounds is None else grounds.asked
    contents: dict[str, object] = {
        QUESTION: {"asked": asked, "understood": answer.get("question")},
        CONTEXT: list(grounds.recent) if grounds else [],
        **{f"{EVIDENCE}{number}": one for number, one in enumerate(evidence, start=1)},
        OUTPUT: {name: value for name, value in answer.items() if name not in ("question", "sealed_hash")},
    }
    if grounds is not None and grounds.prompt is not None:
        contents[PROMPT] = grounds.prompt
    parts = tuple(Part(name, salt(), canonical(content)) for name, content in contents.items())
    body = {
        "format": FORMAT,
        "tenant": tenant,
        "answer": str(answer["id"]),
        "viewpoint": {name: answer.get(name) for name in ("as_of", "known_at", "scope")},
        "generation": answer.get("generation"),
        "model": answer.get("model"),
        "parameters": dict(grounds.parameters) if grounds else {},
        "code": code,
        "considered": [{"kind": one.kind, "id": str(one.id)} for one in grounds.considered] if grounds else [],
        "parts": {part.name: part.digest for part in parts},
    }
    return Record(canonical(body), parts)


def answer_of(parts: Mapping[str, bytes], sealed_hash: str) -> Json | None:
    """The answer as it was released, from the contents of the parts; None where its words were erased."""
    if OUTPUT not in parts or QUESTION not in parts:
        return None
    output: Json = json.loads(parts[OUTPUT])
    understood = json.loads(parts[QUESTION])["understood"]
    asked = {} if understood is None and "text" not in output else {"question": understood}
    return {**output, **asked, "sealed_hash": sealed_hash}
