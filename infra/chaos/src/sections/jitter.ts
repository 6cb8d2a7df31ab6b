import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../judge/percentile.ts';
import { catchUp } from '../load/catch-up.ts';
import { clientsOf, endMobiles, gatherMobiles, type Mobile } from '../load/mobile-clients.ts';
import { sendByRest } from '../load/send-by-rest.ts';
import { Senders } from '../load/senders.ts';
import { seconds } from '../report/seconds.ts';
import { committedHeads } from '../stage/committed-heads.ts';
import type { ChatRoom } from '../stage/stage.ts';
import { closeBooks } from './close-books.ts';
import type { Run } from './run.ts';

const CAUGHT_UP_WITHIN_MS = 30_000;
/** Cuts are spread around their interval by this share of it, so that they never fall into step. */
const SPREAD = 0.2;

/** Every client's own network is cut again and again, while messages go to one room with all of them. */
export async function jitter(run: Run): Promise<void> {
  const { stage, scale, ledger, signal, say } = run;
  const { clients, messages, messagesPerSecond, cutEveryMs } = scale.jitter;
  const room = await makeRoom(run);
  const rooms = [room];
  const mobiles = await gatherMobiles(stage, room, scale.jitter, ledger);
  say(`  ${clients} clients are in one room`);
  const before = await committedHeads(stage.system, rooms);
  ledger.begin(`${clients} clients cut every ${cutEveryMs / 1_000} s`);
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, signal]);
  setMaxListeners(0, over.signal, stop);
  try {
    const { random } = run;
    const senders = new Senders({
      ...{ rooms, random, ledger },
      ...{ perSecond: messagesPerSecond, most: messages, ways: [sendByRest] },
    });
    const samples: Samples = new Map();
    const cutting = mobiles.map((mobile) => cutAgainAndAgain(run, mobile, room, samples, stop));
    await sleep((messages / messagesPerSecond) * 1_000, undefined, { signal });
    over.abort();
    const counts = await Promise.all(cutting);
    await senders.stop();
    const cuts = counts.reduce((all, one) => all + one, 0);
    say(`  ${cuts} cuts`);
    for (const [what, ms] of samples) {
      say(`  ${what}: p50 ${seconds(percentile(ms, 0.5))}, p99 ${seconds(percentile(ms, 0.99))}`);
    }
    const heard = clientsOf(mobiles);
    const here = { ...run, stage: { ...stage, rooms } };
    await closeBooks(here, { clients: heard, library: [] }, before, senders.unacknowledged);
    const all = clients * senders.sent;
    const delivered = all - ledger.current.undelivered;
    say(`  delivered: ${((delivered / all) * 100).toFixed(2)} % of ${all}`);
  } finally {
    over.abort();
    await endMobiles(mobiles);
  }
}

/** Milliseconds, by what they are of. */
type Samples = Map<string, number[]>;

const note = (samples: Samples, what: string, ms: readonly number[]) => {
  const known = samples.get(what);
  if (known) known.push(...ms);
  else samples.set(what, [...ms]);
};

/** A room of everybody. */
async function makeRoom({ stage: { system, users } }: Run): Promise<ChatRoom> {
  const [owner, ...members] = users;
  if (!owner) throw new RangeError('nobody is there');
  const { id } = await system.room({ owner, members, name: 'Everybody' });
  return { id, members: users };
}

/** Answers how many cuts there were. */
async function cutAgainAndAgain(
  { scale, random, ledger, signal }: Run,
  { kind, client, line }: Mobile,
  room: ChatRoom,
  samples: Samples,
  stop: AbortSignal,
): Promise<number> {
  const { cutEveryMs, cutForMs } = scale.jitter;
  let waitMs = random.next() * cutEveryMs;
  for (let cuts = 0; ; cuts++) {
    const isOver = await sleep(waitMs, false, { signal: stop }).catch(() => true);
    if (isOver) return cuts;
    // A cut that has begun goes to its end, so that everybody's last one is measured too.
    await line.cutFor(cutForMs, signal);
    const since = performance.now();
    const heads = new Map([[room.id, ledger.acknowledgedHead(room.id)]]);
    const { ms, behind } = await catchUp([client], heads, { since, withinMs: CAUGHT_UP_WITHIN_MS, signal });
    ledger.current.catchUpMs.push(...ms);
    for (const one of behind) ledger.note(`never caught up after a cut: ${one.describe()}`);
    note(samples, kind, ms);
    if (client.kind === 'plain' && behind.length === 0) {
      note(samples, `${kind}, from its own reconnect`, [Math.max(0, performance.now() - client.connectedAt)]);
    }
    waitMs = Math.max(0, cutEveryMs * (1 - SPREAD + 2 * SPREAD * random.next()) - cutForMs);
  }
}
