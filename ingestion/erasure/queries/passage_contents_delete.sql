DELETE FROM passage_content WHERE id = ANY(%(passages)s) RETURNING embedding_hash
