-- What answers say beside what they cite: notes of other times and of documents in conflict.
SELECT a.id, a.record FROM answer a WHERE a.tenant = %(tenant)s AND a.record ? 'text'
