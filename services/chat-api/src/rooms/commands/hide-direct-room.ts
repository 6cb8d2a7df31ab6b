import type { Transaction } from '../../database/database.ts';
import { OWN_SETTINGS_COLUMNS_SQL, type OwnSettings } from '../rows/own-settings.ts';

/** Hides a direct room from one of its members. Returns that member's settings for the room. */
export async function hideDirectRoom(
  tx: Transaction,
  roomId: string,
  userId: string,
): Promise<OwnSettings | undefined> {
  const [settings] = await tx.$queryRaw<OwnSettings[]>`
    UPDATE room_members m SET hidden_at = now() WHERE m.room_id = ${roomId} AND m.user_id = ${userId}
    RETURNING ${OWN_SETTINGS_COLUMNS_SQL}`;
  return settings;
}
