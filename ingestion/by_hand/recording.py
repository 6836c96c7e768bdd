"""Hand edits in Postgres: one transaction each, under the source's lock and then the tenant's, as a publication."""

from typing import Any, cast
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.bounds import Bounds
from ingestion.by_hand.edits import EditReceipt, HandCorrection, HandEdit, HandExpiry, HandFact, HandRetraction
from ingestion.fact_plan import FactPlan, edits_of
from ingestion.fact_recording import record_facts, set_keys
from ingestion.key_folds import KeyedFact, KeyFolds, rows_of_keys
from ingestion.notifications.telling import tell_edited
from ingestion.plan import fact_row_ids
from ingestion.sequence import EditedSequence
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import FactNotFound, FactNotHeld, InvalidWindow, SlugTaken
from knowledge.facts import digest
from knowledge.revision import Difference, Happening, Ruling, Said, difference
from knowledge.time_windows import Window
from knowledge.values import Value, ValueKind

sql = load_queries("ingestion")
Row = dict[str, Any]


class HandEditStore:
    """Every call is one transaction; all raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def state(self, fact: HandFact) -> EditReceipt:
        """Raises `SlugTaken` where the source is a document's or an import's slug."""
        with transaction(self._pool) as cursor:
            cursor.execute(sql("tenant_ensure"), {"tenant": fact.tenant})
            names = {"tenant": fact.tenant, "slug": fact.source, "actor": fact.actor}
            person = cast(Row, cursor.execute(sql("person_ensure"), names).fetchone())
            if person["kind"] != "person":
                raise SlugTaken(f"{fact.source!r} is the slug of a {person['kind']}: choose another source")
            entry = _entry(cursor, fact, person["id"], fact.source, person["next_number"])
            _insert_stated(cursor, fact, person["id"])
            ruling = Ruling(run=fact.valid, held=fact.valid, contents=frozenset({(fact.content, fact.key)}))
            change = difference(rows_of_keys(cursor, person["id"], [fact.key]), [ruling])
            return _record(cursor, entry, fact.key, _plan(cursor, entry, change, fact.key))

    def edit(self, edit: HandEdit) -> EditReceipt:
        """Raises `FactNotFound`, `FactNotHeld` and `InvalidWindow`."""
        with transaction(self._pool) as cursor:
            return self.edit_within(cursor, edit)

    def edit_within(self, cursor: Cursor[Row], edit: HandEdit) -> EditReceipt:
        """The same in the caller's transaction, which holds no lock of a document yet but this one's."""
        names = {"fact": edit.fact, "tenant": edit.tenant}
        found = cursor.execute(sql("fact_to_edit"), names).fetchone()
        if found is None:
            raise FactNotFound(f"there is no fact {edit.fact}")
        source = cast(Row, cursor.execute(sql("source_lock"), found).fetchone())
        held = cast(Row, cursor.execute(sql("fact_to_edit"), names).fetchone())  # under the lock
        if not held["held"]:
            raise FactNotHeld(
                f"fact {edit.fact} was retired: its history (`asof history {edit.fact}`) tells what is held instead"
            )
        entry = _entry(cursor, edit, held["document_id"], held["slug"], source["next_number"])
        instead = _instead(cursor, edit, held)
        change = _of_document if held["kind"] == "document" else _of_source_without_text
        plan = _plan(cursor, entry, change(cursor, edit, held, instead), held["key"])
        return _record(cursor, entry, held["key"], plan, stated=held["stated"], instead=instead)


def _entry(cursor: Cursor[Row], edit: HandFact | HandEdit, document_id: int, slug: str, number: int) -> Row:
    """The edit's own row in the sequence, in the shape of `entry_to_publish`."""
    cursor.execute(sql("document_next_number"), {"document_id": document_id})
    row = {
        "tenant": edit.tenant,
        "document_id": document_id,
        "number": number,
        "kind": edit.kind,
        "content_hash": b"",
        "reason": edit.reason,
        "actor": edit.actor,
    }
    absent = ("title", "effective_at", "effective_source", "expires_at", "file_name", "media_type", "content")
    names = row | dict.fromkeys((*absent, "corrects", "rank"))
    inserted = cast(Row, cursor.execute(sql("version_insert"), names).fetchone())
    return {**row, "id": inserted["id"], "slug": slug}


