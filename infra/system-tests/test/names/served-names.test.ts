import { startSystem, type TestSystem } from '@kcs/testkit';
import t from 'tap';
import { collectServedNames } from './collect-served-names.ts';
import { makeTraffic } from './make-traffic.ts';
import expected from './served-names.json' with { type: 'json' };

const SERVED_NAMES_TIMEOUT_MS = 10_000;

t.test('the system still stores and serves every name that version 13b63ac stored or served', async (t) => {
  const system = await startSystem(t, { gateways: 2, env: { PRESENCE_GRACE_MS: '300' } });
  await makeTraffic(system);
  const deadline = Date.now() + SERVED_NAMES_TIMEOUT_MS;
  // Wait for the next heartbeat, in which a gateway reports its open rooms to presence. Some names are missing until
  // then.
  const missingNames = await system.until(async () => {
    const missingNamesNow = await findMissingNames(system);
    return missingNamesNow.length === 0 || Date.now() > deadline ? missingNamesNow : undefined;
  }, 2 * SERVED_NAMES_TIMEOUT_MS);
  t.same(missingNames, []);
});

async function findMissingNames(system: TestSystem): Promise<string[]> {
  const servedNames = await collectServedNames({
    frontDoor: system.frontDoor,
    databaseUrl: system.database.url,
    redisUrl: system.redis.urlOf('admin'),
    opsUrls: system.services.map(({ ops }) => ops),
  });
  return Object.entries(expected).flatMap(([group, wanted]) =>
    wanted.filter((name) => !servedNames[group]?.includes(name)).map((name) => `${group}: ${name}`),
  );
}
