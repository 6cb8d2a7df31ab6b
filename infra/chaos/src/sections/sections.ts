import { drawKills } from '../faults/kill.ts';
import { freeze, stopNats } from '../faults/outages.ts';
import { restartAll, rollingRestart } from '../faults/restarts.ts';
import { deleteStream, flushRedis, wipeNats } from '../faults/wipe.ts';
import type { Section } from '../plan/options.ts';
import { jitter } from './jitter.ts';
import type { Run } from './run.ts';
import { underLoad } from './under-load.ts';

/** Runs the requested sections in a fixed order. The sections that inject faults under the same load run as one. */
export async function runSections(run: Run, only: readonly Section[]): Promise<void> {
  const { scale, faultRandom } = run;
  const faults = [
    ...(only.includes('kills') ? drawKills(scale.kills, faultRandom) : []),
    ...(only.includes('freezes') ? [freeze('Redis', scale.frozenMs), freeze('NATS', scale.frozenMs)] : []),
    ...(only.includes('wipes') ? [wipeNats, deleteStream, flushRedis] : []),
    ...(only.includes('away') ? [stopNats(scale.awayMs)] : []),
    ...(only.includes('restarts') ? [restartAll] : []),
  ];
  const { messagesPerSecond, rooms, membersPerRoom } = scale;
  if (faults.length > 0) {
    run.say(
      `${messagesPerSecond} messages/s into ${rooms} rooms of ${membersPerRoom}: ${faults.length} faults`,
    );
    await underLoad(run, faults);
  }
  if (only.includes('rolling')) {
    run.say(`rolling restart, with ${scale.impatientClients} clients that give up after 5 refused attempts`);
    await underLoad(run, [rollingRestart], scale.impatientClients);
  }
  if (only.includes('jitter')) {
    run.say(`jitter: ${scale.jitter.clients} clients`);
    await jitter(run);
  }
}
