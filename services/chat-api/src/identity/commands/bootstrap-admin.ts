import { ChatError } from '@kcs/contracts';
import type { IdentityDeps } from '../identity-deps.ts';
import { normalizeEmail } from '../rules/normalize-email.ts';
import { createUser } from './create-user.ts';

/**
 * Creates the first Admin if one is configured (AUTH-11). If an account with this email already exists, leaves the
 * account and its password unchanged. Several replicas may call this function at the same time.
 */
export async function ensureBootstrapAdmin(
  deps: Pick<IdentityDeps, 'db' | 'passwords' | 'config' | 'logger'>,
): Promise<void> {
  const { BOOTSTRAP_ADMIN_EMAIL: address, BOOTSTRAP_ADMIN_PASSWORD: password } = deps.config;
  if (address === undefined || password === undefined) return;
  const adminEmail = normalizeEmail(address);
  if (await deps.db.prisma.user.findUnique({ where: { email: adminEmail }, select: { id: true } })) return;
  try {
    const { id } = await createUser(deps, {
      name: 'Administrator',
      email: adminEmail,
      userType: 'Admin',
      password,
    });
    deps.logger.info({ userId: id }, 'Created the first Admin from BOOTSTRAP_ADMIN_EMAIL');
  } catch (error) {
    if (error instanceof ChatError && error.code === 'VALIDATION_FAILED') {
      const validationLogFields = { details: error.details };
      deps.logger.fatal(
        validationLogFields,
        'Could not create the first Admin. Correct BOOTSTRAP_ADMIN_PASSWORD.',
      );
    }
    // Ignore a conflict, because another replica has just created this account.
    if (!(error instanceof ChatError && error.code === 'CONFLICT')) throw error;
  }
}
