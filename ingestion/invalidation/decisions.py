"""What a person decides about a proposal: accepted by the doors, carried out by the workflow's steps.

Order of locks: the document's row, then the proposal's, then the tenant's, as in a publication.
"""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.invalidation.gate import tell_decided
from ingestion.invalidation.messages import (
    APPROVE,
    REJECT,
    UNDO,
    Begun,
    Behind,
    Decision,
    RefusedApproval,
    Review,
    Standing,
)
from ingestion.messages import IngestVersion
from ingestion.store import IngestionStore
from ingestion.uploads import Undo, UploadReceipt
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import CallerError, ChangeDecided, ChangeRejected, InvalidationNotFound

sql = load_queries("ingestion.invalidation")
Row = dict[str, Any]

_DECIDED = {APPROVE: "applied", REJECT: "rejected", UNDO: "undone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What somebody says about a proposal. `shown`: the digest of the outcome that was approved; None: as it stands."""

    tenant: str
    actor: str
    invalidation: UUID
    verb: str
    reason: str
    decision: UUID
    shown: str | None = None


class DecisionStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool, ingestions: IngestionStore) -> None:
        self._pool = pool
        self._ingestions = ingestions

    # -- the doors --------------------------------------------------------------------------------

    def accept(self, verdict: Verdict) -> UUID | None:
        """The decision that is to be signalled; None where the same was decided and carried out before.

        Raises `InvalidationNotFound`, and `ChangeDecided` where it was decided otherwise or is being so.
        """
        names = {"tenant": verdict.tenant, "id": verdict.invalidation}
        with transaction(self._pool) as cursor:
            known = _locked(cursor, names)
            status = "undone" if known["undone"] else known["status"]
            if status == _DECIDED[verdict.verb]:
                return None
            pending = cursor.execute(sql("decision_pending"), names).fetchone()
            if pending is not None:
                if pending["verb"] != verdict.verb:
                    raise ChangeDecided(f"{pending['actor']} decided to {pending['verb']} it: that is under way")
                return cast(UUID, pending["id"])
            if status != ("applied" if verdict.verb == UNDO else "waiting"):
                raise ChangeDecided(_refusal(known, status, verdict.verb))
            cursor.execute(
                sql("decision_insert"),
                {
                    "id": verdict.decision,
                    "invalidation": known["id"],
                    "verb": verdict.verb,
                    "shown": (verdict.shown or known["outcome_digest"]) if verdict.verb == APPROVE else None,
                    "actor": verdict.actor,
                    "reason": verdict.reason,
                },
            )
        return verdict.decision

    def settled(self, tenant: str, invalidation: UUID, decision: UUID) -> bool:
        """Whether it is carried out, its undo published; of one that was erased meanwhile nothing is left to do."""
        names = {"tenant": tenant, "id": invalidation, "decision": decision}
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("decision_settled"), names).fetchone()
        return row is None or bool(row["settled"])

    def unfinished(self) -> list[Review]:
        """What waits for a person, or was decided and is not carried out."""
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("invalidations_unfinished")).fetchall()
        return [Review(tenant=row["tenant"], invalidation=str(row["id"])) for row in rows]

    # -- the steps --------------------------------------------------------------------------------

    def standing(self, review: Review) -> Standing:
        """Of one that was erased meanwhile: that nothing waits."""
        names = {"tenant": review.tenant, "id": UUID(review.invalidation)}
        with transaction(self._pool) as cursor:
            known = cursor.execute(sql("invalidation_of_tenant"), names).fetchone()
            if known is None:
                return Standing(waits=False)
            pending = cursor.execute(sql("decision_pending"), names).fetchone()
        decisions = () if pending is None else (str(pending["id"]),)
        return Standing(waits=known["status"] in ("waiting", "approved"), decisions=decisions)

    def behind(self, review: Review) -> Behind:
        """What else waits of the same document, by date of effect, where this one was applied: it is judged anew."""
        names = {"tenant": review.tenant, "id": UUID(review.invalidation)}
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("invalidations_behind"), names).fetchall()
        others = [Review(tenant=review.tenant, invalidation=str(row["id"])) for row in rows]
        return Behind(reviews=tuple(others), versions=tuple(_message(row) for row in rows))

    def begin(self, message: Decision) -> Begun:
        """Idempotent: what is carried out already is left as it is."""
        names = {"tenant": message.review.tenant, "id": UUID(message.review.invalidation)}
        with transaction(self._pool) as cursor:
            try:
                known = _locked(cursor, names)
            except InvalidationNotFound:
                return Begun()
            decision = cursor.execute(sql("decision_pending"), names).fetchone()
            if decision is None or str(decision["id"]) != message.decision:
                return Begun()
            if decision["verb"] == UNDO:
                return self._begin_undo(cursor, known, decision)
            if known["version_id"] is None or known["status"] not in ("waiting", "approved"):
                _done(cursor, known, "void")
                return Begun()
            if decision["verb"] == REJECT:
                self._reject(cursor, known, ChangeRejected(decision["reason"]))
                return Begun()
            cursor.execute(sql("invalidation_approve"), {"id": known["id"], "shown": decision["shown"]})
            return Begun(publish=_message(known))

    def refuse(self, refused: RefusedApproval) -> None:
        """What was approved cannot be published any more: the version is discarded, with the reason."""
        names = {
            "tenant": refused.decision.review.tenant,
            "id": UUID(refused.decision.review.invalidation),
        }
        with transaction(self._pool) as cursor:
            try:
                known = _locked(cursor, names)
            except InvalidationNotFound:
                return
            if known["status"] == "approved":
                self._discard(cursor, known, refused.refusal.problem)

    def _begin_undo(self, cursor: Cursor[Row], known: Row, decision: Row) -> Begun:
        undo = Undo(
            tenant=known["tenant"],
            actor=decision["actor"],
            document=known["document"],
            corrects=known["version"],
            reason=decision["reason"],
        )
        try:
            with cursor.connection.transaction():
                receipt = self._ingestions.accept_repair_within(cursor, undo)
        except CallerError as error:
            _done(cursor, known, "void", problem={"type": error.slug, "title": error.title, "detail": str(error)})
            return Begun()
        _done(cursor, known, "undone", undo=receipt.ingestion_id)
        return Begun(undo=_message_of(receipt), undo_workflow=receipt.workflow_id)

    def _reject(self, cursor: Cursor[Row], known: Row, error: ChangeRejected) -> None:
        self._discard(cursor, known, {"type": error.slug, "title": error.title, "detail": str(error)})

    def _discard(self, cursor: Cursor[Row], known: Row, problem: dict[str, str]) -> None:
        at = _next_instant(cursor, known)
        cursor.execute(sql("invalidation_close"), {"id": known["id"], "status": "rejected", "rule": None, "at": at})
        _done(cursor, known, "rejected", problem=None if problem["type"] == ChangeRejected().slug else problem)
        self._ingestions.refuse_within(cursor, known["ingestion_id"], problem)


