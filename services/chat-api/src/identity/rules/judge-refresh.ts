/** What the session's row says, under its lock. */
export interface RefreshState {
  readonly generation: number;
  readonly rotatedAt: Date;
  readonly alive: boolean;
}

/**
 * - `rotate`: the current token; the next one follows it.
 * - `repeat`: the one before, within the grace: two tabs, or a lost answer. The same successor again.
 * - `reuse`: an older one, or the one before after the grace: somebody else may hold a copy, the session ends.
 * - `refuse`: the session has ended, or the number lies ahead (a restored database); nothing changes.
 */
export type RefreshVerdict = 'rotate' | 'repeat' | 'reuse' | 'refuse';

/** Protocol §2. */
export const REFRESH_GRACE_MS = 60_000;

export function judgeRefresh(state: RefreshState | undefined, presented: number, now: Date): RefreshVerdict {
  if (!state?.alive || presented > state.generation) return 'refuse';
  if (presented === state.generation) return 'rotate';
  const graceful = now.getTime() - state.rotatedAt.getTime() <= REFRESH_GRACE_MS;
  return presented === state.generation - 1 && graceful ? 'repeat' : 'reuse';
}
