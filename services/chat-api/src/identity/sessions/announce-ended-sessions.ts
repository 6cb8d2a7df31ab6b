import { NOTICES, type SessionEndCode } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { SessionCache } from './session-cache.ts';

export type EndedSessionCode = Exclude<SessionEndCode, 'TOKEN_EXPIRED'>;

export interface EndedSessions {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly code: EndedSessionCode;
}

/**
 * Maximum number of session ids in one notice. A notice with this many ids is far smaller than the maximum size of a
 * NATS message.
 */
const MAX_SESSION_IDS_PER_NOTICE = 1_000;

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
