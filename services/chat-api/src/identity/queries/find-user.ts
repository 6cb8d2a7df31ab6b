import { ChatError, PRESENCE, type UserProfile } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../../database/database.ts';
import { toUser } from '../rows/to-user.ts';

interface Deps {
  readonly db: Pick<Database, 'prisma'>;
  readonly nc: NatsConnection;
}

// A profile is worth showing without its presence, so nobody waits long for it.
const PRESENCE_TIMEOUT_MS = 1_000;

/** @throws ChatError USER_NOT_FOUND */
export async function findUser(
  deps: Deps,
  { userId, viewer }: { userId: string; viewer: { id: string; isAdmin: boolean } },
): Promise<UserProfile> {
  const [row, presence] = await Promise.all([
    deps.db.prisma.user.findUnique({ where: { id: userId } }),
    presenceOf(deps.nc, userId),
  ]);
  if (!row) throw new ChatError('USER_NOT_FOUND');
  return { ...toUser(row, { withEmail: viewer.isAdmin || viewer.id === userId }), presence };
}

async function presenceOf(nc: NatsConnection, userId: string): Promise<UserProfile['presence']> {
  const answer = await sendRequest(
    nc,
    PRESENCE.getPresence,
    { userIds: [userId] },
    { timeoutMs: PRESENCE_TIMEOUT_MS },
  ).catch(() => undefined);
  const presence = answer?.users.find((user) => user.userId === userId);
  if (!presence) return null;
  return { is_online: presence.isOnline, status: presence.status, last_seen: presence.lastSeen };
}
