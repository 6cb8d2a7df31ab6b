import { readFile } from 'node:fs/promises';
import type { TestSystem } from '@kcs/testkit';
import t from 'tap';
import { collectServedNames } from '../names/collect-served-names.ts';
import { makeTraffic } from '../names/make-traffic.ts';
import { runPrometheus, skipWithoutPrometheus } from '../names/run-prometheus.ts';
import expected from '../names/served-names.json' with { type: 'json' };
import { getSharedSystem } from './system.ts';

const DASHBOARD_URL = new URL('../../../observability/grafana/dashboards/kcs-chat.json', import.meta.url);
const RULES_URL = new URL('../../../observability/prometheus/rules.yml', import.meta.url);
const SERVED_NAMES_TIMEOUT_MS = 10_000;

t.test('the system still stores and serves every name that version 13b63ac stored or served', async (t) => {
  const system = await getSharedSystem();
  await makeTraffic(system);
  const deadline = Date.now() + SERVED_NAMES_TIMEOUT_MS;
  // Wait for the next heartbeat, in which a gateway reports its open rooms to presence. Some names are missing until
  // then.
  const missingNames = await system.until(async () => {
    const missingNamesNow = await findMissingNames(system);
    return missingNamesNow.length === 0 || Date.now() > deadline ? missingNamesNow : undefined;
  }, 2 * SERVED_NAMES_TIMEOUT_MS);
  t.same(missingNames, []);

  t.test(
    'every query of the dashboard returns data, and every metric in the alerts exists',
    { skip: skipWithoutPrometheus },
    async (t) => {
      const prometheus = await runPrometheus(t, system);
      const dashboard = JSON.parse(await readFile(DASHBOARD_URL, 'utf8')) as Dashboard;
      const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
      t.ok(queries.length > 30);
      const queryDeadline = Date.now() + 3 * SERVED_NAMES_TIMEOUT_MS;
      const queriesWithoutData = await system.until(async () => {
        await makeTraffic(system);
        const counts = await Promise.all(queries.map(prometheus.countSeries));
        const empty = queries.filter((_, i) => counts[i] === 0);
        return empty.length === 0 || Date.now() > queryDeadline ? empty : undefined;
      }, 5 * SERVED_NAMES_TIMEOUT_MS);
      t.same(queriesWithoutData, []);
      const declaredNames = new Set(await prometheus.listMetricNames());
      const rules = await readFile(RULES_URL, 'utf8');
      const usedNames = `${queries.join()}${rules}`.match(/(?<!\w)kcs_\w+|process_start_time_seconds/g) ?? [];
      const isDeclared = (name: string) =>
        declaredNames.has(name) || declaredNames.has(name.replace(/_(bucket|count|sum)$/, ''));
      t.same(
        usedNames.filter((name) => !isDeclared(name)),
        [],
      );
    },
  );
});

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

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
