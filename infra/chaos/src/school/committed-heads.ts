import { setTimeout as sleep } from 'node:timers/promises';
import type { TestSystem } from '@kcs/testkit';
import type { ChatRoom } from './school.ts';

/** The last committed seq of each room, keyed by the room's id. */
export type HeadsByRoom = ReadonlyMap<string, number>;

/**
 * The maximum number of attempts to read the heads. Connecting can fail shortly after a server was killed, while the
 * machine is busy.
 */
const MAX_READ_ATTEMPTS = 5;
const RETRY_PAUSE_MS = 500;

/** Reads the last committed seq of each room directly from PostgreSQL, without asking a service. */
export async function readCommittedHeads(
  system: TestSystem,
  rooms: readonly ChatRoom[],
): Promise<HeadsByRoom> {
  const roomIds = rooms.map(({ id }) => id);
  for (let attempt = 1; ; attempt++) {
    try {
      const headsQuery = 'select id, last_seq from rooms where id = any($1)';
      const { rows } = await system.database.query(headsQuery, [roomIds]);
      return new Map(rows.map(({ id, last_seq }: { id: string; last_seq: number }) => [id, last_seq]));
    } catch (error) {
      if (attempt === MAX_READ_ATTEMPTS) throw error;
      await sleep(attempt * RETRY_PAUSE_MS);
    }
  }
}
