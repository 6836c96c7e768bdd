DELETE FROM stream_event WHERE conversation = %(conversation)s;
