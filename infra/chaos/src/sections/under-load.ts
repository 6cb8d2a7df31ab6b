import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, connectCrowd } from '../clients/crowd.ts';
import type { Fault } from '../faults/fault.ts';
import { readCommittedHeads } from '../school/committed-heads.ts';
import { ChangeLoad } from '../senders/changes.ts';
import { MessageLoad } from '../senders/messages.ts';
import { createLibrarySendMethod } from '../senders/send-by-library.ts';
import { sendByRest } from '../senders/send-by-rest.ts';
import { createSocketSendMethod } from '../senders/send-by-socket.ts';
import type { SendMethod } from '../senders/send-method.ts';
import { VisitLoad } from '../senders/visits.ts';
import { runFinalCheck } from './final-check.ts';
import { injectFault } from './inject-fault.ts';
import type { ChaosRun } from './run.ts';

/** How long the load runs before the first fault. What is observed in this time is the baseline. */
const WARM_UP_MS = 2_000;

/**
 * Sends messages at a steady rate and injects the faults one after another. After each fault, waits up to 60 s for all
 * clients to catch up. At the end, checks that every acknowledged message was stored and delivered.
 */
export async function runFaultsUnderLoad(
  run: ChaosRun,
  faults: readonly Fault[],
  impatient = 0,
): Promise<void> {
  const { school, scale, ledger, random, signal, say } = run;
  if (faults.length === 0) return;
  const headsBeforeLoad = await readCommittedHeads(school.system, school.rooms);
  const crowd = await connectCrowd(school, scale, ledger, impatient);
  const messageLoad = new MessageLoad({
    rooms: school.rooms,
    perSecond: scale.messagesPerSecond,
    methods: createSendMethodMix(crowd),
    random,
    ledger,
  });
  const { rooms } = school;
  const changeLoad = new ChangeLoad({ rooms, random, ledger, perSecond: scale.changesPerSecond });
  const visitLoad = new VisitLoad({ guests: crowd.guests, rooms, random, ledger });
  try {
    ledger.begin('no fault');
    await sleep(WARM_UP_MS, undefined, { signal });
    for (const [n, fault] of faults.entries()) {
      const recoveryText = await injectFault(run, crowd, fault);
      say(`  ${n + 1}/${faults.length} ${fault.name}: ${recoveryText}`);
      await sleep(run.faultRandom.next() * scale.restMs, undefined, { signal });
    }
    await Promise.all([messageLoad.stop(), changeLoad.stop(), visitLoad.stop()]);
    say(`  ${visitLoad.finished} guests were added and removed`);
    await runFinalCheck(run, crowd, headsBeforeLoad, messageLoad.unacknowledged);
  } finally {
    for (const load of [messageLoad, changeLoad, visitLoad]) void load.stop();
    crowd.stop();
  }
}

/**
 * Returns ten send methods, from which one is drawn at random for each message. On average, seven in ten messages are
 * sent by REST, two by socket, and one by the client library.
 */
function createSendMethodMix({ plain, library }: Crowd): SendMethod[] {
  return [
    ...Array.from({ length: 7 }, () => sendByRest),
    ...Array.from({ length: 2 }, () => createSocketSendMethod(plain)),
    createLibrarySendMethod(library),
  ];
}
