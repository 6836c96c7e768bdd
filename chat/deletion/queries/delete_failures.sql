DELETE FROM failed_message WHERE conversation = %(conversation)s;
