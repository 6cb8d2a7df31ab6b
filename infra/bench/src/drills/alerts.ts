import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensurePrograms } from '@kcs/private-servers';
import {
  type RunningPrometheus,
  startPrometheus,
  startSystem,
  TeardownStack,
  type TestSystem,
} from '@kcs/testkit';
import { ALERTING_FAULT_GROUPS, type AlertingFault, type ExpectedAlert } from './alert-faults.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { createDrillRoom } from './drill-room.ts';
import { FailoverLoad } from './failover-load.ts';

export const alertsDrill: Drill = {
  summary:
    'Every fault of `npm run chaos` raises its alert, and quiet minutes raise none (--quiet-minutes 2)',
  run: runAlertsDrill,
};

const RULES_PATH = fileURLToPath(new URL('../../../observability/prometheus/rules.yml', import.meta.url));
/** The interval in `infra/observability/prometheus/prometheus.yml`. */
const SCRAPE_INTERVAL_S = 5;
/** Alerts about changes need the values from before the change. */
const BASELINE_MS = 3 * SCRAPE_INTERVAL_S * 1_000;
/** More than 20 clients, because a reconnect storm is not reported below that. */
const CLIENT_COUNT = 24;
const PEOPLE = 4;
const SENDER_COUNT = 2;
const SEND_PAUSE_MS = 200;
const POLL_INTERVAL_MS = 500;
/** The time from the end of a fault within which its alerts must be firing. */
const ALERT_TIMEOUT_MS = 30_000;

/** What the drill uses while it runs. */
interface AlertsRun {
  readonly system: TestSystem;
  readonly teardownStack: TeardownStack;
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** The part of an alert from the API of Prometheus that the drill reads. */
interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

async function runAlertsDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { 'quiet-minutes': { type: 'string', default: '2' } },
  });
  const quietMinutes = Number(values['quiet-minutes']);
  if (!(quietMinutes > 0)) {
    say('--quiet-minutes must be a number above 0, such as --quiet-minutes 10.');
    return 1;
  }
  await ensurePrograms(['haproxy', 'prometheus'], { say, signal });
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system of 2 gateways and 2 chat-apis, with ${CLIENT_COUNT} clients`);
    const system = await startSystem(teardownStack, {
      gateways: 2,
      apis: 2,
      haproxy: true,
      ownPostgres: true,
    });
    const run = { system, teardownStack, signal, say };
    const load = await startLoad(system);
    try {
      let isPassed = await checkQuietMinutes(run, quietMinutes);
      for (const faults of ALERTING_FAULT_GROUPS) isPassed = (await checkFaultGroup(run, faults)) && isPassed;
      say(
        isPassed
          ? 'Every fault raised its alerts, and the quiet minutes raised none'
          : 'The alerts are wrong',
      );
      return isPassed ? 0 : 1;
    } finally {
      await load.stop();
    }
  } finally {
    await teardownStack.run();
  }
}

/** Connects the clients to a room, and makes two of them send messages. */
async function startLoad(system: TestSystem): Promise<FailoverLoad> {
  const { id: roomId, members } = await createDrillRoom(system, PEOPLE);
  for (let n = 0; n < CLIENT_COUNT; n++) {
    const socket = await members[n % PEOPLE]?.connect();
    await socket?.join([roomId]);
  }
  const api = { url: system.frontDoor };
  return new FailoverLoad(
    members.slice(0, SENDER_COUNT).map((user) => ({ user, api })),
    roomId,
    SEND_PAUSE_MS,
  );
}

/** Returns whether no alert fires while nothing is wrong. */
async function checkQuietMinutes(run: AlertsRun, minutes: number): Promise<boolean> {
  const prometheus = await startPrometheusFor(run);
  const firedAlerts = new Set<string>();
  const endAt = performance.now() + minutes * 60_000;
  while (performance.now() < endAt) {
    await sleep(POLL_INTERVAL_MS, undefined, { signal: run.signal });
    for (const { labels, state } of await listAlerts(prometheus))
      if (state === 'firing') firedAlerts.add(JSON.stringify(labels));
  }
  for (const labels of firedAlerts) run.say(`BREACH a quiet minute raised ${labels}`);
  if (firedAlerts.size === 0) run.say(`ok     ${minutes} quiet minutes raised no alert`);
  return firedAlerts.size === 0;
}

/** Injects the faults one after another. Returns whether each one raised its alerts in time. */
async function checkFaultGroup(run: AlertsRun, faults: readonly AlertingFault[]): Promise<boolean> {
  const prometheus = await startPrometheusFor(run);
  await sleep(BASELINE_MS, undefined, { signal: run.signal });
  let isPassed = true;
  for (const fault of faults) isPassed = (await checkFault(run, prometheus, fault)) && isPassed;
  return isPassed;
}

async function checkFault(
  { system, signal, say }: AlertsRun,
  prometheus: RunningPrometheus,
  { fault, alerts }: AlertingFault,
): Promise<boolean> {
  const isFiring = async (expected: ExpectedAlert) =>
    (await listAlerts(prometheus)).some((alert) => alert.state === 'firing' && matches(alert, expected));
  for (const expected of alerts) {
    if (!(await isFiring(expected))) continue;
    say(`BREACH ${fault.name}: ${expected.name} was firing before the fault`);
    return false;
  }
  const startedAt = performance.now();
  let faultEndedAt = Number.POSITIVE_INFINITY;
  const faultTask = fault.run(system, signal).finally(() => {
    faultEndedAt = performance.now();
  });
  const raisedAfterMs = await Promise.all(
    alerts.map(async (expected) => {
      while (performance.now() < faultEndedAt + ALERT_TIMEOUT_MS) {
        if (await isFiring(expected)) return performance.now() - startedAt;
        await sleep(POLL_INTERVAL_MS, undefined, { signal });
      }
      return undefined;
    }),
  );
  await faultTask;
  for (const [n, { name }] of alerts.entries()) {
    const ms = raisedAfterMs[n];
    if (ms === undefined) say(`BREACH ${fault.name}: did not raise ${name}`);
    else say(`ok     ${fault.name}: ${name} after ${(ms / 1_000).toFixed(0)} s`);
  }
  return raisedAfterMs.every((ms) => ms !== undefined);
}

const startPrometheusFor = ({ system: { apis, gateways, presence }, teardownStack }: AlertsRun) =>
  startPrometheus(teardownStack, {
    jobs: { 'chat-api': apis, 'realtime-gateway': gateways, presence },
    scrapeIntervalS: SCRAPE_INTERVAL_S,
    ruleFiles: [RULES_PATH],
  });

const listAlerts = async (prometheus: RunningPrometheus): Promise<readonly Alert[]> =>
  ((await prometheus.fetchData('alerts')) as { alerts: readonly Alert[] }).alerts;

const matches = ({ labels }: Alert, { name, labels: wanted = {} }: ExpectedAlert): boolean =>
  labels.alertname === name && Object.entries(wanted).every(([label, value]) => labels[label] === value);
