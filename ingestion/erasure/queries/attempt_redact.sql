UPDATE turn_attempt SET detail = %(note)s
WHERE conversation = %(conversation)s AND message_id = %(message_id)s AND attempt = %(attempt)s
