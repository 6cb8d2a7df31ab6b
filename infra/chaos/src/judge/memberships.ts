import type { LogEntry, RoomLog } from './room-log.ts';

/**
 * An event that a guest received live. A guest is a user who is repeatedly added to a room and removed again during the
 * run.
 */
export interface GuestEvent {
  readonly userId: string;
  readonly roomId: string;
  readonly seq: number;
  /** How the event arrived, described for the report. */
  readonly detail?: string;
}

/**
 * Returns a description of every event that a guest received although the guest was not a member at the event's seq
 * (REM-1). A guest may receive the event of its own removal. At the start of each log, no guest is a member of the
 * room.
 */
export function findEventsAfterRemoval(received: readonly GuestEvent[], logs: readonly RoomLog[]): string[] {
  const logByRoomId = new Map(logs.map((log) => [log.roomId, log]));
  return received.flatMap(({ userId, roomId, seq, detail = '' }) => {
    const roomLog = logByRoomId.get(roomId);
    if (!roomLog) return [];
    const lastMembershipChange = roomLog.events.findLast(
      (event) => event.seq <= seq && changesMembershipOf(userId, event),
    );
    if (
      lastMembershipChange &&
      (lastMembershipChange.seq === seq || lastMembershipChange.added?.includes(userId))
    )
      return [];
    const membershipText = lastMembershipChange
      ? `was removed at seq ${lastMembershipChange.seq}`
      : 'was never a member before';
    return [`${userId} received event ${seq} of ${roomId}, but ${membershipText}. ${detail}`.trim()];
  });
}

/**
 * Returns the position after which the room's log is needed to judge these events: `headBefore`, the head at the start
 * of the load, or the position before the first event that a guest received from the room. A guest can receive the
 * event of its removal again after it has connected for the next load, if a gateway was killed.
 */
export function findStartOfMemberships(
  received: readonly GuestEvent[],
  roomId: string,
  headBefore: number,
): number {
  const positions = received.flatMap((event) => (event.roomId === roomId ? event.seq - 1 : []));
  return Math.min(headBefore, ...positions);
}

const changesMembershipOf = (userId: string, { added, removed }: LogEntry): boolean =>
  Boolean(added?.includes(userId) || removed?.includes(userId));
