import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults/fault.ts';
import { catchUp } from '../load/catch-up.ts';
import { gatherCrowd } from '../load/crowd.ts';
import { sendByLibrary } from '../load/send-by-library.ts';
import { sendByRest } from '../load/send-by-rest.ts';
import { sendBySocket } from '../load/send-by-socket.ts';
import { Senders } from '../load/senders.ts';
import { seconds } from '../report/seconds.ts';
import { committedHeads } from '../stage/committed-heads.ts';
import { closeBooks } from './close-books.ts';
import type { Run } from './run.ts';

/** Without any fault, before the first one: what the machine does at its best. */
const WARM_UP_MS = 2_000;
const CAUGHT_UP_WITHIN_MS = 60_000;

/**
 * One load from beginning to end, and one fault after the other under it. The next one comes when everybody has got
 * over the last; then all that was acknowledged is looked for.
 */
export async function underLoad(run: Run, faults: readonly Fault[], impatient = 0): Promise<void> {
  const { stage, scale, ledger, random, signal, say } = run;
  if (faults.length === 0) return;
  const before = await committedHeads(stage.system, stage.rooms);
  const crowd = await gatherCrowd(stage, scale, ledger, impatient);
  const ways = [
    ...Array.from({ length: 7 }, () => sendByRest),
    ...Array.from({ length: 2 }, () => sendBySocket(crowd.plain)),
    sendByLibrary(crowd.library),
  ];
  const senders = new Senders({
    rooms: stage.rooms,
    perSecond: scale.messagesPerSecond,
    ways,
    random,
    ledger,
  });
  try {
    ledger.begin('no fault');
    await sleep(WARM_UP_MS, undefined, { signal });
    for (const [n, fault] of faults.entries()) {
      ledger.begin(fault.name);
      const beganAt = performance.now();
      await fault.run(stage.system, signal);
      const since = performance.now();
      const heads = await committedHeads(stage.system, stage.rooms);
      const { ms, behind } = await catchUp(crowd.clients, heads, {
        since,
        withinMs: CAUGHT_UP_WITHIN_MS,
        signal,
      });
      ledger.current.catchUpMs.push(...ms);
      for (const client of behind) ledger.note(`never caught up: ${client.describe()}`);
      const took = `${seconds(since - beganAt)}, all caught up ${seconds(Math.max(...ms))} later`;
      say(`  ${n + 1}/${faults.length} ${fault.name}: ${took}`);
      await sleep(run.faultRandom.next() * scale.restMs, undefined, { signal });
    }
    await senders.stop();
    await closeBooks(run, crowd, before, senders.unacknowledged);
  } finally {
    crowd.stop();
  }
}
