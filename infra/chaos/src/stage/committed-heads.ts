import type { System } from '@kcs/testkit';
import type { ChatRoom } from './stage.ts';

export type Heads = ReadonlyMap<string, number>;

/** The last number of each room that is committed now, as PostgreSQL itself says. */
export async function committedHeads(system: System, rooms: readonly ChatRoom[]): Promise<Heads> {
  const ids = rooms.map(({ id }) => id);
  const { rows } = await system.database.query('select id, last_seq from rooms where id = any($1)', [ids]);
  return new Map(rows.map(({ id, last_seq }: { id: string; last_seq: number }) => [id, last_seq]));
}
