import { setTimeout as sleep } from 'node:timers/promises';
import { startSystem, TeardownStack } from '@kcs/testkit';
import type { Drill, DrillContext } from './drill-context.ts';
import { startWatchedLoad } from './watched-load.ts';

export const natsFailoverDrill: Drill = {
  summary: 'Every message arrives once and in order while each server of a NATS cluster is killed in turn',
  run: runNatsFailoverDrill,
};

const NATS_SERVERS = 3;
const SENDERS = 20;
/** The time before each kill, and the time for which a killed server stays stopped. */
const PHASE_MS = 5_000;
/** The maximum time without a live message. */
const MAX_PAUSE_MS = 10_000;

async function runNatsFailoverDrill({ say }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with a cluster of ${NATS_SERVERS} NATS servers`);
    const system = await startSystem(teardownStack, {
      apis: 2,
      natsServers: NATS_SERVERS,
      env: { NATS_STREAM_REPLICAS: String(NATS_SERVERS) },
    });
    const load = await startWatchedLoad(system, SENDERS);
    for (const [i, server] of system.natsServers.entries()) {
      await sleep(PHASE_MS);
      say(`Killing NATS server ${i + 1}`);
      await server.kill();
      await sleep(PHASE_MS);
      await server.start();
    }
    await sleep(PHASE_MS);
    const delivery = await load.finish();
    say(`\n${delivery.format({ maxPauseMs: MAX_PAUSE_MS })}\n`);
    return delivery.isComplete && delivery.pauseMs <= MAX_PAUSE_MS ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}
