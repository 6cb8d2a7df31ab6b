import { catchUp } from '../clients/catch-up.ts';
import type { Client } from '../clients/client.ts';
import { type LibraryClient, untilSent } from '../clients/library-client.ts';
import { brokenSequence, lostMessages, storedTwice } from '../judge/room-log.ts';
import { committedHeads, type Heads } from '../school/committed-heads.ts';
import { inBatches } from '../school/in-batches.ts';
import { readRoomLog } from '../school/read-room-log.ts';
import type { Run } from './run.ts';

const SETTLED_WITHIN_MS = 30_000;
const ROOM_BATCH = 4;

interface Listeners {
  readonly clients: readonly Client[];
  readonly library: readonly LibraryClient[];
}

/**
 * Checks after the load that every client has received every event, and that the logs contain every acknowledged
 * message exactly once. Reports each violation as a breach or in the ledger. `before` holds the room heads at the
 * start of the load, and `unacknowledged` is the number of messages that the senders gave up on.
 */
export async function finalCheck(
  { school: { system, rooms }, ledger, signal, breach }: Run,
  { clients, library }: Listeners,
  before: Heads,
  unacknowledged: number,
): Promise<void> {
  if (unacknowledged > 0) breach(`${unacknowledged} messages were never acknowledged`);
  const unsent = await untilSent(library, SETTLED_WITHIN_MS);
  if (unsent > 0) breach(`${unsent} messages are still in the outbox of a connected client`);

  const heads = await committedHeads(system, rooms);
  const options = { since: performance.now(), withinMs: SETTLED_WITHIN_MS, signal };
  const { behind } = await catchUp(clients, heads, options);
  for (const client of behind) {
    const missing = client.roomIds.map((id) => client.missing(id, heads.get(id) ?? 0));
    ledger.current.undelivered += missing.reduce((total, count) => total + count, 0);
    breach(`not caught up at the end: ${client.describe()}`);
  }

  const logs = await inBatches(rooms, ROOM_BATCH, (room) =>
    readRoomLog(room, before.get(room.id) ?? 0, heads),
  );
  for (const problem of logs.flatMap(brokenSequence)) breach(problem);
  for (const problem of storedTwice(logs)) breach(`stored twice: ${problem}`);
  for (const { during, clientMsgId, roomId } of lostMessages(ledger.takeAcknowledged(), logs)) {
    ledger.rowOf(during).lost += 1;
    ledger.note(`lost: ${clientMsgId} in ${roomId}`);
  }
  for (const { name, unexpectedEnds } of system.services) {
    for (const { code, signal } of unexpectedEnds) breach(`${name} exited unexpectedly (${signal ?? code})`);
  }
}
