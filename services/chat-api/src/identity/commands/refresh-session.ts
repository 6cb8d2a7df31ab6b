import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { decideRefresh } from '../rules/decide-refresh.ts';
import { announceEndedSessions, type EndedSessions } from '../sessions/announce-ended-sessions.ts';
import { endSessions } from '../sessions/end-sessions.ts';
import { computeSessionExpiry, type SessionTokens } from '../sessions/open-session.ts';

type RefreshSessionDeps = Pick<
  IdentityDeps,
  'db' | 'nc' | 'issuer' | 'refreshTokens' | 'config' | 'sessions'
>;

interface SessionRow {
  user_id: string;
  generation: number;
  rotated_at: Date;
  alive: boolean;
  browser_hash: string | null;
  /** The current time by the clock of the PostgreSQL server, because the replicas' clocks may differ (AUTH-2). */
  now: Date;
}

type RefreshOutcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'reused'; readonly endedSessions: EndedSessions }
  | { readonly kind: 'granted'; readonly userId: string; readonly generation: number };

const SESSION_ENDED_MESSAGE = 'The session has ended. Log in again.';
const TOKEN_REUSED_MESSAGE =
  'This refresh token was already used, so the session was ended for security. Log in again.';

/**
 * Exchanges a refresh token for a new access token and the next refresh token (AUTH-3). After the exchange, the old
 * refresh token has a grace period of 60 s, in which it can be exchanged again for the same successor. Any other use of
 * an old refresh token ends the session. Exception: if this request and all earlier renewals came from the browser that
 * created the session, only the request is refused, and the session stays alive (AUTH-20). `browserHash` is the hash of
 * the cookie that identifies the request's browser.
 *
 * Throws `UNAUTHENTICATED` if the refresh token is invalid, if the session has ended, or if the token was already used
 * and can no longer be exchanged.
 */
export async function refreshSession(
  deps: RefreshSessionDeps,
  refreshToken: string,
  browserHash: string | null,
): Promise<SessionTokens> {
  const { sessionId, generation } = deps.refreshTokens.check(refreshToken);
  const refreshOutcome = await deps.db.transaction((tx) =>
    rotateRefreshToken(tx, deps.config, { sessionId, generation, browserHash }),
  );
  switch (refreshOutcome.kind) {
    case 'refused':
      throw new ChatError('UNAUTHENTICATED', SESSION_ENDED_MESSAGE);
    case 'reused':
      announceEndedSessions(deps, refreshOutcome.endedSessions);
      throw new ChatError('UNAUTHENTICATED', TOKEN_REUSED_MESSAGE);
    case 'granted': {
      const { token, expiresIn } = await deps.issuer.issue({ userId: refreshOutcome.userId, sessionId });
      const refresh_token = deps.refreshTokens.mint({ sessionId, generation: refreshOutcome.generation });
      return { token, refresh_token, expires_in: expiresIn };
    }
    default:
      return refreshOutcome satisfies never;
  }
}

interface PresentedRefreshToken {
  readonly sessionId: string;
  readonly generation: number;
  readonly browserHash: string | null;
}

async function rotateRefreshToken(
  tx: Transaction,
  config: RefreshSessionDeps['config'],
  { sessionId, generation: presentedGeneration, browserHash }: PresentedRefreshToken,
): Promise<RefreshOutcome> {
  const [row] = await tx.$queryRaw<SessionRow[]>`
    SELECT s.user_id, s.generation, s.rotated_at, s.ended_at IS NULL AND s.expires_at > now() AND u.active AS alive,
      s.browser_hash, clock_timestamp() AS now
    FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ${sessionId} FOR UPDATE OF s`;
  const comesFromSessionBrowser =
    row !== undefined && row.browser_hash !== null && row.browser_hash === browserHash;
  const refreshState = row && {
    generation: row.generation,
    rotatedAt: row.rotated_at,
    alive: row.alive,
    isOnSessionBrowser: comesFromSessionBrowser,
  };
  const refreshVerdict = row ? decideRefresh(refreshState, presentedGeneration, row.now) : 'refuse';
  if (!row || refreshVerdict === 'refuse') return { kind: 'refused' };
  const { user_id: userId, generation, now } = row;
  if (refreshVerdict === 'reuse') {
    const endedSessions = await endSessions(tx, { userId, only: sessionId, code: 'SESSION_REVOKED' });
    return { kind: 'reused', endedSessions };
  }
  // Once another device has renewed this session, forget the session's browser, so that from now on any reuse of an old
  // token counts as theft.
  const comesFromOtherBrowser = row.browser_hash !== null && !comesFromSessionBrowser;
  if (comesFromOtherBrowser)
    await tx.session.update({ where: { id: sessionId }, data: { browserHash: null } });
  if (refreshVerdict === 'repeat') return { kind: 'granted', userId, generation };
  await tx.session.update({
    where: { id: sessionId },
    data: {
      generation: generation + 1,
      rotatedAt: now,
      lastUsedAt: now,
      expiresAt: computeSessionExpiry(config, now),
    },
  });
  return { kind: 'granted', userId, generation: generation + 1 };
}
