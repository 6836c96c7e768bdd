"""Answers, questions and kept replies: what rests on the erased is redacted, what quotes it too."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.erasure.quoting import quotes
from ingestion.erasure.redaction import holds, note, redacted_answer
from ingestion.erasure.requests import Cleared, Erasure
from ingestion.erasure.sealed import redact_sealed
from ingestion.erasure.targets import Target
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.queries import load_queries

sql = load_queries("ingestion.erasure")
Row = dict[str, Any]


def redact_answers(cursor: Cursor[Row], target: Target, erasure: UUID, cleared: Cleared) -> set[UUID]:
    """Redacts the answers that cite the target, and drops kept replies that name the document.

    Gives the conversations that they were given in. No answer is kept from here to the commit: one that is on its way
    is looked at after it, and refused where it cites what is gone.
    """
    cursor.execute(sql("answers_lock"), target.names)
    cited: dict[str, object] = {"document": target.names["document"]}
    if target.names["version"] is not None:
        cited["version"] = target.names["version"]
    names = {**target.names, "citation": Jsonb([cited])}
    citing = [
        row
        for row in cursor.execute(sql("answers_citing"), names).fetchall()
        if target.words is None or holds(row["record"], target.words)
    ]
    turns = cursor.execute(sql("turns_of_answers"), {"answers": [row["id"] for row in citing]}).fetchall()
    with as_eraser(cursor):
        for row in citing:
            record = Jsonb(redacted_answer(row["record"], erasure))
            cursor.execute(sql("answer_redact"), {"id": row["id"], "record": record})
        for turn in turns:
            cursor.execute(sql("turn_redact_answer"), {**turn, "recent": Jsonb({"answer": note(erasure)})})
        conversations = {turn["conversation"] for turn in turns}
        cursor.execute(sql("summaries_clear"), {"conversations": list(conversations)})
        cleared.add("replies", cursor.execute(sql("replies_delete"), target.names).rowcount)
        cleared.add("streams", cursor.execute(sql("stream_events_delete"), target.names).rowcount)
    cleared.add("answers", len(citing))
    return conversations


def redact_quotations(
    cursor: Cursor[Row], tenant: str, digests: Collection[int], erasure: UUID, cleared: Cleared
) -> set[UUID]:
    """Replaces every question, failed message and title that quotes the erased; the conversations concerned.

    A golden question that quotes it is removed: its answer is no longer the right one.
    """
    names: Row = {"tenant": tenant, "note": note(erasure)}
    conversations: set[UUID] = set()

    def quoting(query: str, *columns: str) -> list[Row]:
        return [
            row
            for row in cursor.stream(sql(query), names)
            if any(quotes(row[column] or "", digests, salt=erasure.bytes) for column in columns)
        ]

    turns = quoting("turns_asked", "text", "question", "understood")
    answers = quoting("answers_asked", "question")
    failed = quoting("messages_failed", "text", "detail")
    attempts = quoting("attempts_failed", "detail")
    golden = quoting("golden_asked", "question", "answer")
    titled = quoting("conversations_titled", "title")
    people = quoting("people_asked", "question", "answer")
    beside = redact_sealed(
        cursor, tenant, erasure, cleared, quoted=lambda text: quotes(text, digests, salt=erasure.bytes)
    )
    with as_eraser(cursor):
        for turn in turns:
            cursor.execute(sql("turn_redact_question"), {**names, **turn})
            cursor.execute(sql("answer_redact_question"), {**names, "id": turn["answer"]})
        for answer in answers:
            cursor.execute(sql("answer_redact_question"), {**names, **answer})
        for message in failed:
            cursor.execute(sql("message_redact"), {**names, **message})
        for asked in people:
            cursor.execute(sql("people_redact"), {**names, **asked})
        for attempt in attempts:
            cursor.execute(sql("attempt_redact"), {**names, **attempt})
        cleared.add("streams", cursor.execute(sql("stream_events_delete"), names).rowcount)
        for conversation in titled:
            cursor.execute(sql("conversation_redact"), conversation)
        conversations |= {row["conversation"] for row in (*turns, *failed, *people)} | beside
        cursor.execute(sql("summaries_clear"), {"conversations": list(conversations)})
    forgotten = [row["id"] for row in golden]
    cursor.execute(sql("golden_replies_delete"), {**names, "ids": [str(id_) for id_ in forgotten]})
    cleared.add("golden", cursor.execute(sql("golden_delete"), {**names, "ids": forgotten}).rowcount)
    cleared.add("questions", len({row["id"] for row in answers} | {row["answer"] for row in turns}))
    cleared.add("questions", len(failed) + len(attempts) + len(titled) + len(people))
    return conversations


def redact_webhooks(cursor: Cursor[Row], erasure: Erasure, digests: Collection[int], cleared: Cleared) -> None:
    """Filters and descriptions of webhooks that quote the erased, and what receivers answered to events of it."""
    names: Row = {"tenant": erasure.tenant, "document": erasure.document, "note": note(erasure.id)}

    def quoted(*texts: str) -> bool:
        return any(quotes(text, digests, salt=erasure.id.bytes) for text in texts)

    excerpts = [
        row["id"] for row in cursor.stream(sql("excerpts_kept"), names) if row["of_document"] or quoted(row["excerpt"])
    ]
    webhooks = [
        row for row in cursor.stream(sql("webhooks_worded"), names) if quoted(row["description"], *row["predicates"])
    ]
    with as_eraser(cursor):
        cleared.add("excerpts", cursor.execute(sql("excerpts_clear"), {"ids": excerpts}).rowcount)
        for row in webhooks:
            predicates = [names["note"] if quoted(predicate) else predicate for predicate in row["predicates"]]
            description = names["note"] if quoted(row["description"]) else row["description"]
            redacted = {"id": row["id"], "predicates": predicates, "description": description}
            cursor.execute(sql("webhook_redact"), redacted)
    cleared.add("webhooks", len(webhooks))
