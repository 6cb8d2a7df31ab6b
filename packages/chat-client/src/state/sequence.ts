import { offerEvent, type RoomEvent, type RoomSequence } from '@kcs/contracts';

/**
 * The maximum number of events per room that are held while an earlier event is missing. Any further events are
 * dropped, and are fetched again when the gap is repaired.
 */
const MAX_HELD_EVENTS = 500;

const canHoldAnotherEvent = (held: readonly RoomEvent[]): boolean => held.length < MAX_HELD_EVENTS;

/**
 * Passes events of one room through the room's sequence (ORD-1). Returns the events that are next in order, and the new
 * sequence.
 */
export function releaseEventsInOrder(
  sequence: RoomSequence<RoomEvent>,
  events: readonly RoomEvent[],
): { readonly sequence: RoomSequence<RoomEvent>; readonly released: readonly RoomEvent[] } {
  const releasedEvents: RoomEvent[] = [];
  let nextSequence = sequence;
  for (const event of events) {
    const offerResult = offerEvent(nextSequence, event, canHoldAnotherEvent);
    nextSequence = offerResult.sequence;
    releasedEvents.push(...offerResult.released);
  }
  return { sequence: nextSequence, released: releasedEvents };
}
