import type { Queryable, Transaction } from '../database/database.ts';
import type { UserUpdate } from '../identity/commands/announce-user-update.ts';
import { endSessions } from '../identity/sessions/end-sessions.ts';
import { handOverOwnerlessGroups } from '../log/hand-over-groups.ts';
import { ERASED_USER_NAME } from './erased-event.ts';

/**
 * Erases the profile of a user: name, email, password, and the identity at an identity provider. Deactivates the user,
 * ends all sessions, and records that the rest must be erased. Also deletes the dead letters that contain the user's id,
 * one of the emails, or the identity at the identity provider. The caller must hold the lock on the user's row, and must announce the returned update after the
 * commit.
 */
export async function eraseProfile(tx: Transaction, userId: string): Promise<UserUpdate> {
  const before = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  await tx.$executeRaw`INSERT INTO erasures (user_id) VALUES (${userId}) ON CONFLICT DO NOTHING`;
  await deleteDeadLetters(tx, before);
  await clearProfile(tx, userId);
  const ended = await endSessions(tx, { userId, code: 'DEACTIVATED' });
  return {
    before,
    after: await tx.user.findUniqueOrThrow({ where: { id: userId } }),
    ended,
    events: before.active ? await handOverOwnerlessGroups(tx, userId) : [],
  };
}

/** Removes everything personal from the row of a user. Repeating it changes nothing more. */
export async function clearProfile(db: Pick<Queryable, '$executeRaw'>, userId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE users SET name = ${ERASED_USER_NAME}, email = NULL, password_hash = NULL, issuer = NULL, subject = NULL,
      external_email = NULL, external_profile = NULL, active = false, updated_at = now()
    WHERE id = ${userId}`;
}

interface IdentifyingTexts {
  readonly id: string;
  readonly email: string | null;
  readonly externalEmail: string | null;
  readonly issuer: string | null;
  readonly subject: string | null;
}

/**
 * Deletes the dead letters that contain the id, an email, or both the issuer and the subject of a user. A subject may be
 * as short as "7", so it counts only as a whole JSON string, and only together with its issuer.
 */
async function deleteDeadLetters(
  tx: Transaction,
  { id, email, externalEmail, issuer, subject }: IdentifyingTexts,
): Promise<void> {
  const sufficientTexts = [id, email, externalEmail].filter((text) => text !== null);
  const identityTexts =
    issuer === null || subject === null ? [] : [JSON.stringify(issuer), JSON.stringify(subject)];
  // A document may contain bytes that are not UTF-8. The format `escape` turns all documents and texts into ASCII.
  await tx.$executeRaw`
    DELETE FROM dead_letters l USING (
      SELECT id, lower(encode(convert_to(lower(concat_ws(' ', payload, dead_targets)), 'UTF8') || coalesce(document, ''),
        'escape')) AS content
      FROM dead_letters OFFSET 0
    ) searched
    WHERE l.id = searched.id AND (
      EXISTS (SELECT FROM unnest(${sufficientTexts}::text[]) text
        WHERE position(lower(encode(convert_to(lower(text), 'UTF8'), 'escape')) IN searched.content) > 0)
      OR (SELECT bool_and(position(lower(encode(convert_to(lower(text), 'UTF8'), 'escape')) IN searched.content) > 0)
        FROM unnest(${identityTexts}::text[]) text))`;
}
