-- Turns of one conversation are numbered one after the other.
SELECT id FROM conversation WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NULL FOR UPDATE;
