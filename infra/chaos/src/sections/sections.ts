import { drawKillFaults } from '../faults/kill.ts';
import { createFreezeFault, createNatsOutageFault } from '../faults/outages.ts';
import { restartAllFault, rollingRestartFault } from '../faults/restarts.ts';
import { deleteStreamFault, flushRedisFault, wipeNatsFault } from '../faults/wipe.ts';
import type { ChaosSection } from '../plan/options.ts';
import { runJitterSection } from './jitter.ts';
import type { ChaosRun } from './run.ts';
import { runFaultsUnderLoad } from './under-load.ts';

/** Runs the requested sections in a fixed order. All sections that inject faults into the same load share one run. */
export async function runSelectedSections(run: ChaosRun, only: readonly ChaosSection[]): Promise<void> {
  const { scale, faultRandom } = run;
  const faultsUnderLoad = [
    ...(only.includes('kills') ? drawKillFaults(scale.kills, faultRandom) : []),
    ...(only.includes('freezes')
      ? [createFreezeFault('Redis', scale.frozenMs), createFreezeFault('NATS', scale.frozenMs)]
      : []),
    ...(only.includes('wipes') ? [wipeNatsFault, deleteStreamFault, flushRedisFault] : []),
    ...(only.includes('away') ? [createNatsOutageFault(scale.awayMs)] : []),
    ...(only.includes('restarts') ? [restartAllFault] : []),
  ];
  const { messagesPerSecond, rooms, membersPerRoom } = scale;
  if (faultsUnderLoad.length > 0) {
    run.say(
      `${messagesPerSecond} messages/s into ${rooms} rooms of ${membersPerRoom}: ${faultsUnderLoad.length} faults`,
    );
    await runFaultsUnderLoad(run, faultsUnderLoad);
  }
  if (only.includes('rolling')) {
    run.say(`rolling restart, with ${scale.impatientClients} clients that give up after 5 refused attempts`);
    await runFaultsUnderLoad(run, [rollingRestartFault], scale.impatientClients);
  }
  if (only.includes('jitter')) {
    run.say(`jitter: ${scale.jitter.clients} clients`);
    await runJitterSection(run);
  }
}
