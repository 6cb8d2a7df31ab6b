import type { ExternalProfile } from '@kcs/auth';
import type { UserType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Database, Transaction } from '../../database/database.ts';
import type { ExternalProfileUpdate, StoredExternalProfile } from '../rules/merge-external-profile.ts';

type PrismaDatabase = Pick<Database, 'prisma'>;

export interface ExternalUser {
  readonly id: string;
  readonly active: boolean;
  readonly name: string;
  readonly userType: UserType;
  readonly profile: StoredExternalProfile;
}

/** The issuer and subject of a token, which together identify a user from the identity provider (TRAP-36). */
interface ExternalIdentity {
  readonly issuer: string;
  readonly subject: string;
}

export async function findExternalUser(
  { prisma }: PrismaDatabase,
  { issuer, subject }: ExternalIdentity,
): Promise<ExternalUser | undefined> {
  const [row] = await prisma.$queryRaw<ExternalUser[]>`
    SELECT id, active, name, user_type AS "userType",
      COALESCE(external_profile, '{"issuedAt":0,"takenAt":0}') AS profile
    FROM users WHERE issuer = ${issuer} AND subject = ${subject}`;
  return row;
}

/**
 * Creates a user from the identity provider. Does nothing if the user already exists, for example because another
 * request has just created the same user.
 */
export async function insertExternalUser(
  { prisma }: PrismaDatabase,
  { issuer, subject }: ExternalIdentity,
  profile: ExternalProfile & { readonly issuedAt: number },
): Promise<void> {
  const { name, email, userType } = profile;
  const storedProfileJson = JSON.stringify({ ...profile, takenAt: 0 } satisfies StoredExternalProfile);
  await prisma.$executeRaw`
    INSERT INTO users (id, name, user_type, issuer, subject, external_email, external_profile)
    VALUES (${newId('user')}, ${name}, ${userType}, ${issuer}, ${subject}, ${email}, ${storedProfileJson}::jsonb)
    ON CONFLICT (issuer, subject) DO NOTHING`;
}

/**
 * Stores a profile update and returns the user's resulting name and type. If another request has just changed the
 * profile, or deactivated or erased the user, stores nothing and returns undefined. The next request with the same
 * token then tries the update again.
 */
export async function updateExternalUser(
  tx: Transaction,
  user: ExternalUser,
  { changed, stored }: ExternalProfileUpdate,
): Promise<{ name: string; userType: UserType } | undefined> {
  const { name = null, userType = null } = changed;
  const [row] = await tx.$queryRaw<{ name: string; userType: UserType }[]>`
    UPDATE users SET name = COALESCE(${name}, name), user_type = COALESCE(${userType}, user_type),
      external_email = ${stored.email}, external_profile = ${JSON.stringify(stored)}::jsonb, updated_at = now()
    WHERE id = ${user.id} AND active AND COALESCE((external_profile ->> 'takenAt')::bigint, 0) = ${user.profile.takenAt}
    RETURNING name, user_type AS "userType"`;
  return row;
}

/**
 * Opens the session for a token from the identity provider, unless the session already exists. Locks the user's row, so
 * that no session can open after the user is deactivated.
 */
export async function openExternalSession(
  { prisma }: PrismaDatabase,
  {
    userId,
    sessionId,
    expiresAt,
  }: { readonly userId: string; readonly sessionId: string; readonly expiresAt: Date },
): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO sessions (id, user_id, expires_at, external)
    SELECT ${sessionId}, id, ${expiresAt}, TRUE FROM users WHERE id = ${userId} AND active FOR SHARE
    ON CONFLICT (id) DO NOTHING`;
}
