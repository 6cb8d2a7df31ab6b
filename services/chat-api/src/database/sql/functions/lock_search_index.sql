-- Returns whether this transaction may update the search index: only one process may do so at a time. The commit of
-- such a transaction does not wait for the disk.
CREATE OR REPLACE FUNCTION lock_search_index() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  -- The key is "kcs4" in ASCII. Nothing else in KCS Chat uses it.
  RETURN pg_try_advisory_xact_lock(x'6b637334'::integer);
END $$;
