"""The gate between a publication's plan and its recording: applied at once, or kept for a person to decide.

It stands under the document's lock and in the transaction that publishes; what applies at once costs one row.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.invalidation.evidence import least_likeness, outranked, predicates
from ingestion.invalidation.proposal import Proposal, changes_as_json, changes_of_json, proposal_of
from ingestion.invalidation.rules import rules_of_tenant
from ingestion.plan import Plan
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.queries import load_queries
from knowledge.events import Event, EventKind
from knowledge.invalidation import Rule, Verdict, decide, differing
from knowledge.revision import Happening

sql = load_queries("ingestion.invalidation")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the gate made of a publication. `waiting` names the proposal that a person is to decide."""

    proposal: Proposal
    known: Row | None = None  # the proposal as it was shown before, locked
    share_going: float = 0.0
    rule: UUID | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """See `knowledge.invalidation.Evidence`; looks up what a rule asks for."""

    document: str
    kind: Happening
    share_going: float
    age: dt.timedelta
    cursor: Cursor[Row] = field(repr=False)
    entry: Row
    proposal: Proposal

    def predicates(self) -> Collection[str]:
        return predicates(self.cursor, self.proposal.changes)

    def least_likeness(self) -> float | None:
        return least_likeness(self.cursor, self.proposal.changes)

    def outranked(self) -> bool:
        return outranked(self.cursor, self.entry, self.proposal.changes)


def judge(cursor: Cursor[Row], entry: Row, plan: Plan) -> Judged | None:
    """None for a publication that closes and replaces nothing. `entry` is of `entry_to_publish`.

    What a person approved applies where it comes to what was shown; else it is shown again. What waits is judged anew:
    it may have waited only because of another that is published now.
    """
    if not plan.facts.change.retire and entry["invalidation"] is None:
        return None
    instants = {one["effective_at"] for one in (plan.entry, plan.goes) if one is not None}
    proposal = proposal_of(entry, plan, sorted(instants))
    share = _share_going(cursor, entry, proposal)
    known = None
    if entry["invalidation"] is not None:
        known = cast(Row, cursor.execute(sql("invalidation_lock"), {"id": entry["invalidation"]}).fetchone())
        if known["status"] == "approved":
            approved = known["approved_digest"] == proposal.outcome_digest
            return Judged(proposal=proposal, known=known, share_going=share, rule=known["rule"], waiting=not approved)
    verdict, rule = _verdict(cursor, entry, proposal, share)
    return Judged(
        proposal=proposal,
        known=known,
        share_going=share,
        rule=None if rule is None else rule.id,
        waiting=verdict is Verdict.WAIT,
    )


def _verdict(cursor: Cursor[Row], entry: Row, proposal: Proposal, share: float) -> tuple[Verdict, Rule | None]:
    evidence = _Evidence(
        document=entry["slug"],
        kind=Happening(entry["kind"]),
        share_going=share,
        age=entry["uploaded_at"] - (entry["effective_at"] or entry["uploaded_at"]),
        cursor=cursor,
        entry=entry,
        proposal=proposal,
    )
    return decide(rules_of_tenant(cursor, entry["tenant"]), evidence)


def _share_going(cursor: Cursor[Row], entry: Row, proposal: Proposal) -> float:
    """The largest share, at an instant from which on the edit takes effect, of the facts in force that would go."""
    shares = [0.0]
    for at, going in proposal.going.items():
        names = {"document_id": entry["document_id"], "at": at}
        in_force = cast(Row, cursor.execute(sql("facts_in_force"), names).fetchone())["keys"]
        shares.append(going / max(in_force, going))
    return max(shares)


def keep_waiting(cursor: Cursor[Row], entry: Row, judged: Judged, ingestion_id: str, at: dt.datetime) -> None:
    """The version stays unpublished and its proposal is shown, from `at` on: again, where it was shown before."""
    known = judged.known
    if known is not None and known["status"] == "waiting" and known["outcome_digest"] == judged.proposal.outcome_digest:
        return
    names = _names(entry, judged, ingestion_id) | {"at": at}
    if known is None:
        cursor.execute(sql("invalidation_insert"), {**names, "status": "waiting", "decided_at": None})
    else:
        keys = differing(changes_of_json(known["edits"]), judged.proposal.changes)
        told = {name: [str(key) for key in found] for name, found in keys.items()}
        cursor.execute(sql("invalidation_ask_again"), {**names, "differs": Jsonb(told)})
        cursor.execute(sql("decision_done"), {"id": judged.proposal.id, "outcome": "asked again", "at": at})
    cursor.execute(sql("ingestion_wait"), {"id": ingestion_id})
    asked = 1 if known is None else known["asked"] + 1
    counts = judged.proposal.counts
    record_event(
        cursor,
        Event(
            tenant=entry["tenant"],
            kind=EventKind.REVIEW_WAITING,
            key=f"{judged.proposal.id} {asked}",
            document=entry["slug"],
            about={
                "invalidation": str(judged.proposal.id),
                "version": entry["number"],
                "kind": entry["kind"],
                "asked": asked,
                "share_going": round(judged.share_going, 4),
                "facts_added": counts.facts_added,
                "facts_superseded": counts.facts_superseded,
                "facts_removed": counts.facts_removed,
            },
        ),
    )


def keep_applied(cursor: Cursor[Row], entry: Row, judged: Judged, ingestion_id: str, at: dt.datetime) -> None:
    """In the transaction that makes the version visible, at its instant."""
    names = _names(entry, judged, ingestion_id) | {"at": at}
    if judged.known is None:
        cursor.execute(sql("invalidation_insert"), {**names, "status": "applied", "decided_at": at})
        return
    cursor.execute(sql("invalidation_close"), {**names, "status": "applied"})
    decision = cursor.execute(
        sql("decision_done"), {"id": judged.proposal.id, "outcome": "applied", "at": at}
    ).fetchone()
    tell_decided(cursor, judged.known, decision or {"id": None, "outcome": "applied"})


def tell_decided(cursor: Cursor[Row], known: Row, decision: Row) -> None:
    """`known` is of `invalidation_lock`, `decision` of `decision_done`; one without an id is that of a rule."""
    decided = None if decision["id"] is None else str(decision["id"])
    record_event(
        cursor,
        Event(
            tenant=known["tenant"],
            kind=EventKind.REVIEW_DECIDED,
            key=decided or f"{known['id']} by rule",
            document=known["document"],
            about={
                "invalidation": str(known["id"]),
                "version": known["version"],
                "decision": decided,
                "outcome": decision["outcome"],
            },
        ),
    )


def _names(entry: Row, judged: Judged, ingestion_id: str) -> Row:
    proposal = judged.proposal
    return {
        "id": proposal.id,
        "tenant": entry["tenant"],
        "document_id": entry["document_id"],
        "document": entry["slug"],
        "version": entry["number"],
        "version_id": entry["id"],
        "ingestion_id": ingestion_id,
        "kind": entry["kind"],
        "rule": judged.rule,
        "outcome_digest": proposal.outcome_digest,
        "edits": Jsonb(changes_as_json(proposal.changes)),
        "passages": list(proposal.passages),
        "facts_added": proposal.counts.facts_added,
        "facts_superseded": proposal.counts.facts_superseded,
        "facts_removed": proposal.counts.facts_removed,
        "share_going": judged.share_going,
    }
