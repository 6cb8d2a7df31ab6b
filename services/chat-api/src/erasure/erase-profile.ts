import type { Transaction } from '../database/database.ts';
import type { UserUpdate } from '../identity/commands/announce-user-update.ts';
import { endSessions } from '../identity/sessions/end-sessions.ts';
import { handOverOwnerlessGroups } from '../log/hand-over-groups.ts';
import { ERASED_USER_NAME } from './erased-event.ts';

/**
 * Erases the profile of a user: name, email, password, and the identity at an identity provider. Deactivates the user,
 * ends all sessions, and records that the rest must be erased. Also deletes the dead letters that contain the user's id
 * or one of the emails. The caller must hold the lock on the user's row, and must announce the returned update after the
 * commit.
 */
export async function eraseProfile(tx: Transaction, userId: string): Promise<UserUpdate> {
  const before = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  await tx.$executeRaw`INSERT INTO erasures (user_id) VALUES (${userId}) ON CONFLICT DO NOTHING`;
  await deleteDeadLetters(tx, [userId, before.email, before.externalEmail, before.subject]);
  await tx.$executeRaw`
    UPDATE users SET name = ${ERASED_USER_NAME}, email = NULL, password_hash = NULL, issuer = NULL, subject = NULL,
      external_email = NULL, external_profile = NULL, active = false, updated_at = now()
    WHERE id = ${userId}`;
  const ended = await endSessions(tx, { userId, code: 'DEACTIVATED' });
  return {
    before,
    after: await tx.user.findUniqueOrThrow({ where: { id: userId } }),
    ended,
    events: before.active ? await handOverOwnerlessGroups(tx, userId) : [],
  };
}

async function deleteDeadLetters(tx: Transaction, texts: readonly (string | null)[]): Promise<void> {
  const needles = texts.filter((text) => text !== null).map((text) => text.toLowerCase());
  await tx.$executeRaw`
    DELETE FROM dead_letters l USING unnest(${needles}::text[]) needle
    WHERE position(needle IN lower(l.payload)) > 0 OR position(needle IN lower(l.dead_targets::text)) > 0
      OR position(convert_to(needle, 'UTF8') IN l.document) > 0`;
}
