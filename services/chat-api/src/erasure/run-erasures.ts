import { type Logger, repeatEvery } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../database/database.ts';
import { discardExportsOfPerson } from '../exports/commands/discard-exports.ts';
import { removeOldExports } from '../exports/remove-old-exports.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import { eraseFromLog, findRecentEventsOfUser } from './erase-events.ts';
import { eraseFromStream } from './erase-from-stream.ts';
import { eraseMessages, eraseReactions } from './erase-messages.ts';
import { eraseRows } from './erase-rows.ts';
import { addErasedUser } from './erased-users-file.ts';
import { ErasureClaim } from './erasure-claim.ts';

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
/** The claim expires only after several missed renewals, so one failed renewal does no harm. */
const RENEW_CLAIM_INTERVAL_MS = 60_000;

interface ErasureTiming {
  readonly settledSeconds: number;
  readonly renewClaimMs: number;
}
const DEFAULT_TIMING: ErasureTiming = {
  settledSeconds: SESSIONS_SETTLED_S,
  renewClaimMs: RENEW_CLAIM_INTERVAL_MS,
};

/**
 * Completes the erasures that Admins have requested, one after the other (ERASE-2). Every step can be repeated, so a
 * crash or an outage only delays an erasure. Throws if an erasure fails. That erasure is then tried again after a
 * minute, and the other erasures do not wait for it.
 */
export async function runErasures(
  deps: ErasureDeps & { readonly logger: Logger },
  signal: AbortSignal,
  { settledSeconds, renewClaimMs } = DEFAULT_TIMING,
): Promise<void> {
  const { db, logger } = deps;
  while (!signal.aborted) {
    const claim = await ErasureClaim.take(db, settledSeconds);
    if (claim === undefined) return;
    const { userId } = claim;
    const renewal = repeatEvery(renewClaimMs, () => claim.renew(), { logger, name: 'renew erasure claim' });
    try {
      await completeErasure(deps, userId, signal).finally(() => renewal.stop());
    } catch (error) {
      if (signal.aborted) return await claim.giveUp();
      await claim.postpone();
      throw error;
    }
    logger.info({ userId }, 'A user was erased completely');
  }
}

/** Erases everything that is stored about a user whose profile was erased. */
export async function completeErasure(deps: ErasureDeps, userId: string, signal: AbortSignal): Promise<void> {
  // A restore erases the users in this file again. Even a restore during this erasure must find the id.
  if (deps.erasedUsersFile !== undefined) await addErasedUser(deps.db, deps.erasedUsersFile, userId);
  await eraseRows(deps, userId);
  await eraseMessages(deps, userId, signal);
  await eraseReactions(deps, userId, signal);
  // Clean the stream first. Only the log shows which events of the stream are about the user, and only until
  // the user is erased from it.
  if (deps.nc) await eraseFromStream(deps.nc, await findRecentEventsOfUser(deps, userId, signal), signal);
  await eraseFromLog(deps, userId, signal);
  // An export that was requested after the erasure began may contain what was not erased yet.
  await discardExportsOfPerson(deps.db.prisma, userId);
  await removeOldExports(deps, signal);
  await deps.db.prisma.$executeRaw`UPDATE erasures SET completed_at = now() WHERE user_id = ${userId}`;
}
