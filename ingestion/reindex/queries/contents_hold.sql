SELECT embedding_hash FROM passage_content WHERE embedding_hash = ANY(%(hashes)s) FOR KEY SHARE
