DELETE FROM embedding e
WHERE e.hash = ANY(%(hashes)s) AND NOT EXISTS (SELECT FROM passage_content c WHERE c.embedding_hash = e.hash)
