SELECT range_agg(part)::text AS touched FROM recall_changed CROSS JOIN LATERAL unnest(changed) AS part
