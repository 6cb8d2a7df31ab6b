import type { System } from '@kcs/testkit';
import { retryDelayMs } from '../load/retry-delay.ts';
import type { ChatRoom } from './stage.ts';

export type Heads = ReadonlyMap<string, number>;

/** A machine that has just had a server killed may be too busy to let one more connection in at once. */
const ATTEMPTS = 5;

/** The last number of each room that is committed now, as PostgreSQL itself says. */
export async function committedHeads(system: System, rooms: readonly ChatRoom[]): Promise<Heads> {
  const ids = rooms.map(({ id }) => id);
  for (let attempt = 1; ; attempt++) {
    try {
      const sql = 'select id, last_seq from rooms where id = any($1)';
      const { rows } = await system.database.query(sql, [ids]);
      return new Map(rows.map(({ id, last_seq }: { id: string; last_seq: number }) => [id, last_seq]));
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempt, Math.random())));
    }
  }
}
