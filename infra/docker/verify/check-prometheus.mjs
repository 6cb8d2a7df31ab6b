// Checks that Prometheus reads every replica of the running project, has loaded all alerts, and answers every query of
// the dashboard.
//   Usage: node check-prometheus.mjs <URL of Prometheus> <number of chat-apis> <number of gateways>
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [, , prometheusUrl, apiCountText, gatewayCountText] = process.argv;
const expectedReplicas = {
  'chat-api': Number(apiCountText),
  presence: 1,
  'realtime-gateway': Number(gatewayCountText),
};
const ATTEMPT_COUNT = 30;
const ATTEMPT_PAUSE_MS = 2_000;

const readFile = (path) => readFileSync(new URL(`../../observability/${path}`, import.meta.url), 'utf8');

async function fetchData(path) {
  const response = await fetch(`${prometheusUrl}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
  const { status, data, error } = await response.json();
  assert.equal(status, 'success', `${path}: ${error}`);
  return data;
}

/** Repeats a check until it passes. After one minute, throws the error of the last attempt. */
async function retry(check) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await check();
    } catch (error) {
      if (attempt === ATTEMPT_COUNT) throw error;
      await pause(ATTEMPT_PAUSE_MS);
    }
  }
}

await retry(async () => {
  const { activeTargets } = await fetchData('targets?state=active');
  const replicaCounts = { 'chat-api': 0, presence: 0, 'realtime-gateway': 0 };
  for (const { health, labels } of activeTargets) if (health === 'up') replicaCounts[labels.job] += 1;
  assert.deepEqual(replicaCounts, expectedReplicas, 'Prometheus reads every replica');
});

const rules = (await fetchData('rules?type=alert')).groups.flatMap((group) => group.rules);
const alertCount = readFile('prometheus/rules.yml').match(/- alert: /g).length;
assert.equal(rules.length, alertCount, 'every alert is loaded');
await retry(async () => {
  const { groups } = await fetchData('rules?type=alert');
  for (const { name, health, lastError } of groups.flatMap((group) => group.rules))
    assert.equal(health, 'ok', `${name}: ${lastError}`);
});

const queries = JSON.parse(readFile('grafana/dashboards/kcs-chat.json')).panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr),
);
await retry(async () => {
  const results = await Promise.all(
    queries.map((query) => fetchData(`query?query=${encodeURIComponent(query)}`)),
  );
  assert.deepEqual(
    queries.filter((_, n) => results[n].result.length === 0),
    [],
    'every query of the dashboard returns data',
  );
});
console.log(
  `Prometheus reads ${Object.values(expectedReplicas).reduce((sum, count) => sum + count)} replicas, evaluates ` +
    `${alertCount} alerts, and returns data for ${queries.length} queries of the dashboard`,
);
