import { LIMITS, type Missed, type RoomEvent } from '@kcs/contracts';

/**
 * Returns chat-api's missed events extended by the events released after them, up to the position at which the socket
 * enters the room. Returns `CATCH_UP_BY_EVENTS` if the result is too large (CATCH-2).
 */
export function extendMissedEvents(missed: Missed, after: readonly RoomEvent[], position: number): Missed {
  if ('code' in missed) return missed.code === 'CATCH_UP_BY_EVENTS' ? { ...missed, head: position } : missed;
  if (after.length === 0) return missed;
  const events = [...missed.events, ...after];
  const fits =
    events.length <= LIMITS.CATCH_UP_EVENTS_PER_ROOM &&
    Buffer.byteLength(JSON.stringify(events)) <= LIMITS.CATCH_UP_BYTES_PER_ANSWER;
  return fits ? { events } : { code: 'CATCH_UP_BY_EVENTS', head: position };
}

/** Whether the user is no longer a member after these events. A later addition cancels an earlier removal. */
export function removesMember(events: readonly RoomEvent[], userId: string): boolean {
  let removed = false;
  for (const event of events) {
    if (event.kind === 'room-deleted') removed = true;
    if (event.kind !== 'members-changed') continue;
    if (event.data.removed.includes(userId)) removed = true;
    if (event.data.added.some((member) => member.userId === userId)) removed = false;
  }
  return removed;
}
