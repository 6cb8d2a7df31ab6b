import { ChatError, NOTICES, type User, type UserType } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import type { User as Row } from '../../generated/client.ts';
import type { EdgeDeps } from '../identity-deps.ts';
import { toUser } from '../rows/to-user.ts';
import { announceEnded, type EndedSessions, endSessions } from '../sessions/end-sessions.ts';

type Deps = Pick<EdgeDeps, 'db' | 'nc' | 'sessions' | 'passwords'>;

export interface PatchUserInput {
  readonly userId: string;
  readonly name?: string | undefined;
  readonly userType?: UserType | undefined;
  readonly active?: boolean | undefined;
  /** A reset by an Admin. */
  readonly password?: string | undefined;
}

/**
 * Changes a user as an Admin. Deactivating and a password reset end all the user's sessions and sockets.
 * @throws ChatError USER_NOT_FOUND, CONFLICT where no active Admin would be left, or a provider keeps the password
 */
export async function patchUser(deps: Deps, input: PatchUserInput): Promise<User> {
  const passwordHash = input.password === undefined ? undefined : await deps.passwords.hash(input.password);
  const { before, after, ended } = await deps.db.transaction((tx) => apply(tx, input, passwordHash));
  deps.sessions.forgetUser(after.id);
  if (ended) announceEnded(deps, ended);
  if (before.name !== after.name || before.userType !== after.userType) {
    const userType = after.userType as UserType;
    publishNotice(deps.nc, NOTICES.userChanged, { userId: after.id, name: after.name, userType });
  }
  return toUser(after, { withEmail: true });
}

interface Applied {
  readonly before: Row;
  readonly after: Row;
  readonly ended: EndedSessions | undefined;
}

async function apply(
  tx: Transaction,
  input: PatchUserInput,
  passwordHash: string | undefined,
): Promise<Applied> {
  const admins = await lockActiveAdmins(tx);
  const before = await tx.user.findUnique({ where: { id: input.userId } });
  if (!before) throw new ChatError('USER_NOT_FOUND');
  if (passwordHash !== undefined && before.issuer !== null) {
    throw new ChatError(
      'CONFLICT',
      'This account logs in at the identity provider; reset the password there.',
    );
  }
  const staysAdmin = (input.userType ?? before.userType) === 'Admin' && (input.active ?? before.active);
  if (!staysAdmin && admins.length === 1 && admins[0] === before.id) {
    throw new ChatError('CONFLICT', 'This is the last active Admin; make another one first.');
  }
  const { name, userType, active } = input;
  const after = await tx.user.update({
    where: { id: before.id },
    data: {
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(userType === undefined ? {} : { userType }),
      ...(active === undefined ? {} : { active }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    },
  });
  const code = after.active ? 'SESSION_REVOKED' : 'DEACTIVATED';
  const ends = (before.active && !after.active) || passwordHash !== undefined;
  return { before, after, ended: ends ? await endSessions(tx, { userId: before.id, code }) : undefined };
}

/** Held until the commit and taken in one order, so that two Admins cannot demote each other at the same moment. */
async function lockActiveAdmins(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE user_type = 'Admin' AND active ORDER BY id FOR UPDATE`;
  return rows.map((row) => row.id);
}
