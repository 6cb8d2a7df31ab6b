import { NOTICES, type SessionEndCode } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Queryable } from '../../database/database.ts';
import type { SessionCache } from './session-cache.ts';

type EndedSessionCode = Exclude<SessionEndCode, 'TOKEN_EXPIRED'>;

export interface EndedSessions {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly code: EndedSessionCode;
}

interface EndSessionsOptions {
  readonly userId: string;
  readonly code: EndedSessionCode;
  /** If set, only the session with this id ends. */
  readonly only?: string;
  /** If set, the session with this id does not end. */
  readonly except?: string;
}

/**
 * Maximum number of session ids in one notice. A notice with this many ids is far smaller than the maximum size of a
 * NATS message.
 */
const MAX_SESSION_IDS_PER_NOTICE = 1_000;

/**
 * Ends a user's sessions that have not ended yet, and returns them. The caller must call `announceEndedSessions` after
 * the commit.
 */
export async function endSessions(
  db: Pick<Queryable, '$queryRaw'>,
  { userId, code, only, except }: EndSessionsOptions,
): Promise<EndedSessions> {
  const onlySessionId = only ?? null;
  const exceptSessionId = except ?? null;
  const endedSessionRows = await db.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET ended_at = now(), ended_code = ${code}
    WHERE user_id = ${userId} AND ended_at IS NULL
      AND (${onlySessionId}::text IS NULL OR id = ${onlySessionId}) AND (${exceptSessionId}::text IS NULL OR id <> ${exceptSessionId})
    RETURNING id`;
  return { userId, sessionIds: endedSessionRows.map((row) => row.id), code };
}

/**
 * Removes ended sessions from this replica's cache, and publishes a notice to the other replicas and to all gateways,
 * which then close the sessions' sockets. If the notice is lost, other replicas refuse the sessions within 5 s, and
 * gateways close the sockets after their next poll (END-7).
 */
export function announceEndedSessions(
  { nc, sessions }: { readonly nc: NatsConnection; readonly sessions: SessionCache },
  { userId, sessionIds, code }: EndedSessions,
): void {
  sessions.invalidateSessions(sessionIds);
  for (let start = 0; start < sessionIds.length; start += MAX_SESSION_IDS_PER_NOTICE) {
    const sessionIdsInNotice = sessionIds.slice(start, start + MAX_SESSION_IDS_PER_NOTICE);
    publishNotice(nc, NOTICES.sessionsEnded, { userId, code, sessionIds: sessionIdsInNotice });
  }
}
