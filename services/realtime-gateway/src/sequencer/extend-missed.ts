import { LIMITS, type Missed, type RoomEvent } from '@kcs/contracts';

/** The answer of chat-api, which ends at its head, brought to the position at which the socket enters. */
export function extendMissed(missed: Missed, after: readonly RoomEvent[], position: number): Missed {
  if ('code' in missed) return missed.code === 'CATCH_UP_BY_EVENTS' ? { ...missed, head: position } : missed;
  if (after.length === 0) return missed;
  const events = [...missed.events, ...after];
  const fits =
    events.length <= LIMITS.CATCH_UP_EVENTS_PER_ROOM &&
    Buffer.byteLength(JSON.stringify(events)) <= LIMITS.CATCH_UP_BYTES_PER_ANSWER;
  return fits ? { events } : { code: 'CATCH_UP_BY_EVENTS', head: position };
}

/** Whether the events take the user's membership away; the last word counts. */
export function removes(events: readonly RoomEvent[], userId: string): boolean {
  let removed = false;
  for (const event of events) {
    if (event.kind === 'room-deleted') removed = true;
    if (event.kind !== 'members-changed') continue;
    if (event.data.removed.includes(userId)) removed = true;
    if (event.data.added.some((member) => member.userId === userId)) removed = false;
  }
  return removed;
}
