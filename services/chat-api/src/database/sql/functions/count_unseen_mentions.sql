-- Returns how many mentions in a user's list of notifications are unseen, at most `cap` (MENTION-6).
CREATE OR REPLACE FUNCTION count_unseen_mentions(viewer text, cap integer) RETURNS integer LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET jit = off
AS $$
BEGIN
  RETURN (SELECT count(*) FROM (SELECT FROM unseen_mentions(viewer, 'infinity', '') LIMIT cap) unseen);
END $$;
