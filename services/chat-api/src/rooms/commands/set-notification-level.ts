import { ChatError, type NotificationLevel } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';
import { OWN_SETTINGS_COLUMNS_SQL, type OwnSettings } from '../rows/own-settings.ts';

interface NotificationLevelInput {
  readonly userId: string;
  readonly roomId: string;
  readonly level: NotificationLevel;
}

/**
 * Sets which messages in a room notify the caller, and returns the caller's settings (ROOM-14). Appends no event,
 * because other members do not see this setting. Throws `RATE_LIMITED` if the caller's budget is used up, or
 * `ROOM_NOT_FOUND` if the caller is not a member of the room.
 */
export async function setNotificationLevel(
  { db, budget }: Pick<RoomDeps, 'db' | 'budget'>,
  { userId, roomId, level }: NotificationLevelInput,
): Promise<OwnSettings> {
  await budget.take(userId);
  const [settings] = await db.prisma.$queryRaw<OwnSettings[]>`
    UPDATE room_members m SET muted = ${level === 'none'}, mentions_only = ${level === 'mentions'}
    FROM rooms r
    WHERE m.room_id = ${roomId} AND m.user_id = ${userId} AND r.id = m.room_id AND r.deleted_at IS NULL
    RETURNING ${OWN_SETTINGS_COLUMNS_SQL}`;
  if (!settings) throw new ChatError('ROOM_NOT_FOUND');
  return settings;
}
