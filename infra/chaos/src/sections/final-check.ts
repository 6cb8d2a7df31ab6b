import { measureCatchUp } from '../clients/catch-up.ts';
import type { ChaosClient } from '../clients/client.ts';
import type { Guest } from '../clients/guest.ts';
import type { LibraryClient } from '../clients/library-client.ts';
import { waitUntilSent } from '../clients/wait-until-sent.ts';
import { findEventsAfterRemoval, findStartOfMemberships } from '../judge/memberships.ts';
import {
  findDuplicateMessages,
  findLostChanges,
  findLostMessages,
  findSequenceErrors,
} from '../judge/room-log.ts';
import { type HeadsByRoom, readCommittedHeads } from '../school/committed-heads.ts';
import { mapInBatches } from '../school/in-batches.ts';
import { readRoomLog } from '../school/read-room-log.ts';
import type { ChaosRun } from './run.ts';

const FINAL_CATCH_UP_TIMEOUT_MS = 30_000;
const ROOM_BATCH_SIZE = 4;

interface CheckedClients {
  readonly clients: readonly ChaosClient[];
  readonly library: readonly LibraryClient[];
  readonly guests: readonly Guest[];
}

/**
 * Runs these checks after the load, and reports each violation as a breach or in the ledger:
 * - Every client has received every event.
 * - The logs contain every acknowledged message exactly once, and every acknowledged change.
 * - No guest received an event after being removed.
 * - NATS and Redis refused no command from a service.
 * - No service exited unexpectedly.
 *
 * `before` contains the heads of the rooms at the start of the load. `unacknowledged` is the number of messages
 * that the senders gave up on.
 */
export async function runFinalCheck(
  { school: { system, rooms }, ledger, signal, breach }: ChaosRun,
  { clients, library, guests }: CheckedClients,
  before: HeadsByRoom,
  unacknowledged: number,
): Promise<void> {
  if (unacknowledged > 0) breach(`${unacknowledged} messages were never acknowledged`);
  const unsentCount = await waitUntilSent(library, FINAL_CATCH_UP_TIMEOUT_MS);
  if (unsentCount > 0) breach(`${unsentCount} messages are still in the outbox of a connected client`);

  const finalHeads = await readCommittedHeads(system, rooms);
  const catchUpOptions = { since: performance.now(), withinMs: FINAL_CATCH_UP_TIMEOUT_MS, signal };
  const { behind } = await measureCatchUp(clients, finalHeads, catchUpOptions);
  for (const client of behind) {
    const missingEventCounts = client.roomIds.map((id) => client.missing(id, finalHeads.get(id) ?? 0));
    ledger.current.undelivered += missingEventCounts.reduce((total, count) => total + count, 0);
    breach(`Client did not catch up by the end: ${client.describe()}`);
  }

  const roomLogs = await mapInBatches(rooms, ROOM_BATCH_SIZE, (room) =>
    readRoomLog(room, before.get(room.id) ?? 0, finalHeads),
  );
  for (const problem of roomLogs.flatMap(findSequenceErrors)) breach(problem);
  for (const problem of findDuplicateMessages(roomLogs)) breach(`Message stored more than once: ${problem}`);
  for (const { during, clientMsgId, roomId } of findLostMessages(ledger.takeAcknowledged(), roomLogs)) {
    ledger.rowOf(during).lost += 1;
    ledger.note(`Acknowledged message lost: ${clientMsgId} in room ${roomId}`);
  }
  for (const { during, change, roomId } of findLostChanges(ledger.takeAcknowledgedChanges(), roomLogs)) {
    ledger.rowOf(during).lost += 1;
    ledger.note(`Acknowledged change lost: ${change} in room ${roomId}`);
  }
  const guestEvents = guests.flatMap((guest) => guest.received);
  const guestLogs = await mapInBatches(rooms, ROOM_BATCH_SIZE, (room) =>
    readRoomLog(room, findStartOfMemberships(guestEvents, room.id, before.get(room.id) ?? 0), finalHeads),
  );
  for (const problem of findEventsAfterRemoval(guestEvents, guestLogs)) breach(problem);
  for (const refusal of await system.refusals()) breach(`refused: ${refusal}`);
  for (const { name, unexpectedEnds } of system.services) {
    for (const { code, signal } of unexpectedEnds) breach(`${name} exited unexpectedly (${signal ?? code})`);
  }
}
