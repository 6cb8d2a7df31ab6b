import { drawKillFaults } from '../faults/kill.ts';
import { createFreezeFault, createNatsOutage } from '../faults/outages.ts';
import { restartAllFault, rollingRestartFault } from '../faults/restarts.ts';
import { deleteStreamFault, flushRedisFault, wipeNatsFault } from '../faults/wipe.ts';
import type { Section } from '../plan/options.ts';
import { runJitter } from './jitter.ts';
import type { ChaosRun } from './run.ts';
import { runUnderLoad } from './under-load.ts';

/** Runs the requested sections in a fixed order. All sections that inject faults into the same load share one run. */
export async function runSections(run: ChaosRun, only: readonly Section[]): Promise<void> {
  const { scale, faultRandom } = run;
  const faults = [
    ...(only.includes('kills') ? drawKillFaults(scale.kills, faultRandom) : []),
    ...(only.includes('freezes')
      ? [createFreezeFault('Redis', scale.frozenMs), createFreezeFault('NATS', scale.frozenMs)]
      : []),
    ...(only.includes('wipes') ? [wipeNatsFault, deleteStreamFault, flushRedisFault] : []),
    ...(only.includes('away') ? [createNatsOutage(scale.awayMs)] : []),
    ...(only.includes('restarts') ? [restartAllFault] : []),
  ];
  const { messagesPerSecond, rooms, membersPerRoom } = scale;
  if (faults.length > 0) {
    run.say(
      `${messagesPerSecond} messages/s into ${rooms} rooms of ${membersPerRoom}: ${faults.length} faults`,
    );
    await runUnderLoad(run, faults);
  }
  if (only.includes('rolling')) {
    run.say(`rolling restart, with ${scale.impatientClients} clients that give up after 5 refused attempts`);
    await runUnderLoad(run, [rollingRestartFault], scale.impatientClients);
  }
  if (only.includes('jitter')) {
    run.say(`jitter: ${scale.jitter.clients} clients`);
    await runJitter(run);
  }
}
