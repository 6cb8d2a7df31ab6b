import { lostMessages } from '../judge/lost-messages.ts';
import { brokenNumbers, storedTwice } from '../judge/truth.ts';
import { catchUp } from '../load/catch-up.ts';
import type { Client } from '../load/client.ts';
import type { LibraryClient } from '../load/library-client.ts';
import { untilSent } from '../load/until-sent.ts';
import { committedHeads, type Heads } from '../stage/committed-heads.ts';
import { inBatches } from '../stage/in-batches.ts';
import { readTruth } from '../stage/read-truth.ts';
import type { Run } from './run.ts';

const LAST_ONES_WITHIN_MS = 30_000;
const ROOMS_AT_ONCE = 4;

interface Listeners {
  readonly clients: readonly Client[];
  readonly library: readonly LibraryClient[];
}

/** After the load: everybody must have everything, and everything acknowledged must be in the rooms' events, each once. */
export async function closeBooks(
  { stage: { system, rooms }, ledger, signal, breach }: Run,
  { clients, library }: Listeners,
  before: Heads,
  unacknowledged: number,
): Promise<void> {
  if (unacknowledged > 0) breach(`${unacknowledged} messages were never acknowledged`);
  const unsent = await untilSent(library, LAST_ONES_WITHIN_MS);
  if (unsent > 0) breach(`${unsent} messages are still in the outbox of a connected client`);

  const heads = await committedHeads(system, rooms);
  const end = { since: performance.now(), withinMs: LAST_ONES_WITHIN_MS, signal };
  const { behind } = await catchUp(clients, heads, end);
  for (const client of behind) {
    const missing = client.roomIds.map((id) => client.missing(id, heads.get(id) ?? 0));
    ledger.current.undelivered += missing.reduce((all, one) => all + one, 0);
    breach(`at the end not caught up: ${client.describe()}`);
  }

  const truth = await inBatches(rooms, ROOMS_AT_ONCE, (room) =>
    readTruth(room, before.get(room.id) ?? 0, heads),
  );
  for (const problem of truth.flatMap(brokenNumbers)) breach(problem);
  for (const problem of storedTwice(truth)) breach(`stored twice: ${problem}`);
  for (const { during, clientMsgId, roomId } of lostMessages(ledger.takeAcknowledged(), truth)) {
    ledger.rowOf(during).lost += 1;
    ledger.note(`lost: ${clientMsgId} of ${roomId}`);
  }
  for (const { name, unexpectedEnds } of system.services) {
    for (const { code, signal } of unexpectedEnds) breach(`${name} ended by itself (${signal ?? code})`);
  }
}
