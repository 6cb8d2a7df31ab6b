-- Discards every export that contains data of a user, also one that a replica is writing. From then on, nobody can
-- download it.
CREATE OR REPLACE FUNCTION discard_exports_of_person(person text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Wait for the pages that replicas are writing now. Only then does the next statement see the people in these pages.
  PERFORM FROM exports e WHERE e.discarded_at IS NULL ORDER BY e.id FOR UPDATE;
  UPDATE exports e SET discarded_at = now() WHERE e.discarded_at IS NULL AND (
    e.user_id = person OR e.id IN (SELECT p.export_id FROM export_people p WHERE p.user_id = person));
END $$;
