/** The state of a session, read under the lock of its row. */
interface RefreshState {
  readonly generation: number;
  readonly rotatedAt: Date;
  readonly alive: boolean;
}

/**
 * What to do with a refresh token (AUTH-3, TRAP-37):
 * - `rotate`: it is the current one; issue the next generation.
 * - `repeat`: it is the previous one, within the grace period (two tabs, or a lost response); issue the same successor.
 * - `reuse`: it is older, or the grace period is over; someone else may have a copy, so the session ends.
 * - `refuse`: the session has ended, or its generation is newer than ours (after restoring a database); nothing
 *   changes.
 */
type RefreshVerdict = 'rotate' | 'repeat' | 'reuse' | 'refuse';

export const REFRESH_GRACE_MS = 60_000;

export function decideRefresh(
  state: RefreshState | undefined,
  presentedGeneration: number,
  now: Date,
): RefreshVerdict {
  if (!state?.alive || presentedGeneration > state.generation) return 'refuse';
  if (presentedGeneration === state.generation) return 'rotate';
  const withinGrace = now.getTime() - state.rotatedAt.getTime() <= REFRESH_GRACE_MS;
  return presentedGeneration === state.generation - 1 && withinGrace ? 'repeat' : 'reuse';
}
