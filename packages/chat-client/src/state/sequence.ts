import { offerEvent, type RoomEvent, type RoomSequence } from '@kcs/contracts';

/**
 * The most events per room that are held while an earlier event is missing. Further events are dropped and fetched
 * again when the gap is repaired.
 */
const MAX_HELD = 500;

const canHold = (held: readonly RoomEvent[]): boolean => held.length < MAX_HELD;

/**
 * Offers events of one room to its sequence (ORD-1). Returns the events that are next in order, and the new sequence.
 */
export function releaseInOrder(
  sequence: RoomSequence<RoomEvent>,
  events: readonly RoomEvent[],
): { readonly sequence: RoomSequence<RoomEvent>; readonly released: readonly RoomEvent[] } {
  const released: RoomEvent[] = [];
  let next = sequence;
  for (const event of events) {
    const step = offerEvent(next, event, canHold);
    next = step.sequence;
    released.push(...step.released);
  }
  return { sequence: next, released };
}
