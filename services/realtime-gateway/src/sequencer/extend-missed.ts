import { LIMITS, type RoomCatchUpResult, type RoomEvent } from '@kcs/contracts';

/**
 * Returns the missed events from chat-api, followed by the events in `after`, which the gateway released later. Returns
 * `CATCH_UP_BY_EVENTS` if the result would be too large (CATCH-2). `position` is the seq of the last released event.
 */
export function extendMissedEvents(
  missed: RoomCatchUpResult,
  after: readonly RoomEvent[],
  position: number,
): RoomCatchUpResult {
  if ('code' in missed) return missed.code === 'CATCH_UP_BY_EVENTS' ? { ...missed, head: position } : missed;
  if (after.length === 0) return missed;
  const extendedEvents = [...missed.events, ...after];
  const isWithinLimits =
    extendedEvents.length <= LIMITS.CATCH_UP_EVENTS_PER_ROOM &&
    Buffer.byteLength(JSON.stringify(extendedEvents)) <= LIMITS.CATCH_UP_BYTES_PER_ANSWER;
  return isWithinLimits ? { events: extendedEvents } : { code: 'CATCH_UP_BY_EVENTS', head: position };
}

/** Whether these events end the user's membership. A later addition cancels an earlier removal. */
export function endsMembership(events: readonly RoomEvent[], userId: string): boolean {
  let isMembershipEnded = false;
  for (const event of events) {
    if (event.kind === 'room-deleted') isMembershipEnded = true;
    if (event.kind !== 'members-changed') continue;
    if (event.data.removed.includes(userId)) isMembershipEnded = true;
    if (event.data.added.some((member) => member.userId === userId)) isMembershipEnded = false;
  }
  return isMembershipEnded;
}
