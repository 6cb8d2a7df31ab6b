/** The state of a session, read while its row is locked. */
interface SessionRefreshState {
  readonly generation: number;
  readonly rotatedAt: Date;
  readonly alive: boolean;
  /**
   * Whether this request and all earlier renewals came from the browser that created the session (AUTH-20). After a
   * renewal from any other device, this stays false.
   */
  readonly isOnSessionBrowser: boolean;
}

/**
 * What to do about a presented refresh token (AUTH-3, TRAP-37):
 * - `rotate`: the token is current. Issue the next generation.
 * - `repeat`: the token is the previous one and still in its grace period, the 60 s after its successor was first
 *   issued. Two tabs may have used it, or a response may have been lost. Issue the same successor again.
 * - `reuse`: the token is older than the previous one, or its grace period is over. Somebody may have stolen a copy, so
 *   end the session.
 * - `refuse`: the session has ended, or the token would count as `reuse` but this request and all earlier renewals came
 *   from the browser that created the session (AUTH-20), or the token's generation is newer than the stored one, which
 *   can happen after a database restore. Refuse the request and change nothing.
 */
type RefreshVerdict = 'rotate' | 'repeat' | 'reuse' | 'refuse';

export const REFRESH_GRACE_PERIOD_MS = 60_000;

export function decideRefresh(
  state: SessionRefreshState | undefined,
  presentedGeneration: number,
  now: Date,
): RefreshVerdict {
  if (!state?.alive || presentedGeneration > state.generation) return 'refuse';
  if (presentedGeneration === state.generation) return 'rotate';
  const isWithinGracePeriod = now.getTime() - state.rotatedAt.getTime() <= REFRESH_GRACE_PERIOD_MS;
  if (presentedGeneration === state.generation - 1 && isWithinGracePeriod) return 'repeat';
  return state.isOnSessionBrowser ? 'refuse' : 'reuse';
}
