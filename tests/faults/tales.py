"""What every workflow does once, on a document of its own, and what comes of it: to be the same whoever was killed."""

import asyncio
import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
from temporalio.client import Client
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.faults.struck import ASKING, PREPARING
from tests.fixtures.receiver import Receiver
from tests.fixtures.stack import Stack, eventually

TODAY = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
NOTICE = "## Notice\n\n{0} gives notice within {1} days.\n\n"
FIRST = "# Leave of {0}\n\n" + NOTICE.format("{0}", 10) + (
    "## Carry\n\n{0} carries over 5 days.\n\n## Sickness\n\n{0} is paid for 30 days.\n"
)  # fmt: skip
REWRITTEN = "# Leave of {0}\n\n" + NOTICE.format("{0}", 20) + "## Parents\n\n{0} gives parents 60 days.\n"
AFTER_THAT = REWRITTEN.replace("20 days", "25 days")

# Not in which order the facts of a document lapsed: that is the order of ids.
OUTCOME = {
    "versions": "SELECT d.slug, v.number, v.kind, v.effective_at, v.recorded_at IS NOT NULL FROM version v "
    "JOIN document d ON d.id = v.document_id WHERE d.slug = ANY(%s)",
    "entries": "SELECT d.slug, e.number, e.effective_at, upper_inf(e.recorded) FROM entry e "
    "JOIN document d ON d.id = e.document_id WHERE d.slug = ANY(%s)",
    "facts": "SELECT d.slug, c.subject, c.predicate, c.object_text, c.quote, f.valid::text, upper_inf(f.recorded), "
    "v.kind FROM fact f JOIN fact_content c ON c.id = f.content JOIN document d ON d.id = f.document_id "
    "JOIN version v ON v.id = f.cause WHERE d.slug = ANY(%s)",
    "passages": "SELECT d.slug, c.text, p.valid::text, upper_inf(p.recorded), v.kind "
    "FROM passage p JOIN passage_content c ON c.id = p.content JOIN document d ON d.id = p.document_id "
    "JOIN version v ON v.id = p.cause WHERE d.slug = ANY(%s)",
    "ingestions": "SELECT document, version, status, embedded, passages_new, facts_added, facts_superseded, "
    "facts_removed FROM ingestion WHERE document = ANY(%s)",
    "proposals": "SELECT document, version, kind, status, asked, facts_added, facts_superseded, facts_removed "
    "FROM invalidation WHERE document = ANY(%s)",
    "decisions": "SELECT i.document, i.version, d.verb, d.outcome, d.problem::text, d.undo IS NOT NULL "
    "FROM invalidation_decision d JOIN invalidation i ON i.id = d.invalidation WHERE i.document = ANY(%s)",
    "lapses": "SELECT d.slug, l.lapses_at, l.reminded_at IS NOT NULL, l.edit IS NOT NULL, l.taken_back IS NOT NULL "
    "FROM lapse l JOIN document d ON d.id = l.document_id WHERE d.slug = ANY(%s)",
    "events": "SELECT document, kind, about ->> 'version', about ->> 'kind', about ->> 'outcome' FROM event "
    "WHERE document = ANY(%s)",
    "deliveries": "SELECT e.kind, d.status FROM delivery d JOIN event e ON e.id = d.event WHERE e.document = ANY(%s)",
    "outbox": "SELECT o.id FROM index_outbox o JOIN document d ON d.id = o.document_id WHERE d.slug = ANY(%s)",
}  # fmt: skip


