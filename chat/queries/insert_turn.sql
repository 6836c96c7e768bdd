INSERT INTO turn (conversation, number, message_id, text, text_hash, answer, recent, actor, sent_at)
SELECT %(conversation)s, coalesce(max(number), 0) + 1, %(message_id)s, %(text)s, %(text_hash)s, %(answer)s,
       %(recent)s, %(actor)s, %(sent_at)s
FROM turn
WHERE conversation = %(conversation)s;
