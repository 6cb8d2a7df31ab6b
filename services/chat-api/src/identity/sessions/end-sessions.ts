import { NOTICES, type SessionEndCode } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Queryable } from '../../database/database.ts';
import type { SessionCache } from './session-cache.ts';

type EndCode = Exclude<SessionEndCode, 'TOKEN_EXPIRED'>;

export interface EndedSessions {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly code: EndCode;
}

interface EndSessionsOptions {
  readonly userId: string;
  readonly code: EndCode;
  /** End only this session. */
  readonly only?: string;
  /** End all sessions but this one. */
  readonly except?: string;
}

/** Keeps a notice far below the bus's limit for one message. */
const MAX_IDS_PER_NOTICE = 1_000;

/** Ends live sessions of a user, inside the caller's transaction. Call `announceEndedSessions` after the commit. */
export async function endSessions(
  db: Pick<Queryable, '$queryRaw'>,
  { userId, code, only, except }: EndSessionsOptions,
): Promise<EndedSessions> {
  const onlyId = only ?? null;
  const exceptId = except ?? null;
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET ended_at = now(), ended_code = ${code}
    WHERE user_id = ${userId} AND ended_at IS NULL
      AND (${onlyId}::text IS NULL OR id = ${onlyId}) AND (${exceptId}::text IS NULL OR id <> ${exceptId})
    RETURNING id`;
  return { userId, sessionIds: rows.map((row) => row.id), code };
}

/**
 * Invalidates ended sessions on this replica, and publishes a notice to the other replicas and to all gateways, which
 * close the sockets. If the notice is lost, other replicas find out within 5 s and gateways by polling (END-7).
 */
export function announceEndedSessions(
  { nc, sessions }: { readonly nc: NatsConnection; readonly sessions: SessionCache },
  { userId, sessionIds, code }: EndedSessions,
): void {
  sessions.invalidateSessions(sessionIds);
  for (let start = 0; start < sessionIds.length; start += MAX_IDS_PER_NOTICE) {
    const part = sessionIds.slice(start, start + MAX_IDS_PER_NOTICE);
    publishNotice(nc, NOTICES.sessionsEnded, { userId, code, sessionIds: part });
  }
}
