import { PRESENCE } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import { userId } from './ids.ts';
import type { PresenceSystem } from './presence-system.ts';
import { until } from './until.ts';

/** People on two gateways, told; and what proves later that presence works: somebody comes, somebody else goes. */
export async function school(system: PresenceSystem) {
  const people = Array.from({ length: 20 }, userId) as [string, ...string[]];
  const [g1, g2] = [await system.gateway('g1'), await system.gateway('g2')];
  await g1.change({ opened: Object.fromEntries(people.slice(0, 10).map((one, i) => [`a${i}`, one])) });
  await g2.change({ opened: Object.fromEntries(people.slice(10).map((one, i) => [`b${i}`, one])) });
  await sendRequest(system.nc, PRESENCE.setStatus, { userId: people[0], status: 'busy' });
  await system.heard(people[0], 'busy');
  for (const one of people.slice(1)) await system.heard(one, 'online');
  // A fault before it is written down that they were told would have them told again.
  await until(
    () => system.redis.client.zCard('kcs:presence:{p}:changed'),
    (untold) => untold === 0,
  );
  const before = system.notices.length;
  return {
    people,
    g1,
    g2,
    toldSince: () =>
      system.notices.slice(before).map(({ userId: id, status }) => [people.indexOf(id), status]),
    statuses: async () => {
      const { users } = await sendRequest(system.nc, PRESENCE.getPresence, { userIds: people });
      return users.map((user) => user.status);
    },
  };
}

export const asBefore = (people: string[]) => people.map((_, i) => (i === 0 ? 'busy' : 'online'));

/** Changes again until it is taken: right after an outage an answer may fail. */
export const persist = (change: () => Promise<void>) =>
  until(
    () =>
      change().then(
        () => true,
        () => false,
      ),
    Boolean,
  );
