import { newId } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import type { NewRoom } from './add-first-members.ts';

/** Stores a new room. Returns undefined if a direct room with the same key exists. */
export async function insertRoom(
  tx: Transaction,
  { roomType, name, postPolicy, directKey, people }: NewRoom,
): Promise<{ id: string; createdAt: string } | undefined> {
  const [room] = await tx.$queryRaw<{ id: string; createdAt: string }[]>`
    INSERT INTO rooms (id, room_type, name, post_policy, direct_key, created_by, created_at, last_activity_at)
    SELECT ${newId('room')}, ${roomType}, ${name}, ${postPolicy}, ${directKey}, ${people[0]?.id}, at, at
    FROM clock_timestamp() AS at
    ON CONFLICT (direct_key) DO NOTHING RETURNING id, iso(created_at) AS "createdAt"`;
  return room;
}
