import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type NatsTrustTokens, readNatsAccountId } from '@kcs/credentials';

/** The path of the `CHAT_ROOMS` stream in the folder of its NATS account. */
const ROOM_STREAM_FOLDER = join('streams', 'CHAT_ROOMS');

/**
 * Moves the streams of an earlier run into the NATS account that our services use now. NATS keeps each account's
 * streams in a folder named after the account, and the account may have changed: the keys in `.kcs/secrets` may have
 * been deleted, or the earlier run may have used a version that still had the `$G` account. No data would be lost
 * without the move, because chat-api refills a new stream from PostgreSQL, but the old folder would never be deleted.
 * Call this function while NATS is stopped.
 */
export function adoptStreams(dir: string, trust: NatsTrustTokens): void {
  const storeFolder = join(dir, 'jetstream');
  const currentAccountFolder = join(storeFolder, readNatsAccountId(trust, 'services'));
  if (existsSync(currentAccountFolder) || !existsSync(storeFolder)) return;
  const [newest] = readdirSync(storeFolder)
    .map((name) => join(storeFolder, name))
    .filter((folder) => existsSync(join(folder, ROOM_STREAM_FOLDER)))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest) renameSync(newest, currentAccountFolder);
}

/**
 * Deletes the stream of room events in the data folder of NATS. After a restore, rooms continue with seqs that events in
 * the stream already have. chat-api creates the stream again and fills it from PostgreSQL. Call this function while NATS is
 * stopped.
 */
export function removeRoomStream(dir: string): void {
  const storeFolder = join(dir, 'jetstream');
  if (!existsSync(storeFolder)) return;
  for (const account of readdirSync(storeFolder))
    rmSync(join(storeFolder, account, ROOM_STREAM_FOLDER), { recursive: true, force: true });
}
