-- No embedding is kept on account of an ingestion that is gone: its texts may have been erased.
SELECT 1 FROM ingestion WHERE id = %(id)s AND status IN ('queued', 'running') FOR NO KEY UPDATE
