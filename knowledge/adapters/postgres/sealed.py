"""Sealed records read back: one to be shown, replayed and packed, and the whole chain to be examined."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from knowledge.adapters.postgres.evidence import evidence_of
from knowledge.adapters.postgres.pool import Pool, single_statements, transaction
from knowledge.adapters.postgres.queries import sql
from knowledge.audit import GENESIS, Finding, Part, Sealed, Signature, verify_chain, verify_shown
from knowledge.errors import AnswerNotFound, AnswerNotSealed, InvalidRequest

MOST_UNSEALED = 20

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAnswer:
    number: int
    answer: UUID
    sealed: Sealed
    shown: Json | None  # as the API shows it, without the sealed hash; None where it is gone

    def findings(self) -> list[Finding]:
        """What shows only beside the tables: the answer that is shown must be the one that was sealed."""
        return verify_shown(self.sealed, answer=str(self.answer), shown=self.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    number: int | None  # of the record; None: the answer has none
    answer: UUID | None
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One stretch of a tenant's chain."""

    records: int
    number: int  # of the last record looked at
    hash: bytes
    more: bool
    findings: tuple[AuditFinding, ...]
    signed: Mapping[bytes | None, int]  # raw public key -> records; None: not signed
    erased: int  # parts


class SealedStore:
    """Reads alone; raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def of_answer(self, tenant: str, answer: UUID) -> SealedAnswer:
        """Raises `AnswerNotFound`, and `AnswerNotSealed` for one that was given before answers were sealed."""
        names = {"tenant": tenant, "answer": answer, "id": answer}
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("sealed_by_answer"), names).fetchone()
            if row is None and cursor.execute(sql("answer_by_id"), names).fetchone() is None:
                raise AnswerNotFound(f"there is no answer {answer}")
        if row is None:
            raise AnswerNotSealed(f"answer {answer} has no sealed record: GET /v1/answers/{answer} shows what is kept")
        return _sealed_answer(row)

    def evidence_now(self, tenant: str, citations: Sequence[Json]) -> list[Json]:
        """What stands behind the citations today."""
        with single_statements(self._pool) as connection:
            return evidence_of(connection, tenant, citations)

    def examine(self, tenant: str, *, after: int, limit: int, key: bytes | None = None) -> Audited:
        """Up to `limit` records behind number `after`; behind the last also the answers that have none. `key`: whose
        signature each record must bear. Raises `InvalidRequest` where there is no record `after`.
        """
        names: Json = {"tenant": tenant, "after": after, "number": after, "limit": limit + 1}
        with transaction(self._pool) as cursor:
            before = cursor.execute(sql("chain_at"), names).fetchone()
            if after and before is None:
                raise InvalidRequest(f"the chain has no record {after}: begin with 0")
            hash_ = before["hash"] if before else GENESIS
            rows = cursor.execute(sql("sealed_page"), names).fetchall()
            page = [_sealed_answer(row) for row in rows[:limit]]
            more = len(rows) > limit
            unsealed = (
                [] if more else cursor.execute(sql("answers_unsealed"), {**names, "limit": MOST_UNSEALED}).fetchall()
            )
        by_number = {one.number: one for one in page}
        chain = verify_chain((one.sealed for one in page), tenant=tenant, number=after, hash_=hash_, key=key)
        found = [*chain, *((one.number, finding) for one in page for finding in one.findings())]
        findings = [
            AuditFinding(number=number, answer=by_number[number].answer if number in by_number else None, finding=one)
            for number, one in sorted(found, key=lambda pair: pair[0])
        ]
        findings += [
            AuditFinding(number=None, answer=row["id"], finding=Finding("answer", "it was given and has no record"))
            for row in unsealed
        ]
        return Audited(
            records=len(page),
            number=page[-1].number if page else after,
            hash=page[-1].sealed.hash if page else hash_,
            more=more,
            findings=tuple(findings),
            signed=Counter(one.sealed.signed_by for one in page),
            erased=sum(len(one.sealed.erased) for one in page),
        )


def _sealed_answer(row: Json) -> SealedAnswer:
    parts: Json = row["parts"] or {}
    signature = None if row["signature"] is None else Signature(row["signature"], row["public_key"])
    return SealedAnswer(
        number=row["number"],
        answer=row["answer"],
        sealed=Sealed(
            body=row["body"],
            link=row["link"],
            hash=row["hash"],
            parts=tuple(
                Part(name, bytes.fromhex(part["salt"]), part["content"].encode())
                for name, part in sorted(parts.items())
                if "content" in part
            ),
            erased={name: part["tombstone"] for name, part in parts.items() if "tombstone" in part},
            signature=signature,
        ),
        shown=row["record"],
    )
