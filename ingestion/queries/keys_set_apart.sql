UPDATE fact_key SET apart = true WHERE source = %(document_id)s AND key = ANY(%(keys)s) AND NOT apart
