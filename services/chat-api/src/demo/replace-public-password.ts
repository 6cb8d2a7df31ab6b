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
    const user = await db.prisma.user.findUnique({ where: { email } });
    const passwordAttempt = {
      hashed: user?.passwordHash,
      password: DEMO_PASSWORD,
      checkAllowed: async () => {},
    };
    if (!user || !(await passwords.matches(passwordAttempt))) continue;
    const passwordHash = await passwords.hash(password);
    await db.transaction(async (tx) => {
      await tx.user.update({ where: { id: user.id }, data: { passwordHash } });
      await endSessions(tx, { userId: user.id, code: 'SESSION_REVOKED' });
    });
    changedEmails.push(email);
  }
  return changedEmails;
}
