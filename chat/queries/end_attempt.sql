UPDATE turn_attempt SET ended_at = %(ended_at)s, outcome = 'retried', error = %(error)s, detail = %(detail)s
WHERE conversation = %(conversation)s AND message_id = %(message_id)s AND attempt = %(attempt)s AND ended_at IS NULL;
