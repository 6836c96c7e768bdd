DELETE FROM failed_message WHERE conversation = %(conversation)s AND message_id = %(message_id)s;
