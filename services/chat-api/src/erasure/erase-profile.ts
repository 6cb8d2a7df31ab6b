import type { Queryable, Transaction } from '../database/database.ts';
import type { UserUpdate } from '../identity/commands/announce-user-update.ts';
import { endSessions } from '../identity/sessions/end-sessions.ts';
import { handOverOwnerlessGroups } from '../log/hand-over-groups.ts';
import { ERASED_USER_NAME } from './erased-event.ts';

/**
 * Erases the profile of a user: name, email, password, and the identity at an identity provider. Deactivates the user,
 * ends all sessions, and records that the rest must be erased. Also deletes the dead letters that contain the user's id,
 * one of the emails, or the identity at the identity provider, and discards the exports that contain the user. The caller
 * must hold the lock on the user's row, and must announce the returned update after the commit.
 */
export async function eraseProfile(tx: Transaction, userId: string): Promise<UserUpdate> {
  const before = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  // A trigger discards the exports that contain the user.
  await tx.$executeRaw`INSERT INTO erasures (user_id) VALUES (${userId}) ON CONFLICT DO NOTHING`;
  await deleteDeadLetters(tx, before);
  await clearProfile(tx, userId);
  const ended = await endSessions(tx, { userId, code: 'DEACTIVATED' });
  const events = before.active ? await handOverOwnerlessGroups(tx, userId) : [];
  return { before, after: await tx.user.findUniqueOrThrow({ where: { id: userId } }), ended, events };
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
 * What may stand before and after an email in the text of a dead letter. The email `ann@x.example` is not part of
 * `joann@x.example`, `jo.ann@x.example`, or `ann@x.example.org`. The text of a document is JSON, so the letter of an
 * escape such as `\n` is not part of an email that follows. In doubt, a dead letter is deleted: a character that is not
 * ASCII, which the format `escape` writes as three octal digits, also counts as the end of a word.
 */
const EMAIL_START_PATTERN = String.raw`(?:(?<![a-z0-9._+-])|(?<=\\\\(?:b|f|n|r|t)|\\\\u[0-9a-f]{4}|\\[0-7]{3}))`;
const EMAIL_END_PATTERN = String.raw`(?!-*[a-z0-9]|\.[a-z0-9])`;
const PATTERN_CHARACTERS = '([^a-z0-9])';
const ESCAPED_CHARACTER = String.raw`\\\1`;

/**
 * Deletes the dead letters that contain the id, an email, or both the issuer and the subject of a user. A subject may be
 * as short as "7", so it counts only as a whole JSON string, and only together with its issuer.
 */
async function deleteDeadLetters(
  tx: Transaction,
  { id, email, externalEmail, issuer, subject }: IdentifyingTexts,
): Promise<void> {
  const emails = [email, externalEmail].filter((text) => text !== null);
  const identityTexts =
    issuer === null || subject === null ? [] : [JSON.stringify(issuer), JSON.stringify(subject)];
  // A document may contain bytes that are not UTF-8. The format `escape` turns all documents and texts into ASCII.
  await tx.$executeRaw`
    DELETE FROM dead_letters l USING (
      SELECT id, lower(encode(convert_to(lower(concat_ws(' ', payload, dead_targets, '')), 'UTF8') || coalesce(document, ''),
        'escape')) AS content
      FROM dead_letters OFFSET 0
    ) searched
    WHERE l.id = searched.id AND (
      position(${id} IN searched.content) > 0
      OR EXISTS (SELECT FROM unnest(${emails}::text[]) text
        WHERE searched.content ~ (${EMAIL_START_PATTERN} || regexp_replace(
          lower(encode(convert_to(lower(text), 'UTF8'), 'escape')), ${PATTERN_CHARACTERS}, ${ESCAPED_CHARACTER}, 'g')
          || ${EMAIL_END_PATTERN}))
      OR (SELECT bool_and(position(lower(encode(convert_to(lower(text), 'UTF8'), 'escape')) IN searched.content) > 0)
        FROM unnest(${identityTexts}::text[]) text))`;
}
