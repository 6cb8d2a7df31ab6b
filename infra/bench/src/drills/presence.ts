import { parseArgs } from 'node:util';
import { startSystem, TeardownStack } from '@kcs/testkit';
import { createCrowd } from '../crowd/crowd.ts';
import { type PresenceDrillScale, runPresencePhases } from '../crowd/presence-phases.ts';
import { SystemCostMeter } from '../measure/system-costs.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { findGrowingCosts, formatPresencePhases } from './presence-report.ts';

export const presenceDrill: Drill = {
  summary: 'What presence costs while 5,000 users come and go, and while all gateways restart under them',
  run: runPresenceDrill,
};

const DEFAULT_SCALE: PresenceDrillScale = {
  users: 5_000,
  fewUsers: 1_000,
  hasRestart: true,
  // A class and a grade. The room of everybody is larger than the default of PRESENCE_PUSH_MAX_MEMBERS.
  roomSizes: [25, 100],
  flapsPerSecond: 50,
  graceMs: 5_000,
  longAbsenceMs: 7_500,
  idleMs: 5_000,
  statusSeconds: 5,
};

/** This drill has no load balancer, so a stopping gateway need not wait for one to notice. */
const DRAIN_OPTIONS = { DRAIN_NOTICE_MS: '0' };

async function runPresenceDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { users: { type: 'string' } } });
  const users = Number(values.users ?? DEFAULT_SCALE.users);
  if (!(Number.isInteger(users / 500) && users > 0))
    throw new Error(`--users must be a positive multiple of 500, not ${values.users}.`);
  const teardownStack = new TeardownStack();
  try {
    say('Starting a system with two gateways and two replicas of presence');
    const system = await startSystem(teardownStack, {
      gateways: 2,
      presence: 2,
      ownPostgres: true,
      env: DRAIN_OPTIONS,
    });
    const scale = { ...DEFAULT_SCALE, users, fewUsers: users / 5 };
    const crowd = await createCrowd(teardownStack, system, { people: users, roomSizes: scale.roomSizes });
    const meter = await SystemCostMeter.start(teardownStack, system, system.postgres.pid);
    const { phases, few, many, ...result } = await runPresencePhases({
      system,
      crowd,
      meter,
      scale,
      say,
      signal,
    });
    const breaches = [...result.breaches, ...(few ? findGrowingCosts(few, many) : [])];
    say(`\n${formatPresencePhases(phases)}\n`);
    for (const breach of breaches) say(`BREACH ${breach}`);
    return breaches.length === 0 ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}
