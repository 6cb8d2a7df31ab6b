import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type NatsTrust, natsAccountId } from '@kcs/credentials';

/** The path of our stream's folder, relative to the folder of its account. */
const STREAM = join('streams', 'CHAT_ROOMS');

/**
 * Moves the streams of an earlier start into the NATS account that our services use now. NATS stores the streams of
 * each account in a folder named after that account. Old streams can be in the account `$G`, which services used before
 * they had accounts, or in the account of earlier keys, if the keys in `.kcs/secrets` were deleted. If streams were not
 * moved, chat-api would create the stream again and refill it from PostgreSQL: no data would be lost, but the old
 * folder would stay. Call this function while NATS is stopped.
 */
export function adoptStreams(dir: string, trust: NatsTrust): void {
  const store = join(dir, 'jetstream');
  const own = join(store, natsAccountId(trust, 'services'));
  if (existsSync(own) || !existsSync(store)) return;
  const [newest] = readdirSync(store)
    .map((name) => join(store, name))
    .filter((folder) => existsSync(join(folder, STREAM)))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest) renameSync(newest, own);
}
