import type { RoomLog } from './room-log.ts';

/** An event that a guest received live. A guest is a user who is added to rooms and removed from them during the run. */
export interface GuestEvent {
  readonly userId: string;
  readonly roomId: string;
  readonly seq: number;
}

/**
 * Returns a description of every event that a guest received although the event's seq is above that of the guest's
 * removal (REM-1). The removal itself is the last event that a guest may receive. At the start of each log, no guest is
 * a member.
 */
export function findEventsAfterRemoval(received: readonly GuestEvent[], logs: readonly RoomLog[]): string[] {
  const logByRoom = new Map(logs.map((log) => [log.roomId, log]));
  return received.flatMap(({ userId, roomId, seq }) => {
    const log = logByRoom.get(roomId);
    if (!log || mayReceive(userId, seq, log)) return [];
    return [`${userId} received event ${seq} of ${roomId}, but was not a member at that seq`];
  });
}

function mayReceive(userId: string, seq: number, { events }: RoomLog): boolean {
  const lastChange = events.findLast(
    (event) => event.seq <= seq && (event.added?.includes(userId) || event.removed?.includes(userId)),
  );
  if (!lastChange) return false;
  return lastChange.seq === seq || Boolean(lastChange.added?.includes(userId));
}
