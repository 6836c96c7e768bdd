-- The keys of versions that go on saying other things.
UPDATE keying k
SET facts = ARRAY(SELECT u.fact FROM unnest(k.facts) WITH ORDINALITY AS u (fact, place)
                  WHERE u.fact <> ALL(%(facts)s::uuid[]) ORDER BY u.place),
    keys = CASE WHEN k.keys IS NOT NULL THEN
        ARRAY(SELECT u.key FROM unnest(k.facts, k.keys) WITH ORDINALITY AS u (fact, key, place)
              WHERE u.fact <> ALL(%(facts)s::uuid[]) ORDER BY u.place) END
WHERE k.facts && %(facts)s::uuid[]