def _locked(cursor: Cursor[Row], names: Row) -> Row:
    """The proposal, under the document's lock and its own. Raises `InvalidationNotFound`."""
    found = cursor.execute(sql("invalidation_document_lock"), names).fetchone()
    if found is None:
        raise InvalidationNotFound(f"there is no change {names['id']}: `asof review` lists those that wait")
    return cast(Row, cursor.execute(sql("invalidation_of_tenant"), names).fetchone())


def _done(
    cursor: Cursor[Row], known: Row, outcome: str, *, problem: dict[str, str] | None = None, undo: UUID | None = None
) -> None:
    names = {
        "id": known["id"],
        "outcome": outcome,
        "problem": None if problem is None else Jsonb(problem),
        "undo": undo,
    }
    decision = cursor.execute(sql("decision_close"), names).fetchone()
    if decision is not None:
        tell_decided(cursor, known, decision)


def _next_instant(cursor: Cursor[Row], known: Row) -> object:
    """Takes the tenant's lock."""
    return cast(Row, cursor.execute(load_queries("ingestion")("next_instant"), known).fetchone())["watermark"]


def _message(known: Row) -> IngestVersion:
    return IngestVersion(
        tenant=known["tenant"],
        document=known["document"],
        version_id=known["version_id"],
        ingestion_id=str(known["ingestion_id"]),
    )


def _message_of(receipt: UploadReceipt) -> IngestVersion:
    return IngestVersion(
        tenant=receipt.tenant,
        document=receipt.document,
        version_id=receipt.version_id,
        ingestion_id=str(receipt.ingestion_id),
    )


def _refusal(known: Row, status: str, verb: str) -> str:
    what = f"version {known['version']} of {known['document']!r}"
    if verb == UNDO and status in ("waiting", "approved"):
        return f"{what} is not published yet: reject it instead"
    if status == "applied":
        return f"{what} is published already: undo it instead"
    return f"{what} is {status} already"
