import { ChatError, type User, type UserType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { sqlState } from '../../database/database-error.ts';
import type { EdgeDeps } from '../identity-deps.ts';
import { toUser } from '../rows/to-user.ts';
import { normalizeEmail } from '../rules/normalize-email.ts';

export interface CreateUserInput {
  readonly name: string;
  readonly email: string;
  readonly userType: UserType;
  readonly password: string;
}

/** @throws ChatError CONFLICT where an account has this e-mail, in whatever case */
export async function createUser(
  { db, passwords }: Pick<EdgeDeps, 'db' | 'passwords'>,
  input: CreateUserInput,
): Promise<User> {
  const passwordHash = await passwords.hash(input.password);
  const email = normalizeEmail(input.email);
  const data = { id: newId('user'), name: input.name.trim(), email, userType: input.userType, passwordHash };
  try {
    return toUser(await db.prisma.user.create({ data }), { withEmail: true });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new ChatError(
      'CONFLICT',
      'There is an account with this e-mail; change that one or take another e-mail.',
    );
  }
}

const isTaken = (error: unknown): boolean =>
  sqlState(error) === '23505' || (error as { code?: unknown }).code === 'P2002';
