SELECT s.number, s.body, s.link, s.hash, s.signature, s.public_key, s.answer, p.parts, a.record
FROM sealed_record s
LEFT JOIN sealed_parts p ON p.answer = s.answer
LEFT JOIN answer a ON a.id = s.answer AND a.tenant = s.tenant
WHERE s.answer = %(answer)s AND s.tenant = %(tenant)s
