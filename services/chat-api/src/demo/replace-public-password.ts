import type { IdentityDeps } from '../identity/identity-deps.ts';
import { endSessions } from '../identity/sessions/end-sessions.ts';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-data.ts';

/**
 * Replaces the password of each demo account that still has the publicly known one, and ends that account's sessions.
 * Demo accounts with any other password stay unchanged. Returns the emails of the changed accounts.
 */
export async function replacePublicPassword(
  { db, passwords }: Pick<IdentityDeps, 'db' | 'passwords'>,
  password: string,
): Promise<string[]> {
  const changedEmails: string[] = [];
  for (const { email } of Object.values(DEMO_USERS)) {
    const demoUser = await db.prisma.user.findUnique({ where: { email } });
    const publicPasswordAttempt = {
      hashed: demoUser?.passwordHash,
      password: DEMO_PASSWORD,
      checkAllowed: async () => {},
    };
    if (!demoUser || !(await passwords.matches(publicPasswordAttempt))) continue;
    const newPasswordHash = await passwords.hash(password);
    await db.transaction(async (tx) => {
      await tx.user.update({ where: { id: demoUser.id }, data: { passwordHash: newPasswordHash } });
      await endSessions(tx, { userId: demoUser.id, code: 'SESSION_REVOKED' });
    });
    changedEmails.push(email);
  }
  return changedEmails;
}
