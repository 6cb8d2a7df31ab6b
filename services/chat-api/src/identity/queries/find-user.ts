import {
  ChatError,
  type CurrentUser,
  PRESENCE_REQUESTS,
  type UserProfile,
  type UserType,
} from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../../database/database.ts';
import { getEmail, toUser } from '../rows/to-user.ts';

export interface UserQueryDeps {
  readonly db: Pick<Database, 'prisma'>;
}

export interface Viewer {
  readonly id: string;
  readonly isAdmin: boolean;
}

/**
 * How long to wait for the presence service. The time is short, because a profile is useful even without the user's
 * presence.
 */
const PRESENCE_TIMEOUT_MS = 1_000;

/** Returns the user who makes the request (AUTH-5). Throws `USER_NOT_FOUND` if the user does not exist. */
export async function findCurrentUser({ db }: UserQueryDeps, userId: string): Promise<CurrentUser> {
  const userRow = await db.prisma.user.findUnique({ where: { id: userId } });
  if (!userRow) throw new ChatError('USER_NOT_FOUND');
  return {
    id: userRow.id,
    name: userRow.name,
    email: getEmail(userRow),
    user_type: userRow.userType as UserType,
  };
}

/**
 * Returns a user's profile, which includes the user's presence (AUTH-16). `presence` is null while the presence service
 * is unavailable. Throws `USER_NOT_FOUND` if the user does not exist.
 */
export async function findUserProfile(
  { db, nc }: UserQueryDeps & { readonly nc: NatsConnection },
  { userId, viewer }: { readonly userId: string; readonly viewer: Viewer },
): Promise<UserProfile> {
  const [row, presence] = await Promise.all([
    db.prisma.user.findUnique({ where: { id: userId } }),
    findPresence(nc, userId),
  ]);
  if (!row) throw new ChatError('USER_NOT_FOUND');
  return { ...toUser(row, { withEmail: viewer.isAdmin || viewer.id === userId }), presence };
}

async function findPresence(nc: NatsConnection, userId: string): Promise<UserProfile['presence']> {
  const presenceReply = await sendRequest(
    nc,
    PRESENCE_REQUESTS.getPresence,
    { userIds: [userId] },
    { timeoutMs: PRESENCE_TIMEOUT_MS },
  ).catch(() => undefined);
  const presence = presenceReply?.users.find((user) => user.userId === userId);
  if (!presence) return null;
  return { is_online: presence.isOnline, status: presence.status, last_seen: presence.lastSeen };
}
