import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { decideRefresh } from '../rules/decide-refresh.ts';
import { announceEndedSessions, type EndedSessions, endSessions } from '../sessions/end-sessions.ts';
import { type SessionTokens, sessionExpiry } from '../sessions/open-session.ts';

type Deps = Pick<IdentityDeps, 'db' | 'nc' | 'issuer' | 'refreshTokens' | 'config' | 'sessions'>;

interface Row {
  user_id: string;
  generation: number;
  rotated_at: Date;
  alive: boolean;
  browser_hash: string | null;
  /** The PostgreSQL clock, which is used because the clocks of the replicas may differ (AUTH-2). */
  now: Date;
}

type Outcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'reused'; readonly ended: EndedSessions }
  | { readonly kind: 'granted'; readonly userId: string; readonly generation: number };

const SESSION_ENDED = 'The session has ended. Log in again.';
const TOKEN_REUSED =
  'This refresh token was already used, so the session was ended for security. Log in again.';

/**
 * Exchanges a refresh token for a new access token and the next refresh token (AUTH-3). Within the grace period, the
 * previous refresh token can be exchanged again for the same successor. After that, reusing it ends the session, except
 * in the browser that holds the session (AUTH-20). `browserHash` is the hash of the request's browser cookie.
 *
 * Throws `UNAUTHENTICATED` if the refresh token is invalid, the session has ended, or the refresh token was already
 * used and its grace period is over.
 */
export async function refreshSession(
  deps: Deps,
  refreshToken: string,
  browserHash: string | null,
): Promise<SessionTokens> {
  const { sessionId, generation } = deps.refreshTokens.check(refreshToken);
  const outcome = await deps.db.transaction((tx) =>
    rotate(tx, deps.config, { sessionId, generation, browserHash }),
  );
  switch (outcome.kind) {
    case 'refused':
      throw new ChatError('UNAUTHENTICATED', SESSION_ENDED);
    case 'reused':
      announceEndedSessions(deps, outcome.ended);
      throw new ChatError('UNAUTHENTICATED', TOKEN_REUSED);
    case 'granted': {
      const { token, expiresIn } = await deps.issuer.issue({ userId: outcome.userId, sessionId });
      const refresh_token = deps.refreshTokens.mint({ sessionId, generation: outcome.generation });
      return { token, refresh_token, expires_in: expiresIn };
    }
    default:
      return outcome satisfies never;
  }
}

interface PresentedToken {
  readonly sessionId: string;
  readonly generation: number;
  readonly browserHash: string | null;
}

async function rotate(
  tx: Transaction,
  config: Deps['config'],
  { sessionId, generation: presentedGeneration, browserHash }: PresentedToken,
): Promise<Outcome> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT s.user_id, s.generation, s.rotated_at, s.ended_at IS NULL AND s.expires_at > now() AND u.active AS alive,
      s.browser_hash, clock_timestamp() AS now
    FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ${sessionId} FOR UPDATE OF s`;
  const isOwnBrowser = row !== undefined && row.browser_hash !== null && row.browser_hash === browserHash;
  const state = row && {
    generation: row.generation,
    rotatedAt: row.rotated_at,
    alive: row.alive,
    isOwnBrowser,
  };
  const verdict = row ? decideRefresh(state, presentedGeneration, row.now) : 'refuse';
  if (!row || verdict === 'refuse') return { kind: 'refused' };
  const { user_id: userId, generation, now } = row;
  if (verdict === 'reuse') {
    const ended = await endSessions(tx, { userId, only: sessionId, code: 'SESSION_REVOKED' });
    return { kind: 'reused', ended };
  }
  // Another device has received new tokens of this session. From now on, every reuse counts as a theft.
  const leavesBrowser = row.browser_hash !== null && !isOwnBrowser;
  if (leavesBrowser) await tx.session.update({ where: { id: sessionId }, data: { browserHash: null } });
  if (verdict === 'repeat') return { kind: 'granted', userId, generation };
  await tx.session.update({
    where: { id: sessionId },
    data: {
      generation: generation + 1,
      rotatedAt: now,
      lastUsedAt: now,
      expiresAt: sessionExpiry(config, now),
    },
  });
  return { kind: 'granted', userId, generation: generation + 1 };
}
