-- What came up meanwhile stays to be done.
UPDATE erasure
SET work = jsonb_set(work, '{conversations}', (work -> 'conversations') - %(conversations)s::text[]),
    report = report || %(report)s || jsonb_build_object('conversation_histories',
        coalesce((report ->> 'conversation_histories')::integer, 0) + cardinality(%(conversations)s::text[]))
WHERE id = %(id)s AND status = 'running'
