UPDATE failed_message SET text = %(note)s, detail = %(note)s
WHERE conversation = %(conversation)s AND message_id = %(message_id)s