@dataclass
class Case:
    """One telling of a tale. `name` is in its texts: what was embedded for another is not embedded again."""

    stack: Stack
    receiver: Receiver
    name: str
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def slugs(self) -> list[str]:
        return [self.name.lower(), f"{self.name.lower()}-later"]

    # -- as a careful client does: an outage is waited out --------------------------------------------

    @retry(
        retry=retry_if_exception_type((httpx.TransportError, httpx.HTTPStatusError)),
        wait=wait_fixed(0.1),
        stop=stop_after_delay(120),
        reraise=True,
    )
    def call(self, method: str, path: str, **given: Any) -> Any:
        reply = httpx.request(method, self.stack.url + path, timeout=120, **given)
        if reply.status_code >= 500:
            reply.raise_for_status()
        assert reply.is_success, reply.text
        return reply.json()

    def upload(self, text: str, *, days_ago: int, slug: int = 0, **parameters: object) -> dict[str, Any]:
        files = {"file": ("leave.md", text.format(self.name).encode(), "text/markdown")}
        data = {"document": self.slugs[slug], "effective_at": (TODAY - days_ago * dt.timedelta(days=1)).isoformat()}
        reply: dict[str, Any] = self.call("POST", "/v1/documents", files=files, data=data, params=parameters)
        return reply

    def decide(self, verb: str) -> None:
        self.call("POST", f"/v1/invalidations/{self.told['proposal']}/{verb}", json={"reason": "looked at"})

    # -- and looks ----------------------------------------------------------------------------------

    def rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        with self.stack.connect() as connection:
            return connection.execute(query, given).fetchall()  # type: ignore[arg-type]

    def holds(self, query: str, *given: object) -> bool:
        """False while Postgres is away."""
        with suppress(psycopg.OperationalError):
            return bool(self.rows(f"SELECT {query}", *given)[0][0])
        return False

    def until(self, query: str, *given: object) -> None:
        eventually(lambda: self.holds(query, *given))

    def until_ingested(self, status: str = "done", versions: int = 1) -> None:
        """The last so many."""
        last = "(SELECT status FROM ingestion WHERE document = ANY(%s) ORDER BY version DESC LIMIT %s) i"
        self.until(f"count(*) = %s AND bool_and(status = %s) FROM {last}", versions, status, self.slugs, versions)

    def until_idle(self) -> None:
        """Until no workflow has anything to do."""
        eventually(lambda: asyncio.run(self._idle()))

    async def _idle(self) -> bool:
        temporal = await Client.connect(str(self.stack.state().parts["temporal"].address))
        async for one in temporal.list_workflows("ExecutionStatus = 'Running'"):
            found = await temporal.get_workflow_handle(one.id, run_id=one.run_id).describe()
            if found.raw_description.pending_activities or found.raw_description.HasField("pending_workflow_task"):
                return False
        return True

    def outcome(self) -> dict[str, str]:
        self.until("NOT EXISTS (SELECT FROM index_outbox)")
        found = {name: sorted(self.rows(query, self.slugs), key=repr) for name, query in OUTCOME.items()}
        found["reply"] = self.told.get("reply", [])
        return {name: self._nameless(repr(rows)) for name, rows in found.items()}

    def _nameless(self, text: str) -> str:
        return text.replace(self.name, "X").replace(self.slugs[0], "x")


@dataclass(frozen=True, kw_only=True)
class Tale:
    """`act` returns when everything has come of it. A part is killed in one of its `steps`."""

    name: str
    steps: tuple[str, ...]
    act: Callable[[Case], None]
    prepare: Callable[[Case], None] = lambda _: None


def published(case: Case) -> None:
    case.upload(FIRST, days_ago=60, wait=True)


def ingest(case: Case) -> None:
    case.upload(FIRST, days_ago=60)
    case.until_ingested()


def propose(case: Case) -> None:
    case.upload(REWRITTEN, days_ago=20)
    case.until_ingested("waiting")


def two_wait(case: Case) -> None:
    published(case)
    propose(case)
    case.upload(AFTER_THAT, days_ago=10)
    case.until_ingested("waiting", versions=2)
    find = "SELECT id FROM invalidation WHERE document = ANY(%s) AND version = 2"
    case.told["proposal"] = case.rows(find, case.slugs)[0][0]


def approve(case: Case) -> None:
    """The other, which was compared with what was there before it, needs nobody then."""
    case.decide("approve")
    case.until_ingested(versions=3)


def reject(case: Case) -> None:
    case.decide("reject")
    case.until("status = 'failed' FROM ingestion WHERE document = ANY(%s) AND version = 2", case.slugs)


def approved(case: Case) -> None:
    two_wait(case)
    approve(case)


def undo(case: Case) -> None:
    case.decide("undo")
    case.until("count(*) = 4 AND bool_and(status = 'done') FROM ingestion WHERE document = ANY(%s)", case.slugs)


def stated_at_two_times(case: Case) -> None:
    case.upload(FIRST, days_ago=400, wait=True)
    case.upload(FIRST, days_ago=350, slug=1, wait=True)


