import type { Queryable } from '../../database/database.ts';
import { OWN_SETTINGS_COLUMNS_SQL, type OwnSettings } from './own-settings.ts';

interface UnhiddenRoom {
  readonly roomId: string;
  readonly event: undefined;
  /** The caller's settings for the room if the caller had hidden the room, otherwise undefined. */
  readonly settings: OwnSettings | undefined;
}

/**
 * Returns the direct room with the given key, or undefined if there is none. If the caller had hidden the room, makes
 * it visible again.
 */
export async function unhideDirectRoom(
  db: Queryable,
  directKey: string,
  userId: string,
): Promise<UnhiddenRoom | undefined> {
  const [room] = await db.$queryRaw<{ id: string }[]>`SELECT id FROM rooms WHERE direct_key = ${directKey}`;
  if (!room) return undefined;
  const [settings] = await db.$queryRaw<OwnSettings[]>`
    UPDATE room_members m SET hidden_at = NULL
    WHERE m.room_id = ${room.id} AND m.user_id = ${userId} AND m.hidden_at IS NOT NULL
    RETURNING ${OWN_SETTINGS_COLUMNS_SQL}`;
  return { roomId: room.id, event: undefined, settings };
}
