import { NOTICES, type SessionEndCode } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import type { EdgeDeps } from '../identity-deps.ts';

export type EndCode = Exclude<SessionEndCode, 'TOKEN_EXPIRED'>;

export interface EndedSessions {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly code: EndCode;
}

interface Which {
  readonly userId: string;
  readonly code: EndCode;
  /** This one alone; all where absent. */
  readonly only?: string;
  /** All but this one. */
  readonly except?: string;
}

// A notice stays far below what the bus takes.
const PER_NOTICE = 1_000;

/** Ends the living sessions of a user that are meant, inside the caller's transaction; `announceEnded` follows the commit. */
export async function endSessions(tx: Pick<Transaction, '$queryRaw'>, which: Which): Promise<EndedSessions> {
  const { userId, code, only = null, except = null } = which;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET ended_at = now(), ended_code = ${code}
    WHERE user_id = ${userId} AND ended_at IS NULL
      AND (${only}::text IS NULL OR id = ${only}) AND (${except}::text IS NULL OR id <> ${except})
    RETURNING id`;
  return { userId, sessionIds: rows.map((row) => row.id), code };
}

/**
 * Makes an end known: at once on this replica, and told to all, whose sockets of these sessions close. A notice that
 * is lost is made good within seconds here and by the gateways' own question.
 */
export function announceEnded(
  { nc, sessions }: Pick<EdgeDeps, 'nc' | 'sessions'>,
  ended: EndedSessions,
): void {
  const { userId, code } = ended;
  sessions.forgetSessions(ended.sessionIds);
  for (let at = 0; at < ended.sessionIds.length; at += PER_NOTICE) {
    publishNotice(nc, NOTICES.sessionsEnded, {
      userId,
      code,
      sessionIds: ended.sessionIds.slice(at, at + PER_NOTICE),
    });
  }
}
