import type { Logger } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../database/database.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import { eraseFromLog, findRecentEventsOfUser } from './erase-events.ts';
import { eraseFromStream } from './erase-from-stream.ts';
import { eraseMessages, eraseReactions } from './erase-messages.ts';
import { eraseRows } from './erase-rows.ts';
import { addErasedUser } from './erased-users-file.ts';

interface ErasureDeps {
  readonly db: Pick<Database, 'prisma' | 'transaction'>;
  /** Undefined if no stream exists yet, as during a restore. */
  readonly nc: NatsConnection | undefined;
  readonly outbox: Outbox;
  /** The path of the file beside the backups to which the ids of erased users are appended. */
  readonly erasedUsersFile: string | undefined;
}

/**
 * How long an erasure waits before it erases messages. Until then, another replica may still accept a message
 * from the user, because it has not learned yet that the session has ended.
 */
const SESSIONS_SETTLED_S = 10;
/** After this time, another replica takes over an erasure that did not finish. */
const CLAIM_EXPIRES_S = 600;

/**
 * Completes the erasures that Admins have requested, one after the other (ERASE-2). Every step can be repeated, so a
 * crash or an outage only delays an erasure.
 */
export async function runErasures(
  deps: ErasureDeps & { readonly logger: Logger },
  signal: AbortSignal,
  settledSeconds = SESSIONS_SETTLED_S,
): Promise<void> {
  while (!signal.aborted) {
    const userId = await claimErasure(deps, settledSeconds);
    if (userId === undefined) return;
    try {
      await completeErasure(deps, userId, signal);
    } catch (error) {
      await deps.db.prisma.$executeRaw`UPDATE erasures SET claimed_at = NULL WHERE user_id = ${userId}`;
      if (signal.aborted) return;
      throw error;
    }
    deps.logger.info({ userId }, 'A user was erased completely');
  }
}

/** Erases everything that is stored about a user whose profile was erased. */
export async function completeErasure(deps: ErasureDeps, userId: string, signal: AbortSignal): Promise<void> {
  await eraseRows(deps, userId);
  await eraseMessages(deps, userId, signal);
  await eraseReactions(deps, userId, signal);
  // Clean the stream first. Only the log shows which events of the stream are about the user, and only until
  // the user is erased from it.
  if (deps.nc) await eraseFromStream(deps.nc, await findRecentEventsOfUser(deps, userId, signal), signal);
  await eraseFromLog(deps, userId, signal);
  if (deps.erasedUsersFile !== undefined) await addErasedUser(deps.erasedUsersFile, userId);
  await deps.db.prisma.$executeRaw`UPDATE erasures SET completed_at = now() WHERE user_id = ${userId}`;
}

async function claimErasure(
  { db }: Pick<ErasureDeps, 'db'>,
  settledSeconds: number,
): Promise<string | undefined> {
  const [claimed] = await db.prisma.$queryRaw<{ userId: string }[]>`
    UPDATE erasures SET claimed_at = now() WHERE user_id = (
      SELECT user_id FROM erasures
      WHERE completed_at IS NULL AND requested_at <= now() - make_interval(secs => ${settledSeconds}::float8)
        AND (claimed_at IS NULL OR claimed_at < now() - make_interval(secs => ${CLAIM_EXPIRES_S}::float8))
      ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING user_id AS "userId"`;
  return claimed?.userId;
}
