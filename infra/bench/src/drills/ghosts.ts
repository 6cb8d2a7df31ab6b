import { startSystem, TeardownStack } from '@kcs/testkit';
import { createCrowd } from '../crowd/crowd.ts';
import { formatTable } from '../report/table.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { type GhostDrillScale, type GhostFigure, killOneGateway } from './kill-one-gateway.ts';

export const ghostsDrill: Drill = {
  summary: 'Who is online after one of three gateways with 1,000 users was killed',
  run: runGhostsDrill,
};

const DEFAULT_SCALE: GhostDrillScale = {
  users: 1_000,
  roomSize: 50,
  // The lease lasts 10 s, and the last heartbeat was at most 3 s before the kill. So an absence of less than 6 s ends
  // before the lease does.
  invisibleMs: 6_000,
  offlineWithinMs: 15_000,
  lastCheckAfterMs: 60_000,
};

async function runGhostsDrill({ say, signal }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say('Starting a system with three gateways and two replicas of presence');
    const system = await startSystem(teardownStack, { gateways: 3, presence: 2 });
    const { users, roomSize } = DEFAULT_SCALE;
    const crowd = await createCrowd(teardownStack, system, { people: users, roomSizes: [roomSize] });
    const { figures, breaches } = await killOneGateway(teardownStack, {
      system,
      crowd,
      scale: DEFAULT_SCALE,
      say,
      signal,
    });
    say(`\n${formatGhostFigures(figures)}\n`);
    for (const breach of breaches) say(`BREACH ${breach}`);
    return breaches.length === 0 ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}

function formatGhostFigures(figures: readonly GhostFigure[]): string {
  return formatTable([['measured', 'value'], ...figures.map(({ name, value }) => [name, value])]);
}
