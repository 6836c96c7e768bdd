INSERT INTO invalidation (id, tenant, document_id, document, version, version_id, ingestion_id, kind, status, rule,
                          outcome_digest, edits, passages, facts_added, facts_superseded, facts_removed, share_going,
                          opened_at, decided_at)
VALUES (%(id)s, %(tenant)s, %(document_id)s, %(document)s, %(version)s, %(version_id)s, %(ingestion_id)s, %(kind)s,
        %(status)s, %(rule)s, %(outcome_digest)s, %(edits)s, %(passages)s, %(facts_added)s, %(facts_superseded)s,
        %(facts_removed)s, %(share_going)s, %(at)s, %(decided_at)s)
