import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type NatsTrust, natsAccountId } from '@kcs/credentials';

/** In the folder of an account, the folder of our stream. */
const STREAM = join('streams', 'CHAT_ROOMS');

/**
 * Moves the streams of an earlier start into the account that our services use now. NATS keeps each account's streams
 * in a folder named after the account. Before there were accounts, that was `$G`. If the keys in `.kcs/secrets` were
 * deleted, it is the account of the old keys. Without this, chat-api would create the stream again and refill it from
 * PostgreSQL, so nothing would be lost, but the old folder would stay. Call it while NATS is stopped.
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
