import type { ExternalProfile } from '@kcs/auth';
import type { UserType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Database } from '../../database/database.ts';
import type { ProfileNews, TakenProfile } from '../rules/merge-external-profile.ts';

type Db = Pick<Database, 'prisma'>;

export interface ExternalUser {
  readonly id: string;
  readonly active: boolean;
  readonly name: string;
  readonly userType: UserType;
  readonly profile: TakenProfile;
}

interface Key {
  readonly issuer: string;
  readonly subject: string;
}

export async function findExternalUser(
  { prisma }: Db,
  { issuer, subject }: Key,
): Promise<ExternalUser | undefined> {
  const [row] = await prisma.$queryRaw<ExternalUser[]>`
    SELECT id, active, name, user_type AS "userType",
      COALESCE(external_profile, '{"issuedAt":0,"takenAt":0}') AS profile
    FROM users WHERE issuer = ${issuer} AND subject = ${subject}`;
  return row;
}

/** Makes the user where nobody else just did. */
export async function insertExternalUser(
  { prisma }: Db,
  { issuer, subject }: Key,
  profile: ExternalProfile & { issuedAt: number },
): Promise<void> {
  const { name, email, userType } = profile;
  const taken = JSON.stringify({ ...profile, takenAt: 0 } satisfies TakenProfile);
  await prisma.$executeRaw`
    INSERT INTO users (id, name, user_type, issuer, subject, external_email, external_profile)
    VALUES (${newId('user')}, ${name}, ${userType}, ${issuer}, ${subject}, ${email}, ${taken}::jsonb)
    ON CONFLICT (issuer, subject) DO NOTHING`;
}

/** Writes the news, unless somebody else wrote some meanwhile; then undefined, and the next use looks again. */
export async function updateExternalUser(
  { prisma }: Db,
  user: ExternalUser,
  { changed, taken }: ProfileNews,
): Promise<{ name: string; userType: UserType } | undefined> {
  const { name = null, userType = null } = changed;
  const [row] = await prisma.$queryRaw<{ name: string; userType: UserType }[]>`
    UPDATE users SET name = COALESCE(${name}, name), user_type = COALESCE(${userType}, user_type),
      external_email = ${taken.email}, external_profile = ${JSON.stringify(taken)}::jsonb, updated_at = now()
    WHERE id = ${user.id} AND COALESCE((external_profile ->> 'takenAt')::bigint, 0) = ${user.profile.takenAt}
    RETURNING name, user_type AS "userType"`;
  return row;
}

/**
 * Opens the session of one token, once. The lock makes a deactivation wait for it or it for the deactivation, so that
 * none is opened behind its back.
 */
export async function openExternalSession(
  { prisma }: Db,
  { userId, sessionId, expiresAt }: { userId: string; sessionId: string; expiresAt: Date },
): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO sessions (id, user_id, expires_at, external)
    SELECT ${sessionId}, id, ${expiresAt}, TRUE FROM users WHERE id = ${userId} AND active FOR SHARE
    ON CONFLICT (id) DO NOTHING`;
}
