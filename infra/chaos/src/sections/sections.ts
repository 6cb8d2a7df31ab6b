import { drawKills } from '../faults/kill.ts';
import { createFreezeFault, createNatsOutage } from '../faults/outages.ts';
import { restartAll, rollingRestart } from '../faults/restarts.ts';
import { deleteStream, flushRedis, wipeNats } from '../faults/wipe.ts';
import type { Section } from '../plan/options.ts';
import { runJitter } from './jitter.ts';
import type { ChaosRun } from './run.ts';
import { runUnderLoad } from './under-load.ts';

/** Runs the requested sections in a fixed order. All sections that inject faults into the same load share one run. */
export async function runSections(run: ChaosRun, only: readonly Section[]): Promise<void> {
  const { scale, faultRandom } = run;
  const faults = [
    ...(only.includes('kills') ? drawKills(scale.kills, faultRandom) : []),
    ...(only.includes('freezes')
      ? [createFreezeFault('Redis', scale.frozenMs), createFreezeFault('NATS', scale.frozenMs)]
      : []),
    ...(only.includes('wipes') ? [wipeNats, deleteStream, flushRedis] : []),
    ...(only.includes('away') ? [createNatsOutage(scale.awayMs)] : []),
    ...(only.includes('restarts') ? [restartAll] : []),
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
    await runUnderLoad(run, [rollingRestart], scale.impatientClients);
  }
  if (only.includes('jitter')) {
    run.say(`jitter: ${scale.jitter.clients} clients`);
    await runJitter(run);
  }
}
