-- Users whose data an Admin has erased (ERASE-1). The rows are kept, so that an erased user is never changed again.
CREATE TABLE erasures (
  user_id text COLLATE "C" PRIMARY KEY,
  requested_at timestamptz(3) NOT NULL DEFAULT now(),
  -- When a replica last began to erase the user's messages and events. Another replica takes over if it does not finish.
  claimed_at timestamptz(3),
  -- When everything was erased; NULL until then.
  completed_at timestamptz(3)
);
CREATE INDEX erasures_incomplete_idx ON erasures (requested_at) WHERE completed_at IS NULL;