def _insert_stated(cursor: Cursor[Row], fact: HandFact, document_id: int) -> None:
    cursor.execute(
        sql("fact_content_by_person"),
        {
            "id": fact.content,
            "tenant": fact.tenant,
            "document_id": document_id,
            "key": fact.key,
            "cardinality": fact.cardinality.value,
            "subject": fact.subject,
            "predicate": fact.predicate,
            **_value(fact.value),
            "scope": Jsonb([list(pair) for pair in fact.scope]),
            "quote": f"{fact.subject} {fact.predicate} {fact.value.text}",
        },
    )


def _instead(cursor: Cursor[Row], edit: HandEdit, held: Row) -> Said | None:
    """What is held in the place of the statement from now on, inserted as a content of its own."""
    if isinstance(edit, HandRetraction):
        return None
    kept = Value(kind=ValueKind(held["object_kind"]), canonical=held["object_value"], text=held["object_text"])
    value = kept if isinstance(edit, HandExpiry) else edit.value or kept
    own = _own_window(edit, held)
    content = digest("by hand", str(held["stated"]), value.kind.value, value.canonical, value.text, str(own))
    names = {"id": content, "stated": held["stated"], "own_valid": own, **_value(value)}
    cursor.execute(sql("fact_content_by_hand"), names)
    return Said(content, own)


def _own_window(edit: HandCorrection | HandExpiry, held: Row) -> Window | None:
    own: Window | None = held["own_valid"]
    start, end = (None, None) if own is None else (own.start, own.end)
    if isinstance(edit, HandCorrection):
        start, end = edit.valid_at or start, edit.expired_at or end
    else:
        begins = held["valid"].start
        if begins is not None and edit.expired_at <= begins:
            raise InvalidWindow(
                f"the fact holds from {begins.isoformat()} on: it cannot end at {edit.expired_at.isoformat()};"
                " retract it if it never held"
            )
        end = edit.expired_at if end is None else min(end, edit.expired_at)
    return None if start is None and end is None else Window(start, end)


def _of_document(cursor: Cursor[Row], edit: HandEdit, held: Row, instead: Said | None) -> Difference[KeyedFact]:  # noqa: ARG001
    bounds = Bounds(cursor, made={held["stated"]: instead})
    keys = {row["key"] for row in cursor.execute(sql("keys_of_statement"), held)} | {held["key"]}
    sequence = EditedSequence(cursor, held["document_id"], goes=None, comes=None)
    return KeyFolds(cursor, sequence, bounds).whole(keys)


def _of_source_without_text(
    cursor: Cursor[Row], edit: HandEdit, held: Row, instead: Said | None
) -> Difference[KeyedFact]:
    """An import or a person: there the window of the row is all that says when it holds."""
    valid: Window = held["valid"]
    ruled: list[Ruling[KeyedFact]] = []
    left = [valid]
    if not isinstance(edit, HandRetraction) and instead is not None:
        start = edit.valid_at if isinstance(edit, HandCorrection) else None
        window = Window(start or valid.start, edit.expired_at or valid.end)
        ruled.append(Ruling(run=window, held=window, contents=frozenset({(instead.fact, held["key"])})))
        left = valid.minus(window)
    ruled += [Ruling(run=part, held=None, contents=frozenset()) for part in left]
    return difference(rows_of_keys(cursor, held["document_id"], [held["key"]]), ruled)


def _plan(cursor: Cursor[Row], entry: Row, change: Difference[KeyedFact], key: UUID) -> FactPlan:
    edits = edits_of(cursor, Happening(entry["kind"]), change, set())
    return FactPlan(change=change, edits=edits, keyed=[], apart=frozenset({key, *edits}))


def _record(
    cursor: Cursor[Row],
    entry: Row,
    key: UUID,
    plan: FactPlan,
    *,
    stated: UUID | None = None,
    instead: Said | None = None,
) -> EditReceipt:
    ids = fact_row_ids(entry, plan)
    set_keys(cursor, entry, plan)
    at = cast(Row, cursor.execute(sql("next_instant"), entry).fetchone())["watermark"]
    record_facts(cursor, entry, plan, ids, at)
    if stated is not None:
        names = {"version_id": entry["id"], "document_id": entry["document_id"], "fact": stated, "at": at}
        cursor.execute(sql("hand_edit_insert"), {**names, "instead": None if instead is None else instead.fact})
    cursor.execute(sql("version_publish"), {"version_id": entry["id"], "at": at})
    tell_edited(cursor, entry, [edit.outcome for edit in plan.edits.values()], at)
    return EditReceipt(
        source=entry["slug"],
        number=entry["number"],
        kind=entry["kind"],
        key=key,
        recorded_at=at,
        facts=tuple(ids),
    )


def _value(value: Value) -> Row:
    return {"object_kind": value.kind.value, "object_value": value.canonical, "object_text": value.text}
