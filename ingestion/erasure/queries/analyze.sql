-- Statistics keep sample values of the columns: made anew, they know of the erased no more.
ANALYZE document, version, ingestion, fact_content, passage_content, embedding, answer, turn, failed_message, conversation,
        idempotent_reply
