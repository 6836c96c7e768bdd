SELECT count(*) AS open FROM person_question WHERE conversation = %(conversation)s AND status = 'waiting';
