-- During a deploy, a replica of the version before exports may erase a person. It does not know the tables of exports, so
-- the database discards the exports that contain the person: when the erasure is requested, and again when it is complete,
-- because an export that was requested meanwhile may contain what was not erased yet.
CREATE TRIGGER erasures_discard_exports AFTER INSERT OR UPDATE OF completed_at ON erasures
  FOR EACH ROW EXECUTE FUNCTION follow_erasure();
