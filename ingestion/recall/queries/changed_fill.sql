-- What a recording did to the contents of its document. An import has too many to look through: it is looked at from the
-- answers' side.
INSERT INTO recall_changed (kind, content, gone, changed)
SELECT kind, content, gone, (before - since) + (since - before)
FROM (
    SELECT kind, content, array_agg(id) FILTER (WHERE retired) AS gone,
           coalesce(range_agg(valid) FILTER (WHERE retired), '{}') AS before,
           coalesce(range_agg(valid) FILTER (WHERE NOT retired), '{}') AS since
    FROM (
        SELECT 'fact' AS kind, f.content, f.id, f.valid, upper(f.recorded) IS NOT DISTINCT FROM %(recorded_at)s AS retired
        FROM document d
        JOIN fact_content c ON c.document_id = d.id
        JOIN fact f ON f.content = c.id
        WHERE d.tenant = %(tenant)s AND d.slug = %(document)s AND d.kind <> 'import'
          AND (lower(f.recorded) = %(recorded_at)s OR upper(f.recorded) = %(recorded_at)s)
        UNION ALL
        SELECT 'passage', p.content, p.id, p.valid, upper(p.recorded) IS NOT DISTINCT FROM %(recorded_at)s
        FROM document d
        JOIN passage_content c ON c.document_id = d.id
        JOIN passage p ON p.content = c.id
        WHERE d.tenant = %(tenant)s AND d.slug = %(document)s AND d.kind <> 'import'
          AND (lower(p.recorded) = %(recorded_at)s OR upper(p.recorded) = %(recorded_at)s)
    ) rows
    GROUP BY kind, content
) contents
