import { offerEvent, type RoomEvent, type RoomSequence } from '@kcs/contracts';

/**
 * The maximum number of events per room that are held while an earlier event is missing. Further events are dropped and
 * fetched again when the gap is repaired.
 */
const MAX_HELD_EVENTS = 500;

const canHold = (held: readonly RoomEvent[]): boolean => held.length < MAX_HELD_EVENTS;

/**
 * Offers events of one room to the room's sequence (ORD-1). Returns the events that are next in order, and the new
 * sequence.
 */
export function releaseInOrder(
  sequence: RoomSequence<RoomEvent>,
  events: readonly RoomEvent[],
): { readonly sequence: RoomSequence<RoomEvent>; readonly released: readonly RoomEvent[] } {
  const released: RoomEvent[] = [];
  let nextSequence = sequence;
  for (const event of events) {
    const offered = offerEvent(nextSequence, event, canHold);
    nextSequence = offered.sequence;
    released.push(...offered.released);
  }
  return { sequence: nextSequence, released };
}
