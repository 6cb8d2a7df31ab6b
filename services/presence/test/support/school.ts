import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import { createUserId } from './ids.ts';
import type { PresenceSystem } from './presence-system.ts';

const STATUS_WAIT_TIMEOUT_MS = 30_000;

/**
 * Starts two gateways with twenty users and waits until all statuses are published. The first user is busy, and the
 * others are online.
 */
export async function startGatewaysWithTwentyUsers(presenceSystem: PresenceSystem) {
  const userIds = Array.from({ length: 20 }, createUserId) as [string, ...string[]];
  const [g1, g2] = [await presenceSystem.gateway('g1'), await presenceSystem.gateway('g2')];
  await g1.change({ opened: Object.fromEntries(userIds.slice(0, 10).map((one, i) => [`a${i}`, one])) });
  await g2.change({ opened: Object.fromEntries(userIds.slice(10).map((one, i) => [`b${i}`, one])) });
  await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.setStatus, { userId: userIds[0], status: 'busy' });
  await presenceSystem.received(userIds[0], 'busy');
  for (const one of userIds.slice(1)) await presenceSystem.received(one, 'online');
  // Wait until the notices are recorded as published. Otherwise an outage would cause them to be published again.
  await eventually(
    'no unpublished change',
    async () => (await presenceSystem.redisClient.zCard('kcs:presence:{p}:changed')) === 0,
    STATUS_WAIT_TIMEOUT_MS,
  );
  const noticeCountAtStart = presenceSystem.notices.length;
  return {
    users: userIds,
    g1,
    g2,
    /**
     * Returns the notices about these users that were published after `startGatewaysWithTwentyUsers`, each as a pair of
     * a user index and a status.
     */
    publishedSince: () =>
      presenceSystem.notices
        .slice(noticeCountAtStart)
        .map(({ userId: id, status }) => [userIds.indexOf(id), status] as const)
        .filter(([index]) => index !== -1),
    statuses: async () => {
      const { users: found } = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.getPresence, {
        userIds,
      });
      return found.map((user) => user.status);
    },
    unchanged: userIds.map((_, i) => (i === 0 ? 'busy' : 'online')),
  };
}

/** Repeats a request until it is accepted, because requests may fail shortly after an outage. */
export async function resendUntilAccepted(send: () => Promise<void>): Promise<void> {
  await eventually('an accepted request', () => send().then(() => true), STATUS_WAIT_TIMEOUT_MS);
}
