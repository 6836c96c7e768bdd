"""Every place that content of a document reaches: what an erasure clears, what it keeps, what it cannot reach."""

PLACES = {
    "uploads": "Postgres: versions, with their bytes, parsed text, title, file name and metadata",
    "masked": "Postgres: parsed texts in which the words were masked, their uploaded bytes removed",
    "facts": "Postgres: recorded facts, held and retired",
    "hand_edits": "Postgres: edits by hand of its facts",
    "statements": "Postgres: contents of facts, with their quotes and search words",
    "passages": "Postgres: recorded passages, held and retired",
    "passage_texts": "Postgres: texts of passages",
    "occurrences": "Postgres: places where facts and passages stood",
    "keys": "Postgres: keys of facts",
    "entries": "Postgres: entries of the document's sequence",
    "invalidations": "Postgres: changes of it, waiting and decided, with the reasons of decisions",
    "confirmations": "Postgres: confirmations of its facts, and what expiry rules did about them",
    "ingestions": "Postgres: ingestions, with their errors",
    "outbox": "Postgres: points waiting to be brought to the truth",
    "embeddings": "Postgres: embeddings, those of statements included, that no other text uses",
    "readings": "Postgres: what language models read out of its passages",
    "answers": "Postgres: answers that cite it, redacted",
    "questions": "Postgres: questions, failed messages, attempts and titles of conversations that quote it, redacted",
    "sealed": "Postgres: answers that quote it beside what they cite, and parts of sealed records that do, redacted",
    "excerpts": "Postgres: first words of what receivers of webhooks answered to events of it, or quoting it",
    "webhooks": "Postgres: descriptions and predicates of webhooks that quote it, redacted",
    "golden": "Postgres: golden questions that quote it",
    "streams": "Postgres: what conversations of the tenant tell while they work: emptied, whatever it says",
    "replies": "Postgres: replies kept under an Idempotency-Key that name the document",
    "staged": "Postgres: staged rows of imports (dropped with each chunk's transaction)",
    "statistics": "Postgres: the planner's sample values of all these columns, made anew",
    "points": "Qdrant: points, in all generations",
    "caches": "Engine: its memory of embedded texts and questions",
    "ingestion_histories": "Temporal: workflows of ingestions and reviews, with the histories of all their runs",
    "conversation_histories": "Temporal: conversation workflows that carried it, with the histories of earlier runs",
}
"""In the order of the report; the keys are those of `Erasure.report`."""

KEPT = (
    "this tombstone: slug, version or fact id, digests of the bytes, reason, actor, instants, counts",
    "of a document: its slug, reserved; of a version: its number, dates, digest and place in the sequence",
    "of an event: that it happened, when, and to which document; what it tells is ids and numbers",
    "of a sealed answer: its link, and the salted digests of what it was made of, without the salts",
    "of an answer: that it was given, when, to which question and with which status",
)

OUT_OF_REACH = (
    "exported and downloaded files, copied answers, everything that left asof; to webhooks no words of it were sent",
    "backups and replicas of Postgres, Qdrant and Temporal",
    "dead rows and the write-ahead log of Postgres, until it reuses their space (VACUUM FULL, CHECKPOINT)",
    "the index's files: no text, but vectors and word hashes of deleted points until the generation is made anew and "
    "the earlier one is gone (`asof reindex`, twice, as one is kept)",
    "free pages of Temporal's database, until it reuses them",
    "logs of asof, of Postgres and of the operating system",
    "memory of running processes: titles and words of statements, until the tenant's next question",
    "the same words uploaded again, in another version or under another slug",
    "questions that neither cite nor quote it, and what other documents say in the same words",
)
