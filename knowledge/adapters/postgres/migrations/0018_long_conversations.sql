-- Conversations that last: what a later run starts from, how long a quiet one is held open, and what is left of one
-- that was deleted.
ALTER TABLE conversation
    ADD COLUMN idle_after       interval CHECK (idle_after > interval '0'),  -- null: as the settings say
    ADD COLUMN active_at        timestamptz,               -- of its last turn, or its opening
    ADD COLUMN summary          text NOT NULL DEFAULT '',
    ADD COLUMN summarised       integer NOT NULL DEFAULT 0,  -- turns, from the first on, that the summary tells of
    ADD COLUMN summary_round    integer NOT NULL DEFAULT 0,  -- writes of the summary: who read an earlier one writes nothing
    ADD COLUMN deleted_at       timestamptz,
    ADD COLUMN deleted_by       text,
    ADD COLUMN deleted_turns    integer,
    ADD COLUMN histories_cleared_at timestamptz,           -- of a deleted one: Temporal holds no word of it any more
    ADD CHECK (deleted_at IS NULL OR (title IS NULL AND summary = '' AND deleted_by IS NOT NULL));

UPDATE conversation c
SET active_at = coalesce((SELECT max(t.answered_at) FROM turn t WHERE t.conversation = c.id), c.created_at);

ALTER TABLE conversation
    ALTER COLUMN active_at SET NOT NULL,
    ALTER COLUMN active_at SET DEFAULT clock_timestamp();

CREATE INDEX conversation_by_activity ON conversation (tenant, active_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX conversation_to_clear ON conversation (deleted_at) WHERE deleted_at IS NOT NULL AND histories_cleared_at IS NULL;

-- A deleted conversation stays deleted; every turn touches its row, so it takes none.
CREATE FUNCTION stays_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.deleted_at IS NOT NULL AND (TG_OP = 'DELETE'
       OR to_jsonb(NEW) - 'histories_cleared_at' IS DISTINCT FROM to_jsonb(OLD) - 'histories_cleared_at') THEN
        RAISE EXCEPTION 'conversation % is deleted and stays so', OLD.id;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stays_deleted BEFORE UPDATE OR DELETE ON conversation FOR EACH ROW EXECUTE FUNCTION stays_deleted();

-- How long a tenant's conversations are kept after their last turn; null: as the settings say.
ALTER TABLE tenant ADD COLUMN conversations_kept interval CHECK (conversations_kept > interval '0');

GRANT UPDATE (summary, summarised, summary_round) ON conversation TO asof_eraser;
