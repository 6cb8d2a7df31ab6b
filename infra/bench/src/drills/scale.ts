import { parseArgs } from 'node:util';
import { ensurePrograms } from '@kcs/private-servers';
import { startSystem, TeardownStack } from '@kcs/testkit';
import type { Drill, DrillContext } from './drill-context.ts';
import { runScalePhases, type ScaleDrillScale } from './scale-phases.ts';
import { findScaleBreaches, formatReconnects, formatScalePhases, formatScaleTotals } from './scale-report.ts';

export const scaleDrill: Drill = {
  summary: 'What 5,000 clients notice while gateways are added, replaced by another version, and removed',
  run: runScaleDrill,
};

const DEFAULT_CLIENTS = 5_000;
const SMALLEST_CROWD = 500;
const GATEWAYS = 4;
const CHAT_APIS = 2;

/** The measurements alone connect 1,320 clients of the crowd, which is more than a small crowd has. */
const DEFAULT_SCALE: ScaleDrillScale = {
  clients: DEFAULT_CLIENTS,
  roomSize: 25,
  probesPerRoom: 2,
  messagesPerSecond: 50,
  rounds: 3,
  measureSeconds: 4,
  usualConnectsPerSecond: 10,
  burstConnectsPerSecond: 100,
  firstConnectsPerSecond: 180,
};
const SMALL_MEASUREMENTS = { rounds: 1, measureSeconds: 2 };

async function runScaleDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { clients: { type: 'string' } } });
  const clients = Number(values.clients ?? DEFAULT_CLIENTS);
  if (!(Number.isInteger(clients / 100) && clients >= SMALLEST_CROWD))
    throw new Error(
      `--clients must be a multiple of 100 and at least ${SMALLEST_CROWD}, not ${values.clients}.`,
    );
  await ensurePrograms(['haproxy'], { say, signal });
  const teardownStack = new TeardownStack();
  try {
    say(`Starting HAProxy, ${CHAT_APIS} replicas of chat-api, and ${GATEWAYS} gateways`);
    const system = await startSystem(teardownStack, {
      gateways: GATEWAYS,
      apis: CHAT_APIS,
      presence: 2,
      haproxy: true,
      ownPostgres: true,
    });
    const scale = { ...DEFAULT_SCALE, ...(clients < DEFAULT_CLIENTS && SMALL_MEASUREMENTS), clients };
    const result = await runScalePhases(teardownStack, { system, scale, say, signal });
    const breaches = findScaleBreaches(result);
    say(`\n${formatScalePhases(result.phases)}\n\n${formatReconnects(result.drains)}\n`);
    say(`${formatScaleTotals(result)}\n`);
    for (const breach of breaches) say(`BREACH ${breach}`);
    return breaches.length === 0 ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}
