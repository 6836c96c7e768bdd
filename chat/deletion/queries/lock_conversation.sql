-- No turn is kept, and no other deletion begun, until this one is through.
SELECT id FROM conversation WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NULL FOR UPDATE;
