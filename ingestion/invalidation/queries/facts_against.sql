-- What documents of the same rank or a higher one say on the topics of these facts, with another value, in their windows.
SELECT o.object_kind AS kind,
       o.subject AS our_subject, o.predicate AS our_predicate, o.object_text AS our_value, o.scope AS our_scope,
       o.quote AS our_quote, o.section AS our_section,
       t.subject AS their_subject, t.predicate AS their_predicate, t.object_text AS their_value, t.scope AS their_scope,
       t.quote AS their_quote, t.section AS their_section
FROM unnest(%(facts)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS r (fact, valid_at, expired_at)
JOIN fact_content o ON o.id = r.fact AND o.topic IS NOT NULL
JOIN fact_content t ON t.tenant = %(tenant)s AND t.topic = o.topic AND t.object_kind = o.object_kind
                   AND t.document_id <> %(document_id)s AND t.object_value <> o.object_value
JOIN fact f ON f.content = t.id AND upper_inf(f.recorded) AND f.valid && tstzrange(r.valid_at, r.expired_at)
JOIN document d ON d.id = t.document_id
WHERE d.rank >= coalesce(%(rank)s, (SELECT rank FROM document WHERE id = %(document_id)s))