def lapse(case: Case) -> None:
    """What the first document states lapses; of what the second states somebody is reminded."""
    rule = {"name": case.name, "months": 12, "remind_days": 30, "documents": case.slugs}
    case.told["rule"] = case.call("POST", "/v1/expiry-rules", json=rule)["id"]
    case.until(
        "count(*) FILTER (WHERE l.edit IS NOT NULL) = 3 AND count(*) FILTER (WHERE l.reminded_at IS NOT NULL) = 3 "
        "FROM lapse l JOIN document d ON d.id = l.document_id WHERE d.slug = ANY(%s)",
        case.slugs,
    )


def lapsed(case: Case) -> None:
    stated_at_two_times(case)
    lapse(case)


def take_back(case: Case) -> None:
    at = (TODAY - dt.timedelta(days=390)).isoformat()
    facts = case.call("GET", "/v1/facts", params={"document": case.slugs[0], "as_of": at})["facts"]
    for fact in facts:
        case.call("POST", f"/v1/facts/{fact['id']}/confirm", json={"reason": "still so"})
    case.call("POST", f"/v1/expiry-rules/{case.told['rule']}", json={"remind_days": 31})
    case.until(
        "count(*) FILTER (WHERE l.taken_back IS NOT NULL) = 3 "
        "FROM lapse l JOIN document d ON d.id = l.document_id WHERE d.slug = ANY(%s)",
        case.slugs,
    )
    case.until("bool_and(status = 'done') FROM ingestion WHERE document = ANY(%s)", case.slugs)


def rehearse(case: Case) -> None:
    reply = case.upload(REWRITTEN, days_ago=20, dry_run=True)
    told = (
        "status",
        "waits",
        "rule",
        "share_going",
        "facts_added",
        "facts_superseded",
        "facts_removed",
        "passages_new",
    )
    case.told["reply"] = {name: reply[name] for name in told} | {"changes": len(reply["changes"])}


def subscribed(case: Case) -> None:
    case.call("POST", "/v1/webhooks", json={"url": case.receiver.url, "documents": case.slugs})


def tell(case: Case) -> None:
    case.upload(FIRST, days_ago=60)
    case.until(
        "count(*) = 2 AND bool_and(d.status = 'delivered') FROM delivery d JOIN event e ON e.id = d.event "
        "WHERE e.document = ANY(%s)",
        case.slugs,
    )
    told = {str(id_) for (id_,) in case.rows("SELECT id FROM event WHERE document = ANY(%s)", case.slugs)}
    assert told <= set(case.receiver.ids)


def rebuild(case: Case) -> None:
    run = case.call("POST", "/v1/reindex", json={})
    case.until("status <> 'running' AND finished_at IS NOT NULL FROM reindex WHERE id = %s", run["id"])
    case.told["reply"] = case.rows("SELECT status, error, embedded FROM reindex WHERE id = %s", run["id"])


REVIEW = (
    Tale(name="propose", prepare=published, act=propose, steps=("publish_version", "look_up_invalidation")),
    Tale(
        name="approve",
        prepare=two_wait,
        act=approve,
        steps=("begin_decision", "embed_version", "publish_version", "look_up_behind"),
    ),
    Tale(name="reject", prepare=two_wait, act=reject, steps=("begin_decision",)),
    Tale(name="undo", prepare=approved, act=undo, steps=("begin_decision", "publish_version")),
)
EXPIRY = (
    Tale(name="lapse", prepare=stated_at_two_times, act=lapse, steps=("sweep_expiries",)),
    Tale(name="take back", prepare=lapsed, act=take_back, steps=("sweep_expiries", "publish_version")),
)
DRY_RUN = (Tale(name="rehearse", prepare=published, act=rehearse, steps=(PREPARING, ASKING)),)
INGESTION = (Tale(name="ingest", act=ingest, steps=("prepare_version", "embed_version", "publish_version")),)
NOTIFYING = (Tale(name="tell", prepare=subscribed, act=tell, steps=("send_due_deliveries",)),)
REINDEX = (
    Tale(
        name="rebuild",
        prepare=published,
        act=rebuild,
        steps=(
            "begin_generation",
            "fill_generation",
            "catch_up_generation",
            "examine_generation",
            "go_live",
            "tidy_generations",
        ),
    ),
)
