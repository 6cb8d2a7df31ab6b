import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type NatsTrust, natsAccountId } from '@kcs/credentials';

/** The folder of our stream `CHAT_ROOMS`, relative to the folder of its NATS account. */
const STREAM_FOLDER = join('streams', 'CHAT_ROOMS');

/**
 * Moves the streams of an earlier start into the NATS account that our services use now. NATS stores the streams of
 * each account in a folder named after the account. The account changes if the keys in `.kcs/secrets` were deleted, or
 * if the earlier start did not use accounts yet and stored its streams in the account `$G`. Without the move, no data
 * would be lost, because chat-api refills a new stream from PostgreSQL, but the old folder would remain. Call this
 * function while NATS is stopped.
 */
export function adoptStreams(dir: string, trust: NatsTrust): void {
  const store = join(dir, 'jetstream');
  const currentAccountFolder = join(store, natsAccountId(trust, 'services'));
  if (existsSync(currentAccountFolder) || !existsSync(store)) return;
  const [newest] = readdirSync(store)
    .map((name) => join(store, name))
    .filter((folder) => existsSync(join(folder, STREAM_FOLDER)))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest) renameSync(newest, currentAccountFolder);
}
