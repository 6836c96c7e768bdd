-- What a model read out of the document; and of the tenant what no version uses, which nobody can tell what it is of.
DELETE FROM model_reading r
WHERE r.tenant = %(tenant)s AND (
    EXISTS (
        SELECT FROM model_reading_use u JOIN version v ON v.id = u.version_id
        WHERE u.tenant = r.tenant AND u.digest = r.digest AND v.document_id = %(document_id)s
    )
    OR NOT EXISTS (SELECT FROM model_reading_use u WHERE u.tenant = r.tenant AND u.digest = r.digest)
)
