SELECT key FROM fact_key WHERE source = %(document_id)s AND apart
