import type { Database } from '../database/database.ts';
import { clearProfile } from './erase-profile.ts';

/**
 * Erases what is stored about a user outside of messages and events: the sessions, with the browsers that
 * were used; the notifications that only this user received; the seen marks of notifications; and the name of
 * the user in the names of direct rooms. A notification keeps its id, so that a repeated document is still
 * recognized (NOTIFY-2).
 */
export async function eraseRows(
  { db: { prisma } }: { readonly db: Pick<Database, 'prisma'> },
  userId: string,
): Promise<void> {
  // A request that was running when the profile was erased may have written to the row of the user since then.
  await clearProfile(prisma, userId);
  await prisma.$executeRaw`DELETE FROM sessions WHERE user_id = ${userId}`;
  await prisma.$executeRaw`
    UPDATE notifications n SET title = NULL, body = NULL, data = '{}', url = NULL
    WHERE n.id IN (SELECT t.notification_id FROM notification_targets t WHERE t.target = ${userId})
      AND NOT EXISTS (
        SELECT FROM notification_targets o WHERE o.notification_id = n.id AND o.target <> ${userId})`;
  await prisma.$executeRaw`DELETE FROM notification_targets WHERE target = ${userId}`;
  await prisma.$executeRaw`DELETE FROM notification_seen WHERE user_id = ${userId}`;
  await prisma.$executeRaw`DELETE FROM notification_seen_before WHERE user_id = ${userId}`;
  const directRooms = await prisma.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = ${userId} AND r.room_type = 'direct'`;
  for (const { id } of directRooms) {
    await prisma.$executeRaw`
      UPDATE rooms r SET name = (
        SELECT string_agg(u.name, ' & ' ORDER BY u.id = r.created_by DESC)
        FROM room_members pair JOIN users u ON u.id = pair.user_id WHERE pair.room_id = r.id)
      WHERE r.id = ${id}`;
  }
}
