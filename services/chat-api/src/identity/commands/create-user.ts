import { ChatError, type User, type UserType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { isUniqueViolation } from '../../database/database-error.ts';
import { checkNewEmail, checkUserName } from '../../input/check-text.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { toUser } from '../rows/to-user.ts';
import { checkNewPassword } from '../rules/check-new-password.ts';
import { normalizeEmail } from '../rules/normalize-email.ts';

interface CreateUserInput {
  readonly name: string;
  readonly email: string;
  readonly userType: UserType;
  readonly password: string;
  /** The id of the service account that creates the user; absent if an Admin does. */
  readonly createdByAccount?: string | undefined;
}

/**
 * Creates an account (AUTH-10).
 *
 * Throws `CONFLICT` if another account has this email, regardless of letter case. Throws `VALIDATION_FAILED` if the
 * name or email is not allowed, or if the password is easy to guess.
 */
export async function createUser(
  deps: Pick<IdentityDeps, 'db' | 'passwords'>,
  input: CreateUserInput,
): Promise<User> {
  const { password, name, email } = input;
  checkNewPassword({ field: '/password', password, known: [name, email] });
  return insertUser(deps, input);
}

/**
 * Creates an account without checking whether the password is easy to guess, because demo accounts have a well-known
 * one.
 */
export async function insertUser(
  { db, passwords }: Pick<IdentityDeps, 'db' | 'passwords'>,
  input: CreateUserInput,
): Promise<User> {
  const name = checkUserName(input.name);
  const email = checkNewEmail(normalizeEmail(input.email));
  const passwordHash = await passwords.hash(input.password);
  const { userType, createdByAccount = null } = input;
  const newUserData = { id: newId('user'), name, email, userType, passwordHash, createdByAccount };
  try {
    return toUser(await db.prisma.user.create({ data: newUserData }), { withEmail: true });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ChatError(
      'CONFLICT',
      'An account with this email already exists. Change that account, or use another email.',
    );
  }
}
