import { ChatError } from '@kcs/contracts';
import type { EdgeDeps } from '../identity-deps.ts';
import { normalizeEmail } from '../rules/normalize-email.ts';
import { createUser } from './create-user.ts';

/**
 * The first Admin of a system, from the configuration: made where there is no account of that e-mail, else left as it
 * is, so that a password changed since stays changed. Several replicas may start at once.
 */
export async function bootstrapAdmin(
  deps: Pick<EdgeDeps, 'db' | 'passwords' | 'config' | 'logger'>,
): Promise<void> {
  const { BOOTSTRAP_ADMIN_EMAIL: address, BOOTSTRAP_ADMIN_PASSWORD: password } = deps.config;
  if (address === undefined || password === undefined) return;
  const email = normalizeEmail(address);
  if (await deps.db.prisma.user.findUnique({ where: { email }, select: { id: true } })) return;
  try {
    const { id } = await createUser(deps, { name: 'Administrator', email, userType: 'Admin', password });
    deps.logger.info({ userId: id }, 'The first Admin was made from BOOTSTRAP_ADMIN_EMAIL');
  } catch (error) {
    // Another replica was faster.
    if (!(error instanceof ChatError && error.code === 'CONFLICT')) throw error;
  }
}
